#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "correct/analysis/pair_figures.hpp"
#include "correct/correction.hpp"

namespace liquidus {

/// How sure a correction to one pair is at one temperature.
struct KnotCovariance {
  KnotGrid knots;
  std::vector<double> matrix;  // [knots × knots] row by row, eV²; row and column of the last knot are zero
};

/// Of a correction that has one. @throws std::invalid_argument for one without
KnotCovariance covariance_of(const Correction& correction, std::size_t pair, double temperature);

/// Standard deviation of a correction's energy at r, [r] eV.
std::vector<double> energy_deviation(const KnotCovariance& covariance, const std::vector<double>& r);

/// How a number of a curve varies with the curve.
struct Band {
  double deviation = 0.0;        // half of what the middle 68 % span: few draws with another zero or well don't count
  double low = 0.0, high = 0.0;  // between them are 95 % of the draws
};

struct PairBands {
  std::vector<std::optional<Band>> figures;  // [pair_figures]; of the draws that have the number
  std::vector<std::string> remarks;
};

/// Curves that a posterior holds for likely: what is to be added to its mean.
/// @return  [count], the same for the same seed; @throws std::invalid_argument for a matrix of another size
std::vector<KnotSpline> draw_corrections(const KnotCovariance& covariance, Index count, std::uint64_t seed);

/// Bands of all figures by way of drawn curves; `curve` is their mean.
PairBands bands_of(const PairCurve& curve, const KnotCovariance& covariance, const std::vector<KnotSpline>& draws,
                   double temperature);

/// Standard deviations of σ, r_min, ε and the hard-particle diameter for small changes of the curve: what bands_of()
/// tends to. Missing where the figure is. @return [pair_figures]
std::vector<std::optional<double>> linear_deviations(const PairCurve& curve, const PairFigures& figures,
                                                     const KnotCovariance& covariance, double temperature);

/// The curves of a potential at distances r with the standard deviations of what the draws make of them.
struct SplitCurves {
  std::vector<double> r, energy, reference, attraction, blip;               // Å, eV; Δe is a number
  std::vector<double> err_energy, err_reference, err_attraction, err_blip;  // empty without draws
};

/// @param covariance  may be null, and draws empty
SplitCurves split_curves(const PairCurve& curve, const PairFigures& figures, double temperature, std::vector<double> r,
                         const KnotCovariance* covariance, const std::vector<KnotSpline>& draws);

}  // namespace liquidus
