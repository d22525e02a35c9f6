#pragma once
#include <optional>
#include <string>
#include <vector>

#include "app/analyse_options.hpp"
#include "correct/analysis/drude_scaling.hpp"
#include "correct/analysis/pair_bands.hpp"

namespace liquidus {

/// A potential's pair and what it comes down to.
struct AnalysedPotential {
  AnalysedKeys keys;
  std::string title;
  PairCurve curve;
  std::optional<KnotCovariance> covariance;  // of a correction that has one
  std::vector<KnotSpline> draws;             // empty without one
  PairFigures figures;
  PairBands bands;                            // figures is empty without draws
  std::vector<std::optional<double>> linear;  // the same
  std::vector<std::string> remarks;           // about the curve, the figures and the bands

  std::optional<double> value(std::size_t figure) const { return figures.*pair_figures[figure].value; }
  std::optional<double> deviation(std::size_t figure) const;
};

/// @throws InputError for a pair that is none, a potential that can't be loaded or has mesh sums between charges
AnalysedPotential analyse(const AnalysedKeys& keys, const AnalyseKeys& how);

/// The pair that a potential's only species makes. @throws InputError if it has more of them, or none by name
std::string only_pair(const std::string& potential, const std::string& correction);

/// What a figure does with polarisability.
struct ScalingLaw {
  std::size_t figure;             // in pair_figures
  std::optional<PowerLaw> fixed;  // lengths
  std::optional<PowerLaw> free;   // with two potentials or more
  std::string remark = {};
  const PowerLaw* best() const { return fixed ? &*fixed : free ? &*free : nullptr; }
};

/// Of σ, r_min, d_hp and ε, from the potentials that have a polarisability; energies in eV. Empty without such.
std::vector<ScalingLaw> scaling_laws(const std::vector<AnalysedPotential>& potentials, double exponent);

}  // namespace liquidus
