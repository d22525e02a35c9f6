#pragma once
#include <memory>

#include "mlip/engine/edge_model.hpp"
#include "mlip/engine/loaded_model.hpp"

/// Private to src/mlip: the table of ways in which models are called. A new one is a file of its own and a row in
/// edge_model.cpp.
namespace liquidus {

struct Convention {
  /// By the module itself and what stands beside it in the file, not by the file's name.
  bool (*recognises)(const LoadedModel& model);
  /// @throws InputError if cutoff or elements are missing
  ModelInfo (*describe)(const LoadedModel& model);
  /// @throws InputError for a precision or head that can't be had
  std::unique_ptr<EdgeModel> (*make)(LoadedModel model, ModelInfo info, const ModelOptions& options,
                                     torch::Device device);
};

extern const Convention mace_convention, nequip_convention, sevennet_convention;

/// Turns a module with parameters of one type into one of `precision` ("native": leaves it), constants in its code
/// included. @return the type it computes in now
torch::Dtype convert_precision(torch::jit::Module& module, torch::Dtype now, const std::string& precision);

/// "float32" or "float64".
std::string dtype_name(torch::Dtype dtype);

/// @throws InputError if `precision` is another word than those of ModelOptions
void check_precision(const std::string& precision);

/// The symbols of atomic numbers. @throws InputError for a number that is no element
std::vector<std::string> symbols(const std::vector<std::int64_t>& numbers, const std::string& file);

}  // namespace liquidus
