#include "mlip/engine/loaded_model.hpp"

#include <torch/cuda.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/errors.hpp"
#include "mlip/engine/torch_guard.hpp"

namespace liquidus {
namespace {

constexpr const char* metadata_names[] = {"r_max", "type_names",  "cutoff",     "chemical_symbols_to_index",
                                          "dtype", "model_dtype", "model_type", "version",
                                          "time",  "num_species", "comm_size"};

/// What LibTorch would say in pages: TorchScript is a zip archive with a file constants.pkl in its directory, which
/// stands at the end.
void check_archive(const std::string& file) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) throw InputError(file + ": there is no such file; expected a model");
  std::ifstream in(file, std::ios::binary);
  if (!in || std::filesystem::is_directory(file, ignored)) throw InputError(file + ": can't be read");
  std::string head(4, '\0');
  in.read(head.data(), 4);
  if (in.gcount() == 0) throw InputError(file + ": the file is empty; expected a TorchScript model");
  if (head != std::string("PK\3\4", 4)) {
    const std::string what = head[0] == '\x80' ? "a Python pickle"
                             : head[0] == '{'  ? "text that begins like JSON"
                                               : "no zip archive";
    throw InputError(file + ": " + what + "; expected TorchScript, as models/README.md says how to export it");
  }
  in.clear();
  in.seekg(0, std::ios::end);
  constexpr std::streamoff longest = 4 << 20;  // more than the directory of any model
  const std::streamoff size = in.tellg(), from = std::max<std::streamoff>(0, size - longest);
  in.seekg(from);
  std::string tail(static_cast<std::size_t>(size - from), '\0');
  in.read(tail.data(), size - from);
  if (tail.find(std::string("PK\5\6", 4)) == std::string::npos)
    throw InputError(file + ": the file is truncated: the directory at the end of its zip archive is missing");
  if (tail.find("/constants.pkl") == std::string::npos)
    throw InputError(file + ": a zip archive, but no TorchScript; models/README.md says how to export one");
}

}  // namespace

LoadedModel load_model_file(const std::string& file, torch::Device device) {
  check_archive(file);
  keep_threads();
  torch::jit::ExtraFilesMap extra;
  for (const char* name : metadata_names) extra[name] = "";
  LoadedModel loaded;
  loaded.name = file;
  try {
    loaded.module = torch::jit::load(file, device, extra);
  } catch (const std::exception& error) {
    throw InputError(file + ": LibTorch can't load this model: " + without_backtrace(error));
  }
  for (const auto& [name, text] : extra)
    if (!text.empty()) loaded.metadata[name] = text;
  return loaded;
}

torch::Device find_device(const std::string& name, const Communicator& ranks) {
  if (name == "cpu") return torch::kCPU;
  const std::string gpu = "cuda", number = name.size() > 5 ? name.substr(5) : "0";
  const bool digits = std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (name.rfind(gpu, 0) != 0 || (name.size() > 4 && (name[4] != ':' || name.size() == 5)) || !digits ||
      number.size() > 3)
    throw InputError("there is no device '" + name + "'; known: cpu, cuda, cuda:0, cuda:1, …");
  if (!torch::cuda::is_available())
    throw InputError("device '" + name + "' was asked for, but LibTorch finds no CUDA device here; try 'cpu'");
  const int count = static_cast<int>(torch::cuda::device_count());
  const int index = name == gpu ? ranks.rank_on_this_machine() % count : std::stoi(number);
  if (index >= count)
    throw InputError("device '" + name + "' was asked for, but there are " + std::to_string(count) +
                     " CUDA devices, counted from 0");
  return {torch::kCUDA, static_cast<torch::DeviceIndex>(index)};
}

std::optional<torch::jit::Module> child(const torch::jit::Module& module, const std::string& name) {
  if (!module.hasattr(name)) return std::nullopt;
  const auto value = module.attr(name);
  if (!value.isModule()) return std::nullopt;
  return value.toModule();
}

std::string class_name(const torch::jit::Module& module) {
  const auto name = module.type()->name();
  return name ? name->name() : "unnamed";
}

std::vector<std::string> words(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> all;
  for (std::string word; in >> word;) all.push_back(word);
  return all;
}

std::int64_t count_parameters(const torch::jit::Module& module) {
  std::int64_t count = 0;
  for (const auto& parameter : module.parameters()) count += parameter.numel();
  return count;
}

}  // namespace liquidus
