#pragma once
#include <map>
#include <string>

#include "mlip/train/gradient.hpp"
#include "mlip/train/reference_energies.hpp"
#include "mlip/train/train_data.hpp"

namespace liquidus {

/// A model with the graphs it is to be trained on.
struct TrainModel {
  HeadModels models;  // the first for the data, another for replay frames if they have a head of their own
  TrainGraphs graphs;
  std::map<std::string, std::string> extra_files;  // that a loaded model's exporter put beside it
  ReferenceEnergies reference;
  double neighbours = 0.0, scale = 1.0, shift = 0.0;
};

/// A MACE model with reference energies, mean number of neighbours, scale (the rms force) and shift (the mean
/// interaction energy) from the training frames.
/// @param ranks share the devices of a machine; each makes the same model
TrainModel new_model(const TrainOptions& options, const TrainData& data, TrainListener& listener,
                     const Communicator& ranks);

/// A model from a file, with its reference energies brought to those of the data.
/// @throws InputError for a frozen model, with the reason, and for elements of the data that it lacks
TrainModel loaded_model(const TrainOptions& options, const TrainData& data, Workers& workers, TrainListener& listener,
                        const Communicator& ranks);

}  // namespace liquidus
