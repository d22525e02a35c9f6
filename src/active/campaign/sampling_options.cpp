#include "active/campaign/sampling_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace liquidus {
namespace {

void check(const SamplingState& state, const Table& table, Problems& problems) {
  const auto refuse = [&](std::string_view key, const std::string& why) { problems.add(table.location(key), why); };
  for (const double t : state.temperature)
    if (!(t > 0.0)) refuse("temperature", "temperatures must be positive");
  if (state.temperature.size() > 2) refuse("temperature", "a temperature is one number, or two for a ramp");
  if (state.pressure.size() > 2) refuse("pressure", "a pressure is one number, or two for a ramp");
  if (state.density.value > 0.0 && !state.pressure.empty())
    refuse("pressure", "a state has a density or a pressure, not both");
  if (!(state.time > 0.0)) refuse("time", "time must be positive");
  if (!(state.equilibrate >= 0.0)) refuse("equilibrate", "equilibrate must not be negative");
  if (!state.bias.kind.empty() && state.temperature.size() > 1)
    refuse("temperature", "a state with a bias has one temperature, no ramp: the heights of its hills go by it");
  if (state.runs < 1) refuse("runs", "there must be a run or more");
  if (state.first_round < 1) refuse("first_round", "rounds are counted from 1");
  if (state.last_round != 0 && state.last_round < state.first_round)
    refuse("last_round", "the last round comes before the first");
  if (state.name.empty() || state.name.find('/') != std::string::npos)
    refuse("name", "the name of a state is that of a folder; it can't be empty or hold '/'");
}

StageOptions stage(const SamplingOptions& sampling, const SamplingState& state) {
  StageOptions stage;
  stage.ensemble = state.pressure.empty() ? "nvt" : "npt";
  stage.pressure = state.pressure;
  stage.thermostat = sampling.thermostat;
  stage.tau = sampling.tau;
  stage.timestep = sampling.timestep;
  return stage;
}

}  // namespace

std::vector<SamplingState> read_sampling_states(const Table& file, Problems& problems) {
  std::vector<SamplingState> states;
  for (const Table& table : file.tables("state", problems)) {
    auto state = read_section<SamplingState>(table, sampling_state_fields, problems, {"structure", "bias"});
    if (table.has("structure")) state.structure = read_structure_options(table, problems);
    if (table.has("bias")) state.bias = read_bias_options(table.table("bias", problems), problems);
    check(state, table, problems);
    if (std::any_of(states.begin(), states.end(), [&](const auto& other) { return other.name == state.name; }))
      problems.add(table.location("name"), "two states have the name '" + state.name + "'; names must differ");
    states.push_back(std::move(state));
  }
  return states;
}

void check(const SamplingOptions& o, const Table& section, Problems& problems) {
  const auto require = [&](bool fine, std::string_view key, const std::string& what) {
    if (!fine) problems.add(section.location(key), what);
  };
  require(o.timestep > 0.0, "timestep", "timestep must be positive");
  require(o.tau > 0.0, "tau", "tau must be positive");
  require(o.interval >= 1, "interval", "interval must be 1 or more");
  require(o.frames >= 1, "frames", "frames must be 1 or more");
  require(o.closest > 0.0, "closest", "closest must be positive");
  require(o.hottest > 1.0, "hottest", "hottest must be above 1, the temperature that is set");
  require(o.max_energy > 0.0, "max_energy", "max_energy must be positive");
  require(std::isnan(o.max_deviation) || o.max_deviation > 0.0, "max_deviation", "max_deviation must be positive");
}

MdOptions md_options(const SamplingOptions& sampling, const SamplingState& state, Index seed) {
  MdOptions options;
  options.run.seed = seed;
  if (state.equilibrate > 0.0) {
    auto first = stage(sampling, state);
    first.name = "equilibrate";
    first.temperature = {state.temperature.front()};
    if (!first.pressure.empty()) first.pressure = {state.pressure.front()};
    first.time = state.equilibrate;
    options.stages.push_back(first);
  }
  auto second = stage(sampling, state);
  second.name = "sample";
  second.temperature = state.temperature;
  second.time = state.time;
  options.stages.push_back(second);
  options.write = {.thermo = sampling.interval, .trajectory = sampling.interval, .checkpoint = 20 * sampling.interval};
  options.write.velocities = false;
  options.guards.closest = sampling.closest;
  options.guards.hottest = sampling.hottest * *std::max_element(state.temperature.begin(), state.temperature.end());
  options.guards.max_deviation = sampling.max_deviation;
  options.guards.interval = std::min<Index>(sampling.interval, 10);
  options.committee.interval = std::min<Index>(sampling.interval, 10);
  return options;
}

}  // namespace liquidus
