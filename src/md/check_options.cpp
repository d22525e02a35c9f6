#include "md/check_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "core/errors.hpp"
#include "core/units.hpp"
#include "md/stage.hpp"

namespace liquidus {
namespace {

class Checker {
 public:
  template <class... Args>
  void complain(std::string_view key, fmt::format_string<Args...> format, Args&&... args) {
    found_.push_back({std::string(key), fmt::format(format, std::forward<Args>(args)...)});
  }
  /// `unit` is what the value is divided by and named in the message.
  void positive(std::string_view key, double value, double unit, std::string_view name) {
    if (!(value > 0.0)) complain(key, "{} = {:g} {}; expected more than 0 {}", key, value / unit, name, name);
  }
  void at_least(std::string_view key, Index value, Index least) {
    if (value < least) complain(key, "{} = {}; expected {} or more", key, value, least);
  }
  Complaints take() { return std::move(found_); }

 private:
  Complaints found_;
};

bool given(double value) { return !std::isnan(value); }
bool given(const Quantity& quantity) { return quantity.dimension != Dimension{}; }

void check_density(Checker& checker, const Quantity& density) {
  if (given(density) && !(density.value > 0.0)) {
    const bool by_number = density.dimension == parse_unit("1/Å^3").dimension;
    checker.positive("density", density.value, by_number ? 1.0 : units::g_per_cm3, by_number ? "1/Å^3" : "g/cm^3");
  }
}

void check_packing(Checker& checker, const StructureOptions& options) {
  const bool counted = !options.counts.empty();
  if (counted && !options.formula.empty())
    checker.complain("counts", "both formula and counts are given; expected one");
  if (counted && options.atoms != 0)
    checker.complain("atoms", "atoms stands beside counts, which already say how many; expected one of them");
  if (!counted) checker.at_least("atoms", options.atoms, 1);
  for (const auto& [name, count] : options.counts) {
    checker.at_least("counts", count, 1);
    try {
      make_species(name);
    } catch (const std::invalid_argument& error) {
      checker.complain("counts", "counts: {}", error.what());
    }
  }
  if (!given(options.density))
    checker.complain("density", "packing atoms needs a density, such as \"1.515 g/cm^3\" or \"0.0312 1/Å^3\"");
  check_density(checker, options.density);
  if (given(options.closest)) checker.positive("closest", options.closest, 1.0, "Å");
}

void check_length(Checker& checker, const StageOptions& options) {
  checker.positive("timestep", options.timestep, 1.0, "fs");
  const bool by_time = given(options.time);
  if (by_time && options.steps != 0) {
    checker.complain("time", "both steps and time are given; expected one of them");
  } else if (!by_time && options.steps == 0) {
    checker.complain("steps", "neither steps nor time is given; expected one of them, at least 1 step");
  } else if (!by_time) {
    checker.at_least("steps", options.steps, 1);
  } else {
    checker.positive("time", options.time, units::ps, "ps");
    if (options.time > 0.0 && options.timestep > 0.0 && steps_of(options) < 1)
      checker.complain("time", "time = {:g} fs is less than one timestep of {:g} fs", options.time, options.timestep);
  }
}

/// What the reader of a file refuses by itself can also come from code.
void check_choice(Checker& checker, std::string_view key, const std::string& value,
                  const std::vector<std::string>& choices) {
  if (std::find(choices.begin(), choices.end(), value) == choices.end())
    checker.complain(key, "{} = '{}' is not known{}", key, value, suggestion(value, choices));
}

/// One or two values; each at least positive if asked.
void check_ramp(Checker& checker, std::string_view key, const std::vector<double>& values, double unit,
                std::string_view name, bool positive) {
  if (values.size() > 2)
    checker.complain(key, "{} has {} values; expected one, or two for a linear ramp", key, values.size());
  if (positive)
    for (const double value : values) checker.positive(key, value, unit, name);
}

void check_thermostat(Checker& checker, const StageOptions& options) {
  check_ramp(checker, "temperature", options.temperature, 1.0, "K", true);
  if (options.ensemble == "nve") {
    if (!options.thermostat.empty())
      checker.complain("thermostat", "ensemble nve has no thermostat; expected nvt, npt or npt-full with one");
    if (options.temperature.size() == 2)
      checker.complain("temperature", "a ramp of temperature needs a thermostat, and ensemble nve has none");
    return;
  }
  if (options.temperature.empty())
    checker.complain("temperature", "ensemble {} needs a temperature: \"1150 K\", or two for a linear ramp",
                     options.ensemble);
  checker.positive("tau", options.tau, units::ps, "ps");
  if (options.tau > 0.0 && options.tau < options.timestep)
    checker.complain("tau", "tau = {:g} fs is shorter than the timestep of {:g} fs", options.tau, options.timestep);
  checker.at_least("chain", options.chain, 1);
}

void check_barostat(Checker& checker, const StageOptions& options) {
  const bool has_barostat = options.ensemble == "npt" || options.ensemble == "npt-full";
  check_ramp(checker, "pressure", options.pressure, units::bar, "bar", false);
  if (!has_barostat) {
    if (!options.pressure.empty())
      checker.complain("pressure", "ensemble {} holds no pressure; expected npt or npt-full with one",
                       options.ensemble);
    return;
  }
  if (options.pressure.empty())
    checker.complain("pressure", "ensemble {} needs a pressure: \"1 bar\", or two for a linear ramp", options.ensemble);
  if (given(options.density))
    checker.complain("density", "ensemble {} lets the density go its own way; a ramp of density goes with nve or nvt",
                     options.ensemble);
  checker.positive("pressure_tau", options.pressure_tau, units::ps, "ps");
  checker.positive("compressibility", options.compressibility, 1.0 / units::bar, "1/bar");
  checker.at_least("pressure_interval", options.pressure_interval, 1);
}

}  // namespace

Complaints check(const RunOptions& options) {
  Checker checker;
  checker.at_least("seed", options.seed, 0);
  if (options.output.empty()) checker.complain("output", "output is empty; expected the name of a folder");
  return checker.take();
}

Complaints check(const StructureOptions& options) {
  Checker checker;
  const bool packed = !options.formula.empty() || !options.counts.empty();
  if (packed && !options.file.empty())
    checker.complain("file", "the structure is either packed (formula or counts) or read from a file; both are given");
  else if (packed)
    check_packing(checker, options);
  else if (options.file.empty())
    checker.complain("formula", "the structure needs a formula with atoms and density, or a file");
  checker.at_least("relax", options.relax, 0);
  if (!options.replicate.empty() && options.replicate.size() != 3)
    checker.complain("replicate", "replicate has {} values; expected three, such as [4, 4, 4]",
                     options.replicate.size());
  for (const Index copies : options.replicate) checker.at_least("replicate", copies, 1);
  return checker.take();
}

Complaints check(const NeighbourOptions& options) {
  Checker checker;
  if (!(options.skin >= 0.0)) checker.complain("skin", "skin = {:g} Å; expected 0 Å or more", options.skin);
  return checker.take();
}

Complaints check(const StageOptions& options) {
  Checker checker;
  if (options.name.empty()) checker.complain("name", "a stage has an empty name");
  if (options.name.find_first_of(".,\"\n\r") != std::string::npos)
    checker.complain("name", "the name '{}' has a '.', ',', '\"' or line break in it", options.name);
  check_choice(checker, "ensemble", options.ensemble, {"nve", "nvt", "npt", "npt-full"});
  if (!options.thermostat.empty())
    check_choice(checker, "thermostat", options.thermostat, {"nose-hoover", "langevin", "rescaling"});
  check_length(checker, options);
  check_thermostat(checker, options);
  check_barostat(checker, options);
  check_density(checker, options.density);
  return checker.take();
}

Complaints check(const WriteOptions& options) {
  Checker checker;
  checker.at_least("thermo", options.thermo, 0);
  checker.at_least("trajectory", options.trajectory, 0);
  checker.at_least("checkpoint", options.checkpoint, 0);
  return checker.take();
}

Complaints check(const GuardOptions& options) {
  Checker checker;
  if (!(options.closest >= 0.0)) checker.complain("closest", "closest = {:g} Å; expected 0 Å or more", options.closest);
  checker.positive("hottest", options.hottest, 1.0, "K");
  if (given(options.max_deviation)) checker.positive("max_deviation", options.max_deviation, 1.0, "eV/Å");
  checker.at_least("interval", options.interval, 1);
  return checker.take();
}

Complaints check(const CommitteeOptions& options) {
  Checker checker;
  checker.at_least("interval", options.interval, 1);
  checker.positive("level", options.level, 1.0, "eV/Å");
  if (given(options.collect_above)) checker.positive("collect_above", options.collect_above, 1.0, "eV/Å");
  if (!given(options.collect_below)) return checker.take();
  checker.positive("collect_below", options.collect_below, 1.0, "eV/Å");
  if (!given(options.collect_above))
    checker.complain("collect_below", "collect_below needs collect_above, the deviation from which frames are wanted");
  else if (!(options.collect_above < options.collect_below))
    checker.complain("collect_below", "collect_below = {:g} eV/Å is not above collect_above = {:g} eV/Å",
                     options.collect_below, options.collect_above);
  return checker.take();
}

}  // namespace liquidus
