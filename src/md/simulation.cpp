#include "md/simulation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "md/simulation_state.hpp"
#include "parallel/agreement.hpp"

namespace liquidus {
namespace {

/// What options and structure ask of each other.
void require_fit(const Structure& atoms, const std::vector<Stage>& stages) {
  if (atoms.size() < 2)
    throw InputError(fmt::format("a simulation needs at least 2 atoms; there are {}", atoms.size()));
  for (const Stage& stage : stages)
    if ((stage.has_barostat() || stage.density) && !atoms.cell.fully_periodic())
      throw InputError(fmt::format("stage '{}' changes the volume, but the structure is not periodic in all directions",
                                   stage.name));
  const bool at_rest = std::all_of(atoms.v.begin(), atoms.v.end(), [](const Vec3& v) { return norm2(v) == 0.0; });
  if (stages.front().ensemble == Ensemble::nve && !stages.front().temperature && at_rest)
    throw InputError(
        fmt::format("stage '{}' is nve and the structure has no velocities; give the temperature at which "
                    "to draw them",
                    stages.front().name));
}

/// Deviations that are asked for must be had.
void require_committee(bool committee, const MdOptions& options) {
  if (committee) return;
  const char* asked = !std::isnan(options.guards.max_deviation)      ? "guards.max_deviation"
                      : !std::isnan(options.committee.collect_above) ? "committee.collect_above"
                                                                     : nullptr;
  if (asked)
    throw InputError(fmt::format("{} needs a committee of learned potentials, and this potential is none", asked));
}

std::vector<Stage> make_stages(const MdOptions& options) {
  require_valid(options);
  std::vector<Stage> stages;
  for (const auto& stage : options.stages) stages.push_back(make_stage(stage));
  return stages;
}

}  // namespace

Simulation::State::State(const Structure& structure, const Potential& potential, const MdOptions& md_options,
                         RunSink* run_sink, const Communicator& over)
    : ranks(over),
      options(md_options),
      stages(make_stages(options)),
      sink(run_sink),
      domain(ranks),
      committee(potential.gives_deviations()),
      forces(potential, Skin{options.neighbours.skin}, domain, options.guards.closest),
      guards(options.guards) {
  on_root(ranks, [&] { require_fit(structure, stages); });
  require_committee(committee, options);
  motion = liquidus::spread(structure, domain);
  writes = sink != nullptr;
  ranks.broadcast(writes);
  learn_last_checkpoint();
}

Simulation::Simulation(const Structure& atoms, const Potential& potential, const MdOptions& options, RunSink* sink,
                       const Communicator& ranks)
    : state_(std::make_unique<State>(atoms, potential, options, sink, ranks)) {}
Simulation::~Simulation() = default;
Simulation::Simulation(Simulation&&) noexcept = default;
Simulation& Simulation::operator=(Simulation&&) noexcept = default;

void Simulation::measure(const std::string& name, Observer& observer, const std::vector<std::string>& stages) {
  const auto& known = state_->stages;
  std::vector<std::string> names;
  for (const Stage& stage : known) names.push_back(stage.name);
  for (const auto& wanted : stages)
    if (std::find(names.begin(), names.end(), wanted) == names.end())
      throw InputError(fmt::format("measure '{}': there is no stage '{}'{}", name, wanted, suggestion(wanted, names)));
  for (const auto& other : state_->measurements)
    if (other.name == name) throw InputError(fmt::format("there are two measures with the name '{}'", name));
  if (name.empty() || name.find('/') != std::string::npos)  // checkpoints keep it as the last part of a path
    throw InputError(fmt::format("a measure can't have the name '{}'; expected one without '/'", name));
  std::vector<bool> in_stage;
  for (const auto& stage : names)
    in_stage.push_back(stages.empty() || std::find(stages.begin(), stages.end(), stage) != stages.end());
  state_->measurements.push_back({name, &observer, std::move(in_stage)});
}

bool Simulation::run(Index at_most) {
  State& state = *state_;
  const auto start = State::Clock::now();
  const double seconds_before = state.seconds;
  Index last_saved = -1;
  try {
    for (bool go_on = true; go_on && !state.finished() && at_most != 0; --at_most) {
      if (state.stepper && state.done == state.now().steps) {
        state.time_at_stage = state.time();
        ++state.stage;
        state.done = 0;
        state.stepper.reset();
      }
      if (!state.stepper) state.begin_stage();
      state.advance();
      state.seconds = seconds_before + std::chrono::duration<double>(State::Clock::now() - start).count();
      const Index interval = state.options.write.checkpoint;
      if (state.done == state.now().steps || (interval > 0 && state.step % interval == 0)) {
        state.save();
        last_saved = state.step;
      }
      go_on = state.report_progress();
    }
    if (state.stepper && last_saved != state.step && state.steps_here > 0) state.save();
  } catch (const SimulationError& error) {
    state.stop(error.what());
  }
  return state.finished();
}

Checkpoint Simulation::checkpoint() const {
  Checkpoint checkpoint;
  state_->put(checkpoint);
  return checkpoint;
}

void Simulation::restore(const Checkpoint& checkpoint) { state_->restore(checkpoint); }

const Structure& Simulation::atoms() const {
  if (state_->ranks.alone()) return state_->motion.atoms;
  state_->whole = state_->domain.gather(state_->motion);
  return state_->whole;
}

Spread Simulation::spread() {
  State& state = *state_;
  if (!state.forces.has_lists()) state.forces.make_lists(state.motion);
  const auto own = state.motion.size(), ghosts = state.forces.neighbourhood().ghosts();
  const double share = own > 0 ? static_cast<double>(ghosts) / static_cast<double>(own) : 0.0;
  Spread spread;
  spread.grid = state.domain.bricks().grid();
  spread.fewest = state.ranks.min(own);
  spread.most = state.ranks.max(own);
  spread.ghosts = static_cast<double>(state.ranks.sum(ghosts)) / static_cast<double>(state.motion.all);
  spread.ghosts_most = state.ranks.max(share);
  spread.ghosts_least = state.ranks.min(own > 0 ? share : spread.ghosts_most);
  return spread;
}

Index Simulation::step() const { return state_->step; }
double Simulation::time() const { return state_->time(); }
bool Simulation::finished() const { return state_->finished(); }

Summary Simulation::summary() const {
  Summary summary;
  for (const auto& record : state_->records) summary.stages.push_back(record.summary());
  summary.atoms = state_->motion.all;
  summary.steps = state_->step;
  summary.seconds = state_->seconds;
  if (state_->seconds > 0.0) summary.steps_per_second = static_cast<double>(state_->steps_here) / state_->seconds;
  summary.finished = state_->finished();
  return summary;
}

}  // namespace liquidus
