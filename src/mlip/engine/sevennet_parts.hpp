#pragma once
#include "mlip/engine/edge_model.hpp"
#include "mlip/engine/loaded_model.hpp"

/// Private to src/mlip: a SevenNet model that was cut for parallel runs, one file for each layer, so that ranks can
/// exchange the features of ghosts between layers.
namespace liquidus {

/// What a layer is given: own atoms, and those around them whose features other ranks (or other chunks) have made.
struct LayerInput {
  Index targets = 0;                // own atoms
  torch::Tensor center, neighbour;  // [E] int64, nodes: own atoms first, then the others
  torch::Tensor vector;             // [E,3] Å
  torch::Tensor type;               // [nodes] int64
  torch::Tensor own, others;  // [targets, width], [others, width]; not for the first layer: it makes them of types
  torch::Tensor kept;         // [targets, …] what the layer before has left for the same atoms; not for the first
};

struct LayerOutput {
  torch::Tensor own;   // [targets, width of the next layer]; of the last layer: energies [targets] eV
  torch::Tensor kept;  // not of the last
};

class SevennetParts : public EdgeModel {
 public:
  SevennetParts(std::vector<torch::jit::Module> parts, ModelInfo info, torch::Dtype dtype, torch::Device device);

  int layers() const { return static_cast<int>(parts_.size()); }
  /// Numbers per atom that a layer takes from other ranks; 0 for the first.
  int width(int layer) const { return widths_[static_cast<std::size_t>(layer)]; }
  LayerOutput evaluate(int layer, const LayerInput& input) const;
  /// All layers at once, where there are no others.
  torch::Tensor node_energies(const EdgeTensors& edges) const override;

 private:
  mutable std::vector<torch::jit::Module> parts_;
  std::vector<int> widths_;  // [layers]
};

/// The files of all parts in their order: those beside one of them whose names differ in the number at the end, those
/// that a pattern with one * for the number has, or those of a folder.
/// @throws InputError if there are none, or several models' in a folder
std::vector<std::string> sevennet_part_files(const std::string& file);

/// The parts as one model. @throws InputError if one is missing, or is none, or is another model's
ModelInfo describe_sevennet_parts(const std::string& name, const std::vector<LoadedModel>& parts);

}  // namespace liquidus
