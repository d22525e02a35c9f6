#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/structure.hpp"
#include "mlip/model_potential.hpp"

namespace liquidus {

/// What a learned potential makes of each atom's surroundings on its way to the energy: numbers that are the same for
/// periodic images and turned cells, and change places as atoms do.
class NodeFeatures {
 public:
  virtual ~NodeFeatures() = default;
  /// Numbers of an atom.
  virtual Index columns() const = 0;
  /// Several small structures go through the model in one call. What shares a call makes no difference but for
  /// rounding.
  /// @return  of each structure [atoms × columns], of the model's units
  /// @throws InputError for an element that the model lacks, Error for what LibTorch refuses or has no memory for
  virtual std::vector<std::vector<float>> of(std::span<const Structure* const> structures) const = 0;
};

/// Of a MACE model the scalars of every layer after its product block, one layer behind the other. Models that mace
/// scripted give them themselves; those that this program wrote before it gave any are rebuilt from their weights.
/// @return  null for a model of a convention whose features aren't to be had: NequIP and SevenNet
/// @throws InputError as make_model_potential
std::unique_ptr<NodeFeatures> make_node_features(const std::string& file, const ModelOptions& options = {});

}  // namespace liquidus
