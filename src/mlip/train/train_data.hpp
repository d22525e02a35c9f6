#pragma once
#include <string>
#include <vector>

#include "mlip/labelled_set.hpp"
#include "mlip/train.hpp"
#include "mlip/train/frame_graph.hpp"

namespace liquidus {

/// What the files hold, with the validation part taken out of the training files if it has no files of its own.
struct TrainData {
  LabelledSet train, validation, test, replay;
  LabelsWanted wanted;
};

/// @throws InputError as read_labelled_set, and if nothing is left to train on
TrainData read_train_data(const TrainOptions& options, TrainListener& listener);

/// Elements of the frames by ascending atomic number. @throws InputError for a species that is no element
std::vector<std::string> elements_of(const LabelledSet& set);

/// The graphs of all sets. Replay frames stand behind the others in `train`.
struct TrainGraphs {
  std::vector<FrameGraph> train, validation, test;
  std::size_t own = 0;  // frames of `train` before those of the replay set
};

TrainGraphs make_graphs(const TrainData& data, const TrainReplayOptions& replay,
                        const std::vector<std::string>& elements, double cutoff, torch::Dtype dtype);

}  // namespace liquidus
