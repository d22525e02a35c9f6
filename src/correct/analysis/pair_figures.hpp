#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "correct/analysis/pair_curve.hpp"

namespace liquidus {

/// What a pair energy comes down to. What a curve doesn't have is missing, and a remark says why.
struct PairFigures {
  std::optional<double> sigma;          // Å, first zero inside the minimum
  std::optional<double> r_min;          // Å, where the force is zero in the deepest minimum below zero
  std::optional<double> epsilon;        // eV, −U(r_min)
  std::optional<double> hard_particle;  // Å, ∫ 1 − exp(−βu0) dr (Barker & Henderson, J. Chem. Phys. 47, 4714, 1967)
  std::optional<double> blip_diameter;  // Å, of ∫ r² Δe dr = 0: Andersen, Weeks & Chandler (Phys. Rev. A 4, 1597,
                                        // 1971) with a cavity function that is constant over the blip
  std::optional<double> second_virial;  // Å³ per pair of atoms, of U as far as the curve is known
  double core = 0.0;                    // Å; below, U doesn't rise inwards or isn't known, and is taken as infinite
  std::vector<std::string> remarks;
};

/// One number of the figures, for those who go through all of them.
struct PairFigure {
  std::string_view key, unit;
  std::optional<double> PairFigures::*value;
};
inline constexpr std::array pair_figures = {
    PairFigure{"sigma", "Å", &PairFigures::sigma},          PairFigure{"r_min", "Å", &PairFigures::r_min},
    PairFigure{"epsilon", "eV", &PairFigures::epsilon},     PairFigure{"d_hp", "Å", &PairFigures::hard_particle},
    PairFigure{"d_blip", "Å", &PairFigures::blip_diameter}, PairFigure{"B2", "Å^3", &PairFigures::second_virial},
};

/// σ, r_min, ε and the core: what has no temperature.
PairFigures shape_of(const PairCurve& curve);

/// All of them. @throws std::invalid_argument unless the temperature (K) is positive
PairFigures figures_of(const PairCurve& curve, double temperature);

/// Weeks, Chandler & Andersen's split (J. Chem. Phys. 54, 5237, 1971): u0 = U + ε inside r_min, zero beyond. A curve
/// that is nowhere below zero and has no minimum is all u0.
class WcaSplit {
 public:
  /// @param shape        of this curve
  /// @throws std::invalid_argument unless the temperature (K) is positive and split() has a value
  WcaSplit(const PairCurve& curve, const PairFigures& shape, double temperature);
  /// Where u0 ends, Å: r_min, or the curve's end if that is all repulsion; none for a curve without a split.
  static std::optional<double> end_of_repulsion(const PairCurve& curve, const PairFigures& shape);

  double reference(double r) const;   // u0, eV
  double attraction(double r) const;  // U − u0, eV
  double boltzmann(double r) const;   // exp(−βu0), 0 in the core
  /// Δe = exp(−βu0) − exp(−βu_d) of hard particles of diameter d.
  double blip(double r, double d) const { return boltzmann(r) - (r < d ? 0.0 : 1.0); }
  double hard_particle_diameter() const;
  double blip_diameter() const;

 private:
  template <class Weight>
  double shadow(Weight weight) const;

  PairCurve curve_;
  double core_, end_, epsilon_, beta_;
};

}  // namespace liquidus
