#pragma once
#include <torch/script.h>

#include <optional>
#include <string>

/// Private to src/mlip: parts of a module by dotted names, as they stand in a state dict.
namespace liquidus {

std::optional<torch::jit::Module> find_module(torch::jit::Module m, const std::string& path);
std::optional<torch::Tensor> find_tensor(const torch::jit::Module& m, const std::string& path);
/// Sets or adds a tensor that isn't a parameter.
void put_buffer(torch::jit::Module& m, const std::string& name, const torch::Tensor& value);

}  // namespace liquidus
