#include "correct/loop/state_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace liquidus {
namespace {

void check(const Table& table, const StateOptions& state, Problems& problems) {
  const auto positive = [&](std::string_view key, double value) {
    if (!(value > 0.0) && !(std::isnan(value) && !table.has(key)))
      problems.add(table.location(key), fmt::format("{} must be positive", key));
  };
  positive("temperature", state.temperature);
  positive("produce", state.produce);
  positive("timestep", state.timestep);
  positive("tau", state.tau);
  if (!(state.equilibrate >= 0.0)) problems.add(table.location("equilibrate"), "equilibrate must not be negative");
  if (state.name.find('/') != std::string::npos)
    problems.add(table.location("name"), "the name of a state is part of file names and can't hold '/'");
  if (!table.has("structure"))
    problems.add(table.location(), table.title() + " lacks its box, [state.structure], behind its [[state]]");
}

}  // namespace

std::vector<StateOptions> read_states(const Table& file, Problems& problems) {
  std::vector<StateOptions> states;
  for (const Table& table : file.tables("state", problems)) {
    auto state = read_section<StateOptions>(table, state_fields, problems, {"structure", "prepare", "target"});
    state.structure = read_structure_options(table, problems);
    state.prepare = read_stages(table, "prepare", problems);
    if (table.has("target"))
      state.target = read_section<StateTargetOptions>(table.table("target", problems), state_target_fields, problems);
    check(table, state, problems);
    for (const auto& stage : state.prepare)
      if (stage.name == "equilibrate" || stage.name == "produce")
        problems.add(table.location("prepare"), "'" + stage.name + "' is the name of a stage of every iteration");
    if (std::any_of(states.begin(), states.end(), [&](const auto& other) { return other.name == state.name; }))
      problems.add(table.location("name"), "two states have the name '" + state.name + "'; names must differ");
    states.push_back(std::move(state));
  }
  if (states.empty())
    problems.add(file.location(), "the file has no [[state]]; expected one or more, each with its box and targets");
  return states;
}

double mean_temperature(const std::vector<StateOptions>& states) {
  double sum = 0.0, count = 0.0;
  for (const auto& state : states)
    if (state.fit) sum += state.temperature, count += 1.0;
  return sum / count;
}

MdOptions md_options(const StateOptions& state, Index seed, bool prepare) {
  MdOptions options;
  options.run.seed = seed;
  options.structure = state.structure;
  if (prepare) options.stages = state.prepare;
  for (const auto& [name, time] : {std::pair("equilibrate", state.equilibrate), std::pair("produce", state.produce)}) {
    if (time <= 0.0) continue;
    StageOptions stage;
    stage.name = name;
    stage.thermostat = state.thermostat;
    stage.temperature = {state.temperature};
    stage.tau = state.tau;
    stage.timestep = state.timestep;
    stage.time = time;
    options.stages.push_back(stage);
  }
  options.write = {.thermo = 100, .trajectory = 0, .checkpoint = 10000};
  return options;
}

}  // namespace liquidus
