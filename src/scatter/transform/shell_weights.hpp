#pragma once
#include <vector>

#include "scatter/transform/partials_from_pairs.hpp"

namespace liquidus {

/// Whole bins within transform_reach().
Index bins_used(const PairDistributions& pairs, const PairTransformOptions& options);

/// What becomes of g(r) before its sine transform: h = g∞ − 1 out to the reach, times the volumes of the shells and the
/// window.
class ShellWeights {
 public:
  ShellWeights(const PairDistributions& pairs, const PairTransformOptions& options);
  std::size_t bins() const { return shell_.size(); }

  /// Appends shell · W · (factor · g − 1) of each bin.
  /// @param g      [bins or more]
  /// @param alike  N_j of a pair of like atoms, 0 of unlike ones
  void add(const std::vector<double>& g, double alike, std::vector<double>& into) const;

  /// The same about a g: the volumes, the factor of the finite size there and its derivatives.
  struct Line {
    std::vector<double> shell;      // [bins] shell · W, Å³
    double factor = 1.0;            // ρ_j/ρ'_ij
    std::vector<double> of_factor;  // [bins] d factor/dg_k
  };
  Line line(const std::vector<double>& g, double alike) const;

 private:
  double factor(const std::vector<double>& g, double alike) const;

  bool correct_;
  double volume_, filled_ = 0.0;               // Å³, V and V_w
  std::vector<double> shell_, window_, near_;  // near: w of FiniteSizeCorrection
};

}  // namespace liquidus
