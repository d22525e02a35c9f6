#pragma once
#include <torch/script.h>

#include "mlip/engine/loaded_model.hpp"
#include "mlip/model_potential.hpp"

/// Private to src/mlip: what the code of SevenNet's frozen models tells, whole ones and parts of ones that were cut.
namespace liquidus {

/// Of the module's forward function.
std::shared_ptr<torch::jit::Graph> graph_of(const torch::jit::Module& module);

/// Whether the code has this word as a constant, as keys of dictionaries are.
bool mentions(const torch::jit::Module& module, const std::string& word);

bool is_sevennet(const LoadedModel& model);
/// Whether it is one of several files that a model was cut into, one for each layer.
bool is_sevennet_part(const LoadedModel& model);

/// Of a whole model, or of one part: then layers and parameters are the part's.
/// @throws InputError if cutoff, elements or layers are missing
ModelInfo describe_sevennet(const LoadedModel& model);

/// @throws InputError: neither can be had of a frozen model
void refuse_conversion(const ModelInfo& info, const ModelOptions& options);

/// That the model computes in.
torch::Dtype sevennet_dtype(const ModelInfo& info);

}  // namespace liquidus
