#pragma once
#include <cmath>
#include <string>
#include <vector>

#include "app/program.hpp"
#include "correct/correction.hpp"
#include "correct/layer/correction_file.hpp"
#include "correct/layer/hash.hpp"

/// Corrections that the tests vary.
namespace liquidus::test {

/// Curves of some hundredths of an eV that differ from pair to pair and from term to term.
inline Correction wavy(const std::vector<std::string>& species, const TemperatureBasis& temperature = {}) {
  auto correction = Correction::zero(species, KnotGrid::up_to(6.0, 0.1, 2.5), temperature);
  double phase = 0.3;
  for (auto& curve : correction.values) {
    for (std::size_t k = 0; k + 1 < curve.size(); ++k) {
      const double r = correction.knots.at(static_cast<Index>(k)), end = correction.knots.cutoff() - r;
      curve[k] = 0.002 * end * end * std::cos(1.7 * r + phase);
    }
    phase += 0.9;
  }
  return correction;
}

inline TemperatureBasis linear_in_temperature() {
  TemperatureBasis basis;
  basis.kind = TemperatureBasis::Kind::linear;
  basis.reference = 100.0;
  return basis;
}

/// As if fitted at 85 K to liquid argon, on top of the folder's argon.toml.
inline Correction for_argon(const WorkFolder& folder, const TemperatureBasis& temperature = {}) {
  auto correction = wavy({"Ar"}, temperature);
  auto& from = correction.provenance;
  from.program = "liquidus 0.1.0";
  from.created = "2026-11-21 12:00:00 UTC";
  from.method = "ibi";
  from.iterations = 7;
  from.base = mark_of((folder.path() / "argon.toml").string());
  from.data = {{"argon-85K.csv", std::string(64, 'b')}};
  FittedState state;
  state.name = "85 K";
  state.temperature = 85.0;
  state.density = 0.02125;
  state.fractions = {1.0};
  from.states = {state};
  return correction;
}

inline void save_in(const WorkFolder& folder, const Correction& correction, const std::string& name) {
  save(correction, (folder.path() / name).string());
}

}  // namespace liquidus::test
