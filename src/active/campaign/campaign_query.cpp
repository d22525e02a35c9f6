// A campaign's third stage: which of the sampled frames are worth a label.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

#include "active/campaign/campaign_state.hpp"
#include "active/campaign/choose_frames.hpp"
#include "active/jobs/job_record.hpp"
#include "active/query/energy_design.hpp"
#include "active/query/environments.hpp"
#include "active/query/frame_features.hpp"
#include "active/query/trust_levels.hpp"
#include "io/csv_field.hpp"
#include "io/file.hpp"
#include "io/trajectory.hpp"
#include "io/xyz.hpp"
#include "parallel/agreement.hpp"

namespace liquidus {
namespace {

namespace fs = std::filesystem;

/// Of those that aren't broken.
void summarise(const std::vector<JudgedFrame>& frames, RoundRecord::Query& query) {
  std::vector<double> forces;
  double squares = 0.0;
  for (const auto& frame : frames) {
    if (!std::isfinite(frame.force_deviation)) continue;
    forces.push_back(frame.force_deviation);
    squares += frame.energy_deviation * frame.energy_deviation;
  }
  if (forces.empty()) return;
  std::sort(forces.begin(), forces.end());
  query.median = forces[forces.size() / 2];
  query.most = forces.back();
  query.energy_deviation = std::sqrt(squares / static_cast<double>(forces.size()));
}

Triage triage_of(const std::vector<JudgedFrame>& frames, const QueryOptions& options) {
  std::vector<double> deviations;
  for (const auto& frame : frames) deviations.push_back(frame.force_deviation);
  TrustLevels levels{options.low, options.high, options.adaptive, options.most};
  if (!options.levels) levels = {0.0, std::numeric_limits<double>::max(), false, options.most};
  return triage(deviations, levels);
}

void write_table(const std::string& path, const std::vector<JudgedFrame>& frames, const Triage& triage,
                 const std::vector<Index>& chosen) {
  std::string text = "frame,state,run,step,force_deviation_eV_per_A,energy_deviation_eV_per_atom,verdict\n";
  for (std::size_t k = 0; k < frames.size(); ++k) {
    const auto& frame = frames[k];
    const auto number = static_cast<Index>(k);
    const auto has = [&](const std::vector<Index>& of) { return std::binary_search(of.begin(), of.end(), number); };
    const bool candidate = has(triage.candidates);
    const char* verdict = has(chosen)                          ? "chosen"
                          : candidate                          ? "candidate"
                          : frame.force_deviation < triage.low ? "accurate"
                                                               : "failed";
    text += fmt::format("{},{},{},{},{:.6g},{:.6g},{}\n", k, csv_field(frame.state), csv_field(frame.parent),
                        frame.step, frame.force_deviation, frame.energy_deviation, verdict);
  }
  write_text(path, text);
}

}  // namespace

std::vector<JudgedFrame> Campaign::State::judged(const RoundRecord& record) const {
  Members members;
  for (const auto& model : record.training->models)
    members.push_back(parts.member(folder(record.round) + "/" + model, species));
  std::vector<JudgedFrame> all;
  for (const auto& state : options.states)
    for (const auto& run : record.runs) {
      if (run.state != state.name) continue;
      const Index most = std::max<Index>(1, options.sampling.frames / state.runs);
      for (auto& frame : sampled_frames(folder(record.round) + "/" + run.folder, first_step(state) + 1, most)) {
        frame.state = state.name;
        frame.parent = run.folder;
        judge(frame, members, species, options.query.relative, options.sampling.closest);
        all.push_back(std::move(frame));
        if (watch.stop && watch.stop()) return {};
      }
    }
  for (auto& frame : pool_frames(record.round)) {
    judge(frame, members, species, options.query.relative, options.sampling.closest);
    all.push_back(std::move(frame));
    if (watch.stop && watch.stop()) return {};
  }
  return all;
}

/// Those of the files that are to be looked at which nobody has asked to label yet.
std::vector<JudgedFrame> Campaign::State::pool_frames(Index round) const {
  std::vector<JudgedFrame> frames;
  if (options.sampling.pool.empty()) return frames;
  std::set<std::vector<Vec3>> asked;
  for (const auto& frame : labelled(0)) asked.insert(frame.atoms.r);
  for (Index earlier = 0; earlier < round; ++earlier)
    for (const auto& frame : frames_in(folder(earlier) + "/chosen.extxyz")) asked.insert(frame.atoms.r);
  for (const auto& file : options.sampling.pool)
    for_each_frame(file, {}, [&](const Frame& frame, Index number) {
      if (frame.atoms.size() < 2 || asked.contains(frame.atoms.r)) return;
      JudgedFrame one{frame.atoms, "pool", fs::path(file).filename().string(), number, 0.0, 0.0};
      one.atoms.v.clear();
      one.atoms.image.clear();
      frames.push_back(std::move(one));
    });
  return frames;
}

/// As the way to choose wants them. By what surrounds atoms where the model has no features of its own.
FeatureTables Campaign::State::features(const RoundRecord& record, std::span<const Structure* const> candidates,
                                        std::span<const Structure* const> known) const {
  std::vector<std::string> names;
  for (const auto& kind : species) names.push_back(kind.name);
  FeatureTables tables;
  std::unique_ptr<NodeFeatures> model;
  if (options.query.features == "model" && parts.features)
    model = parts.features(folder(record.round) + "/" + record.training->models.front());
  if (model) {
    tables = {table_of(*model, names, candidates), table_of(*model, names, known)};
  } else {
    if (options.query.features == "model")
      say("the members' model gives no features of atoms: frames are compared by distances and angles around atoms");
    const EnvironmentFeatures surroundings(names);
    tables = {table_of(surroundings, candidates), table_of(surroundings, known)};
  }
  if (options.query.choose == "variance") return energy_design(tables, candidates, known, names);
  scale(tables);
  return tables;
}

/// Those to be labelled, with where they come from; what was found goes to the record.
std::vector<Frame> Campaign::State::chosen(RoundRecord& record, const std::vector<JudgedFrame>& frames) const {
  RoundRecord::Query query;
  const auto triage = triage_of(frames, options.query);
  query.frames = static_cast<Index>(frames.size());
  query.accurate = triage.accurate;
  query.candidates = static_cast<Index>(triage.candidates.size());
  query.failed = triage.failed;
  query.low = triage.low;
  summarise(frames, query);
  std::vector<const Structure*> structures, labelled_before;
  for (const Index k : triage.candidates) structures.push_back(&frames[static_cast<std::size_t>(k)].atoms);
  const auto before = labelled(record.round);
  for (const auto& frame : before) labelled_before.push_back(&frame.atoms);
  const auto [candidates, known] = features(record, structures, labelled_before);
  std::vector<double> deviations;
  for (const Index k : triage.candidates) deviations.push_back(frames[static_cast<std::size_t>(k)].force_deviation);
  Index count = options.query.count;
  if (options.stop.labels > 0) count = std::clamp<Index>(options.stop.labels - record.frames, 0, count);
  const auto rows = choose_frames(candidates, known, deviations,
                                  {options.query.choose, count, options.query.cluster, options.run.seed, record.round});
  std::vector<Index> picked;
  std::vector<Frame> result;
  for (const Index row : rows) {
    picked.push_back(triage.candidates[static_cast<std::size_t>(row)]);
    const auto& from = frames[static_cast<std::size_t>(picked.back())];
    Frame frame;
    frame.atoms = from.atoms;
    frame.step = from.step;
    frame.info = {{"config_type", from.state},
                  {"parent", from.state == "pool" ? from.parent : round_name(record.round) + "/" + from.parent},
                  {"round", record.round},
                  {"force_deviation", from.force_deviation}};
    result.push_back(std::move(frame));
  }
  query.chosen = static_cast<Index>(result.size());
  write_table(folder(record.round) + "/query.csv", frames, triage, picked);
  record.query = query;
  return result;
}

bool Campaign::State::query(RoundRecord& record) const {
  const double start = time_now();
  std::string text;
  on_root(ranks, [&] {
    say(fmt::format("round {}: {} runs are looked at", record.round, record.runs.size()));
    const auto frames = judged(record);
    if (watch.stop && watch.stop()) return;
    std::string xyz;
    for (const auto& frame : chosen(record, frames)) xyz += format_xyz(frame);
    write_text(folder(record.round) + "/chosen.extxyz", xyz);
    record.query->seconds = seconds_since(start);
    save(record);
    text = round_text(record);
  });
  ranks.broadcast(text);
  if (text.empty()) return false;
  record = parse_round(text, round_name(record.round));
  return !asked_to_stop();
}

}  // namespace liquidus
