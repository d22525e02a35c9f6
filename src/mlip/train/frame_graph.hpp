#pragma once
#include <optional>
#include <string>
#include <vector>

#include "mlip/engine/edge_model.hpp"
#include "mlip/labelled_set.hpp"

namespace liquidus {

/// A labelled configuration as training wants it: its graph, found once, in the least memory; labels as tensors.
struct FrameGraph {
  torch::Tensor center, neighbour;  // [E] int32
  torch::Tensor vector;             // [E,3] of the model's precision, Å
  torch::Tensor type;               // [N] int64
  Index atoms = 0, edges = 0;
  double volume = 0.0;  // Å³; 0 without a stress label
  std::optional<double> energy;
  torch::Tensor forces;                                                  // [N,3] float64, undefined without label
  torch::Tensor stress;                                                  // [3,3] float64, undefined without label
  double energy_weight = 1.0, forces_weight = 1.0, stress_weight = 1.0;  // the configuration's own
  std::string config_type;
  int head = 0;  // index into the trainer's models
};

/// Graph within `cutoff` (Å), with labels as asked for.
/// @param elements the model's own, in its order
/// @throws InputError naming file and frame for an element that is none of them
FrameGraph make_frame_graph(const LabelledFrame& frame, const std::vector<std::string>& elements, double cutoff,
                            torch::Dtype dtype, const LabelsWanted& labels);

/// Several frames as one graph with the labels beside it.
struct Batch {
  EdgeTensors edges;
  std::vector<const FrameGraph*> frames;
  torch::Tensor atoms;                   // [G] float64
  torch::Tensor energy, forces, stress;  // [G], [N,3], [G,3,3] float64, zero where there is no label
  torch::Tensor volume;                  // [G], 1 where there is no stress label
  torch::Tensor energy_weight, forces_weight, stress_weight;  // [G], [N,1], [G]; 0 where there is no label
};

Batch make_batch(const std::vector<const FrameGraph*>& frames, torch::Device device);

}  // namespace liquidus
