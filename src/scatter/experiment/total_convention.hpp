#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scatter/transform/functions.hpp"
#include "scatter/weights/weights.hpp"

namespace liquidus {

/// How a file states a total: which function it holds, and what that is divided by. The total itself is
/// I(Q) = Σ w_ij (A_ij − 1) with the weights of `divided()`, in fm² or squared electrons if by nothing.
class TotalConvention {
 public:
  /// @param holds          "S", "i", "F", "Qi" of Q; "g", "D", "T", "G", "R" of r
  /// @param normalisation  "<b>^2", "<b^2>", "fm^2", "barn", "electrons^2"
  /// @throws InputError for a normalisation that the radiation doesn't have, S or i that aren't normalised, functions
  /// of r in electrons^2 or divided by <b^2>, and other names
  TotalConvention(std::string_view radiation, std::string_view holds, std::string_view normalisation);

  bool of_r() const { return of_r_; }
  DividedBy divided() const { return divided_; }
  /// "S", "F", "D", …
  const std::string& name() const { return name_; }
  /// Of the values: "", "barn", "barn/Å", …
  std::string unit() const;
  /// For headers: "F(Q) = <b>^2 [S(Q) - 1] in barn …".
  std::string statement() const;
  PairFunction pair_function() const { return pair_; }
  /// For functions of r, and for those that are made from a total held like this: absolute where the total is so and
  /// the weights don't depend on Q, else divided by ⟨b⟩².
  Normalisation in_r(double average_square) const;

  /// The file's function of Q as I(Q) and back; a point at Q = 0 says nothing in Qi, I is 0 there.
  std::vector<double> to_total(std::span<const double> q, std::span<const double> y) const;
  std::vector<double> from_total(std::span<const double> q, std::span<const double> total) const;
  /// The same for standard errors and for parts of a total: without the limit 1 of S.
  std::vector<double> error_to_total(std::span<const double> q, std::span<const double> e) const;
  std::vector<double> part_from_total(std::span<const double> q, std::span<const double> part) const;

 private:
  double factor(double q) const;  // of the file's function over I

  std::string name_, normalisation_;
  bool of_r_ = false;
  PairFunction pair_ = PairFunction::g;
  StructureFunction structure_ = StructureFunction::S;
  DividedBy divided_ = DividedBy::average_square;
};

}  // namespace liquidus
