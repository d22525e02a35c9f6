#pragma once
#include <torch/script.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "parallel/communicator.hpp"

/// Private to src/mlip.
namespace liquidus {

/// A TorchScript module with the texts that its exporter put beside it.
struct LoadedModel {
  torch::jit::Module module;
  std::map<std::string, std::string> metadata;  // only those that are there: r_max, type_names, cutoff, …
  std::string name;                             // the file, for messages
};

/// @throws InputError for a file that is missing, empty, truncated or no TorchScript, in one line
LoadedModel load_model_file(const std::string& file, torch::Device device);

/// "cpu", "cuda", "cuda:1". Where several ranks share a machine, "cuda" is the next device for each of them.
/// @throws InputError for another name or a device that this machine or LibTorch lacks
torch::Device find_device(const std::string& name, const Communicator& ranks = Communicator::self());

/// The attribute as a module if there is one of that name.
std::optional<torch::jit::Module> child(const torch::jit::Module& module, const std::string& name);

/// Name of the module's class, without TorchScript's package and mangling.
std::string class_name(const torch::jit::Module& module);

/// Words of a text, separated by white space.
std::vector<std::string> words(const std::string& text);

/// Numbers in all parameters.
std::int64_t count_parameters(const torch::jit::Module& module);

}  // namespace liquidus
