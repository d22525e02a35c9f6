#include "core/errors.hpp"
#include "mlip/model_potential.hpp"
#include "mlip/node_features.hpp"

/// Stands in for the engines in a build without LibTorch.
namespace liquidus {
namespace {

[[noreturn]] void refuse(const std::string& file) {
  throw InputError(file + ": this liquidus was built without LibTorch (LIQUIDUS_WITH_TORCH=OFF) and runs no models");
}

}  // namespace

ModelInfo inspect_model(const std::string& file) { refuse(file); }

std::unique_ptr<ModelPotential> make_model_potential(const std::string& file, std::span<const Species>,
                                                     const ModelOptions&, const Communicator&) {
  refuse(file);
}

std::unique_ptr<NodeFeatures> make_node_features(const std::string& file, const ModelOptions&) { refuse(file); }

}  // namespace liquidus
