#include "app/dataset_curation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>

#include "active/curation/rebalance.hpp"
#include "app/dataset_writer.hpp"
#include "app/evaluator.hpp"
#include "core/errors.hpp"

namespace liquidus {
namespace {

/// Takes out the frames that have a reason.
void take_out(CuratedSet& curated, const std::string& step, const std::vector<std::string>& reasons) {
  std::vector<LabelledFrame> kept;
  for (std::size_t k = 0; k < reasons.size(); ++k) {
    auto& frame = curated.set.frames[k];
    if (reasons[k].empty()) {
      kept.push_back(std::move(frame));
      continue;
    }
    frame.frame.info["reason"] = reasons[k];
    curated.removed.push_back({std::move(frame), step, reasons[k]});
  }
  curated.set.frames = std::move(kept);
}

template <class Step>
void count(CuratedSet& curated, const std::string& name, Step step) {
  StepCount one{name, "", static_cast<Index>(curated.set.frames.size()), 0};
  one.note = step();
  one.after = static_cast<Index>(curated.set.frames.size());
  curated.steps.push_back(std::move(one));
}

std::string drop_duplicates(CuratedSet& curated, const DuplicateOptions& options) {
  const auto& frames = curated.set.frames;
  std::vector<std::string> reasons(frames.size());
  Index exact = 0;
  for (const auto& one : find_duplicates(frames, options)) {
    const auto& frame = frames[static_cast<std::size_t>(one.frame)];
    const auto& kept = frames[static_cast<std::size_t>(one.kept)];
    exact += one.exact;
    reasons[static_cast<std::size_t>(one.frame)] =
        fmt::format("duplicate of {}: {}", place_of(kept),
                    one.exact ? "the same places" : fmt::format("as if displaced by {:.2g} Å", one.displacement));
    if (!one.disagrees) continue;
    std::string how;
    if (!std::isnan(one.energy)) how += fmt::format(" {:+.4g} meV/atom in the energy", 1e3 * one.energy);
    if (!std::isnan(one.forces)) how += fmt::format("{} {:.3g} eV/Å in the forces", how.empty() ? "" : ",", one.forces);
    curated.disagreements.push_back(
        fmt::format("{} and {} are duplicates and differ by{}", place_of(frame), place_of(kept), how));
  }
  take_out(curated, "duplicates", reasons);
  return fmt::format("{} at the same places; labels of {} disagree", exact, curated.disagreements.size());
}

bool asks_a_model(const OutlierOptions& options) {
  return !std::isnan(options.model_energy) || !std::isnan(options.model_force) || !std::isnan(options.deviation);
}

PotentialChoice choice_of(const OutlierKeys& keys) {
  PotentialChoice choice;
  choice.file = keys.models.empty() ? keys.potential : keys.models.front();
  if (!keys.models.empty()) choice.committee = {keys.models.begin() + 1, keys.models.end()};
  return choice;
}

std::vector<Prediction> predictions_for(const std::vector<LabelledFrame>& frames, const OutlierKeys& keys) {
  std::vector<Prediction> all;
  if (keys.models.empty() && keys.potential.empty()) {
    for (const auto& f : frames)
      all.push_back(prediction_in(f.frame, keys.energy_key, keys.forces_key, keys.deviation_key));
    return all;
  }
  const auto& alone = Communicator::self();
  Evaluator evaluator(choice_of(keys), false, alone);
  evaluator.run([&] {
    for (const auto& f : frames) {
      const Frame found = evaluator(f.frame);
      auto one = prediction_in(found, "", "", "force_deviation");
      one.energy = found.energy;
      one.forces = found.forces;
      all.push_back(std::move(one));
    }
  });
  return all;
}

/// A model is asked about frames that are sound otherwise: atoms on each other may have no energy.
void judge_by_model(CuratedSet& curated, const OutlierKeys& keys, const OutlierOptions& options) {
  OutlierOptions model_only = options;
  model_only.energy = model_only.max_force = model_only.net_force = model_only.radii = OutlierOptions::unset;
  model_only.closest.clear();
  const auto predictions = predictions_for(curated.set.frames, keys);
  const auto lacks = [&](double threshold, auto has) {
    return !std::isnan(threshold) && !predictions.empty() && std::none_of(predictions.begin(), predictions.end(), has);
  };
  if (lacks(options.model_energy, [](const Prediction& p) { return p.energy.has_value(); }) ||
      lacks(options.model_force, [](const Prediction& p) { return !p.forces.empty(); }))
    throw InputError(
        fmt::format("[outliers] asks how labels and a model differ, and there is no prediction: give "
                    "models or a potential, or files with '{}' and '{}' beside the labels, as `liquidus "
                    "evaluate` writes them",
                    keys.energy_key, keys.forces_key));
  if (lacks(options.deviation, [](const Prediction& p) { return !std::isnan(p.deviation); }))
    throw InputError(
        fmt::format("[outliers] deviation: there is none; give two models or more, or files with a column "
                    "'{}'",
                    keys.deviation_key));
  take_out(curated, "outliers", outlier_reasons(curated.set.frames, model_only, predictions));
}

std::string drop_outliers(CuratedSet& curated, const CurateOptions& options) {
  const auto thresholds = options.outlier_options();
  const auto before = curated.removed.size();
  take_out(curated, "outliers", outlier_reasons(curated.set.frames, thresholds));
  if (asks_a_model(thresholds)) judge_by_model(curated, *options.outliers, thresholds);
  std::map<std::string, Index> kinds;
  for (std::size_t k = before; k < curated.removed.size(); ++k) {
    const std::string& reason = curated.removed[k].reason;
    ++kinds[reason.substr(0, reason.find(':'))];
  }
  std::string note;
  for (const auto& [kind, n] : kinds) note += fmt::format("{}{} {}", note.empty() ? "" : ", ", n, kind);
  return note;
}

/// Groups without the frames that are beyond, by the numbers that the others have once those are gone.
void leave_out(std::map<std::string, std::vector<Index>>& groups, const std::vector<Index>& beyond) {
  for (auto& [name, members] : groups) {
    std::erase_if(members, [&](Index k) { return std::binary_search(beyond.begin(), beyond.end(), k); });
    for (Index& k : members) k -= std::lower_bound(beyond.begin(), beyond.end(), k) - beyond.begin();
  }
}

std::string rebalance(CuratedSet& curated, const CurateOptions& options) {
  const auto& keys = *options.rebalance;
  const auto& frames = curated.set.frames;
  FrameGroups by_frame(frames, options.clusters);
  auto groups = by_frame.by(keys.by, false);
  if (keys.at_most > 0) {
    const auto* features = keys.choose == "farthest" ? &by_frame.features() : nullptr;
    const auto beyond = beyond_quota(groups, keys.at_most, features, static_cast<std::uint64_t>(options.keys.seed));
    std::vector<std::string> reasons(frames.size());
    for (const auto& [name, members] : groups)
      for (const Index k : members)
        if (std::binary_search(beyond.begin(), beyond.end(), k))
          reasons[static_cast<std::size_t>(k)] =
              fmt::format("rebalance: beyond {} of {} frames of {}", keys.at_most, members.size(), name);
    leave_out(groups, beyond);
    take_out(curated, "rebalance", reasons);
  }
  if (keys.weights) weigh_groups(curated.set.frames, groups);
  return fmt::format("{} groups{}", groups.size(), keys.weights ? ", weighed" : "");
}

std::string split(CuratedSet& curated, const CurateOptions& options) {
  const auto& keys = *options.split;
  FrameGroups by_frame(curated.set.frames, options.clusters);
  const auto seed = static_cast<std::uint64_t>(options.keys.seed);
  const bool whole = !keys.whole.empty();
  curated.groups = whole ? by_frame.by({keys.whole}, true) : by_frame.by(keys.by, false);
  curated.parts = whole ? whole_groups(curated.groups, keys.validation, keys.test, seed)
                        : stratified(curated.groups, keys.validation, keys.test, seed);
  return fmt::format("{} to train on, {} for validation, {} for the test; {} groups{}", curated.parts->train.size(),
                     curated.parts->validation.size(), curated.parts->test.size(), curated.groups.size(),
                     whole ? " kept whole" : "");
}

}  // namespace

CuratedSet curate(const CurateOptions& options) {
  CuratedSet curated;
  auto data = read_dataset(options.dataset_inputs(), options.key_changes());
  curated.files = std::move(data.files);
  curated.set = std::move(data.set);
  count(curated, "merge", [&] { return fmt::format("{} files", curated.files.size()); });
  if (options.duplicates) count(curated, "duplicates", [&] { return drop_duplicates(curated, *options.duplicates); });
  if (options.outliers) count(curated, "outliers", [&] { return drop_outliers(curated, options); });
  if (options.rebalance) count(curated, "rebalance", [&] { return rebalance(curated, options); });
  if (options.split) count(curated, "split", [&] { return split(curated, options); });
  return curated;
}

void write_sets(const CurateOptions& options, CuratedSet& curated) {
  const std::string& folder = options.keys.output;
  DatasetWriter writer(folder, options.keys.format, options.keys.prefix);
  for (const auto& file : curated.files) writer.require_no_input(file.file);
  const auto write = [&](const std::string& name, const std::vector<const Frame*>& frames) {
    if (!frames.empty()) curated.written.emplace_back(writer.write(name, frames), static_cast<Index>(frames.size()));
  };
  const auto part = [&](const std::vector<Index>& members, bool with_isolated) {
    std::vector<const Frame*> frames;
    if (with_isolated)
      for (const auto& atom : curated.set.isolated) frames.push_back(&atom.frame);
    for (const Index k : members) frames.push_back(&curated.set.frames[static_cast<std::size_t>(k)].frame);
    return frames;
  };
  if (curated.parts) {
    write("train", part(curated.parts->train, true));
    write("validation", part(curated.parts->validation, false));
    write("test", part(curated.parts->test, false));
  } else {
    std::vector<Index> all(curated.set.frames.size());
    for (std::size_t k = 0; k < all.size(); ++k) all[k] = static_cast<Index>(k);
    write("set", part(all, true));
  }
  std::vector<const Frame*> removed;
  for (const auto& one : curated.removed) removed.push_back(&one.frame.frame);
  write("removed", removed);
  writer.drop_others();
}

}  // namespace liquidus
