#pragma once
#include <vector>

#include "core/units.hpp"
#include "scatter/local/bond_measure.hpp"

namespace liquidus {

/// `[[measure]] type = "angles"`.
struct AnglesOptions : BondKeys {
  double width = units::pi / 180.0;  // rad
  bool divide_by_sin = false;
};

inline constexpr auto angles_fields =
    joined(bond_fields<AnglesOptions>,
           std::array{
               Field<AnglesOptions>{"width", "deg", "width of a bin; 180 deg is a whole number of them",
                                    &AnglesOptions::width},
               Field<AnglesOptions>{"divide_by_sin", "",
                                    "distributions relative to bonds of random directions, whose density is sin θ / 2",
                                    &AnglesOptions::divide_by_sin},
           });

/// Distributions of the angles B-A-C at A between two bonds of an atom, for every A and every pair of species bonded to
/// it. Bins hold kΔ ≤ θ < (k+1)Δ, the last one 180° too.
class Angles : public BondMeasure {
 public:
  /// @throws InputError naming the key that is wrong
  explicit Angles(const AnglesOptions& options, const Communicator& ranks = Communicator::self());
  Findings findings() const override;

 protected:
  /// Of each triplet of species: angles in each bin, then Σ θ in degrees.
  std::vector<double> numbers_of(const BondGraph& graph) override;
  std::string other_options() const override;

 private:
  struct Triplet {
    int b, centre, c;  // kinds
  };
  std::string name(const Triplet& triplet) const;
  void add_angles(const BondGraph& graph, Index i, std::vector<double>& sums) const;

  std::size_t bins_;
  double width_;  // degrees
  bool divide_by_sin_;
  std::vector<Triplet> triplets_;
  std::vector<int> place_;  // [kinds³] of a triplet, either way round; −1 for none
};

}  // namespace liquidus
