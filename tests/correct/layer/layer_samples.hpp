#pragma once
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "correct/correction.hpp"
#include "support/error_of.hpp"
#include "support/temporary_folder.hpp"

namespace liquidus::testing {

/// Curves that differ from pair to pair and from term to term, with a line below the first knot.
inline Correction wavy(const std::vector<std::string>& species, const KnotGrid& knots,
                       const TemperatureBasis& temperature = {}) {
  Correction correction = Correction::zero(species, knots, temperature);
  double phase = 0.3;
  for (auto& curve : correction.values) {
    for (std::size_t k = 0; k + 1 < curve.size(); ++k) {
      const double r = knots.at(static_cast<Index>(k)), end = knots.cutoff() - r;
      curve[k] = 0.02 * end * end * std::cos(1.7 * r + phase);
    }
    phase += 0.9;
  }
  return correction;
}

inline TemperatureBasis linear_basis(double reference = 1150.0) {
  TemperatureBasis basis;
  basis.kind = TemperatureBasis::Kind::linear;
  basis.reference = reference;
  return basis;
}

/// Where everything comes from, with numbers that have no short decimal form.
inline Correction with_provenance(Correction correction) {
  auto& from = correction.provenance;
  from = {"liquidus 0.1.0",
          "2026-11-21 12:00:00 UTC",
          "gauss-newton",
          {"nacl.toml", std::string(64, 'a')},
          {},
          {},
          7,
          "the misfit is at the noise: χ² = 0.98"};
  from.data = {{"Na-Cl.csv", std::string(64, 'b')}, {"total.sq", std::string(64, 'c')}};
  for (const double t : {1100.0, 1300.0}) {
    FittedState state;
    state.name = "at " + std::to_string(static_cast<int>(t)) + " K";
    state.temperature = t;
    state.density = 1.0 / 31.0 + 1e-6 * t;
    state.fractions.assign(correction.species.size(), 1.0 / static_cast<double>(correction.species.size()));
    state.misfit_before = t / 7.0;
    state.misfit_after = 1.0 / 3.0;
    state.r_chi_before = 0.1;
    state.r_chi_after = 0.01 / 3.0;
    state.pressure_before = -0.01 / 7.0;
    state.pressure_after = std::nan("");
    from.states.push_back(state);
  }
  return correction;
}

}  // namespace liquidus::testing
