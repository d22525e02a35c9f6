#include "core/errors.hpp"
#include "mlip/model_potential.hpp"

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

}  // namespace liquidus
