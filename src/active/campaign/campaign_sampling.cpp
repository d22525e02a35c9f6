// A campaign's second stage: molecular dynamics under the committee's mean, and what it looks like beside measurement.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "active/campaign/campaign_state.hpp"
#include "active/campaign/sample_run.hpp"
#include "active/jobs/job_record.hpp"
#include "core/random.hpp"
#include "io/h5md.hpp"
#include "md/build.hpp"
#include "md/minimise.hpp"
#include "md/stage.hpp"
#include "parallel/agreement.hpp"

namespace liquidus {
namespace {

bool is_sampled(const SamplingState& state, Index round) {
  return round >= state.first_round && (state.last_round == 0 || round <= state.last_round);
}

double mean_temperature(const SamplingState& state) {
  return 0.5 * (state.temperature.front() + state.temperature.back());
}

/// No two runs share random numbers.
Index seed_of(const CampaignOptions& options, Index round, std::size_t state, Index run) {
  return options.run.seed + 1000000 * round + 1000 * static_cast<Index>(state) + run;
}

bool has_own_structure(const SamplingState& state) {
  return !state.structure.file.empty() || !state.structure.formula.empty() || !state.structure.counts.empty();
}

}  // namespace

/// What a run begins with: the state's own structure, or a labelled frame.
Structure Campaign::State::start_of(const SamplingState& state, Index round, Index run) const {
  const auto place = static_cast<std::size_t>(&state - options.states.data());
  const Index seed = seed_of(options, round, place, run);
  if (has_own_structure(state)) return at_density(build_structure(state.structure, seed), state.density);
  const auto frames = labelled(round);
  Random random(static_cast<std::uint64_t>(options.run.seed), Stream::sampling, static_cast<Index>(1000 * place) + run,
                (Index{1} << 41) + round);
  const auto k = static_cast<std::size_t>(random.uniform() * static_cast<double>(frames.size()));
  return at_density(frames[k].atoms, state.density);
}

bool Campaign::State::sample(RoundRecord& record) const {
  const double start = time_now();
  const auto place = folder(record.round);
  std::vector<std::string> models;
  for (const auto& model : record.training->models) models.push_back(place + "/" + model);
  for (const auto& state : options.states) {
    if (!is_sampled(state, record.round)) continue;
    std::unique_ptr<Potential> potential;
    for (Index run = 0; run < state.runs; ++run) {
      const auto name = fmt::format("sample/{}-{}", state.name, run + 1);
      const bool done =
          std::any_of(record.runs.begin(), record.runs.end(), [&](const auto& other) { return other.folder == name; });
      if (done) continue;
      if (!potential) potential = parts.sampler(models, species, mean_temperature(state));
      Structure atoms;
      on_root(ranks, [&] { atoms = with_species(start_of(state, record.round, run), species); });
      if (has_own_structure(state) && state.structure.file.empty())
        minimise(atoms, *potential, {.steps = state.structure.relax}, {}, ranks);
      const auto where = fmt::format("round {}, {} {}/{}", record.round, state.name, run + 1, state.runs);
      const RunFolder::Watch progress = [&](const Progress& now) {
        return !watch.progress || watch.progress(where, now);
      };
      const auto index = static_cast<std::size_t>(&state - options.states.data());
      const auto result = sample_run(options.sampling, state, atoms, *potential,
                                     seed_of(options, record.round, index, run), place + "/" + name, progress, ranks);
      if (!result) return false;
      record.runs.push_back({name, state.name, result->time, result->stopped});
      on_root(ranks, [&] { save(record); });
      if (!result->stopped.empty()) say(where + " ended early: " + result->stopped);
    }
  }
  RoundRecord::Sampling sampling;
  sampling.seconds = seconds_since(start);
  on_root(ranks, [&] {
    if (parts.compare) sampling.misfits = parts.compare(sampled_states(record), place + "/structure");
    record.sampling = sampling;
    save(record);
  });
  record.sampling = sampling;
  return !asked_to_stop();
}

/// Trajectories by state, for who compares them with measurement. Those under a bias are another ensemble.
std::vector<SampledState> Campaign::State::sampled_states(const RoundRecord& record) const {
  std::vector<SampledState> sampled;
  for (const auto& state : options.states) {
    if (!state.bias.kind.empty()) continue;
    SampledState one{state.name, {}, first_step(state) / options.sampling.interval + 1};
    for (const auto& run : record.runs) {
      const auto file = folder(record.round) + "/" + run.folder + "/trajectory.h5";
      if (run.state == state.name && std::filesystem::exists(file) && H5mdReader(file).frames() > one.first)
        one.trajectories.push_back(file);
    }
    if (!one.trajectories.empty()) sampled.push_back(std::move(one));
  }
  return sampled;
}

Index Campaign::State::first_step(const SamplingState& state) const {
  const auto stages = md_options(options.sampling, state, 0).stages;
  return stages.size() > 1 ? steps_of(stages.front()) : 0;
}

}  // namespace liquidus
