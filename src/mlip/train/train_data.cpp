#include "mlip/train/train_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/elements.hpp"
#include "core/errors.hpp"
#include "mlip/train/split.hpp"

namespace liquidus {
namespace {

LabelsWanted wanted_labels(const TrainDataOptions& data) {
  const auto asked = [&](const char* name) {
    return std::find(data.labels.begin(), data.labels.end(), name) != data.labels.end();
  };
  LabelsWanted wanted;
  wanted.energy = asked("energy");
  wanted.forces = asked("forces");
  wanted.stress = asked("stress");
  wanted.prefixes = data.prefixes;
  wanted.trust_units = data.trust_units;
  return wanted;
}

LabelledSet read_set(const std::vector<std::string>& files, const LabelsWanted& wanted, TrainListener& listener) {
  if (files.empty()) return {};
  auto set = read_labelled_set(files, wanted);
  for (const auto& warning : set.warnings) listener.note("warning: " + warning);
  return set;
}

void take_validation(TrainData& data, double fraction, std::uint64_t seed) {
  std::vector<std::string> types;
  for (const auto& frame : data.train.frames) types.push_back(frame.config_type);
  const auto split = split_by_type(types, fraction, seed);
  std::vector<LabelledFrame> rest;
  for (const Index k : split.validation)
    data.validation.frames.push_back(std::move(data.train.frames[static_cast<std::size_t>(k)]));
  for (const Index k : split.train) rest.push_back(std::move(data.train.frames[static_cast<std::size_t>(k)]));
  data.train.frames = std::move(rest);
}

std::string census(const LabelledSet& set) {
  std::map<std::string, Index> types;
  for (const auto& frame : set.frames) ++types[frame.config_type];
  std::string text;
  if (types.size() > 1)
    for (const auto& [type, count] : types) text += fmt::format("{}{} {}", text.empty() ? " (" : ", ", count, type);
  return fmt::format("{}{}", set.frames.size(), text.empty() ? "" : text + ")");
}

std::vector<FrameGraph> graphs_of(const LabelledSet& set, const std::vector<std::string>& elements, double cutoff,
                                  torch::Dtype dtype, const LabelsWanted& wanted) {
  std::vector<FrameGraph> graphs;
  graphs.reserve(set.frames.size());
  for (const auto& frame : set.frames) graphs.push_back(make_frame_graph(frame, elements, cutoff, dtype, wanted));
  return graphs;
}

}  // namespace

TrainData read_train_data(const TrainOptions& options, TrainListener& listener) {
  TrainData data;
  data.wanted = wanted_labels(options.data);
  data.train = read_set(options.data.train, data.wanted, listener);
  data.validation = read_set(options.data.validation, data.wanted, listener);
  data.test = read_set(options.data.test, data.wanted, listener);
  data.replay = read_set(options.replay.files, data.wanted, listener);
  if (options.data.validation.empty())
    take_validation(data, options.data.validation_fraction, static_cast<std::uint64_t>(options.seed));
  if (data.train.frames.empty()) throw InputError("the training files hold no frame to train on but isolated atoms");
  listener.note(fmt::format("frames: {} to train on, {} for validation, {} for the test{}", census(data.train),
                            census(data.validation), census(data.test),
                            data.replay.frames.empty() ? "" : fmt::format(", {} of replay", census(data.replay))));
  if (data.validation.frames.empty())
    listener.note("no validation frames: the last epoch counts as the best, and schedules follow the training loss");
  return data;
}

std::vector<std::string> elements_of(const LabelledSet& set) {
  std::vector<int> found;
  for (const auto& frame : set.frames) {
    const auto counts = frame.frame.atoms.counts();
    for (std::size_t k = 0; k < counts.size(); ++k) {
      const auto& species = frame.frame.atoms.species[k];
      if (counts[k] == 0) continue;
      if (species.Z == 0)
        throw InputError(fmt::format("{}: frame {}: '{}' is no element", frame.file, frame.number, species.name));
      if (std::find(found.begin(), found.end(), species.Z) == found.end()) found.push_back(species.Z);
    }
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string> symbols;
  for (const int Z : found) symbols.emplace_back(elements()[static_cast<std::size_t>(Z - 1)].symbol);
  return symbols;
}

TrainGraphs make_graphs(const TrainData& data, const TrainReplayOptions& replay,
                        const std::vector<std::string>& elements, double cutoff, torch::Dtype dtype) {
  TrainGraphs graphs{graphs_of(data.train, elements, cutoff, dtype, data.wanted),
                     graphs_of(data.validation, elements, cutoff, dtype, data.wanted),
                     graphs_of(data.test, elements, cutoff, dtype, data.wanted), 0};
  graphs.own = graphs.train.size();
  for (auto& graph : graphs_of(data.replay, elements, cutoff, dtype, data.wanted)) {
    graph.energy_weight *= replay.weight;
    graph.forces_weight *= replay.weight;
    graph.stress_weight *= replay.weight;
    graph.head = replay.head.empty() ? 0 : 1;
    graphs.train.push_back(std::move(graph));
  }
  return graphs;
}

}  // namespace liquidus
