#pragma once
#include <span>
#include <vector>

#include "core/neighbourhood.hpp"

namespace liquidus {

/// The intensity scattered at one wave number, by Debye's sum over pairs,
///
///     s = 1 + 2/(Σ_i w_i²) Σ_{i<j} w_i w_j sin(Q r)/(Q r) W(r),   W(r) = sin(π r/r_c)/(π r/r_c) T(r),
///
/// with the window that ends the sum of a periodic system at r_c (Niu, Piaggi, Invernizzi & Parrinello, Proc. Natl.
/// Acad. Sci. USA 115, 5348, 2018). That window falls to zero at r_c with a slope of −1/r_c; T(r) falls from 1 at 0.9
/// r_c to 0 at r_c as 1 − 10t³ + 15t⁴ − 6t⁵ and takes it away, so that forces have no step. Images count as atoms do,
/// in cells of any size. With equal weights s is S(Q), of which the window has smeared out what is sharper than 2π/r_c
/// and to which the mean density adds a constant (not 0 as in S(Q) without a window).
class DebyeIntensity {
 public:
  /// @param q, cutoff  1/Å and Å
  /// @param weights    [species] of any unit and sign
  /// @throws std::invalid_argument for a q or cutoff that isn't positive, or weights that are no numbers
  DebyeIntensity(double q, double cutoff, std::vector<double> weights);

  ListRequest list() const { return {cutoff_, ListKind::full}; }
  double cutoff() const { return cutoff_; }  // Å

  struct Pair {
    double value, slope;  // of sin(Q r)/(Q r) W(r); 1/Å
  };
  Pair pair(double r) const;

  /// What the pairs of a rank's own atoms add to s, with the gradient by their places and by the strain. Over all ranks
  /// s is 1 plus the sum of what is returned.
  /// @param gradient  [own] 1/Å, is set to ds/dr, whole for each atom
  /// @param strain    is set to the rank's part of ds/dε
  double sum(const Neighbourhood& atoms, std::span<Vec3> gradient, Mat3& strain) const;

 private:
  double scale(const Neighbourhood& atoms) const;

  double q_, cutoff_;
  std::vector<double> weights_;
};

}  // namespace liquidus
