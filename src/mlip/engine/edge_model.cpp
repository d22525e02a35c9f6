#include "mlip/engine/edge_model.hpp"

#include <filesystem>

#include "core/errors.hpp"
#include "mlip/engine/conventions.hpp"
#include "mlip/engine/sevennet_code.hpp"
#include "mlip/engine/sevennet_parts.hpp"
#include "mlip/engine/torch_guard.hpp"

namespace liquidus {
namespace {

const Convention* const conventions[] = {&mace_convention, &nequip_convention, &sevennet_convention};

const Convention& recognise(const LoadedModel& model) {
  for (const auto* convention : conventions)
    if (convention->recognises(model)) return *convention;
  throw InputError(model.name + ": TorchScript of class '" + class_name(model.module) +
                   "', which is no model that this program knows; known: MACE, NequIP, SevenNet");
}

ModelInfo describe(const LoadedModel& model) {
  ModelInfo info = recognise(model).describe(model);
  info.file = model.name;
  if (!(info.cutoff > 0.0) || info.cutoff > 1e3)
    throw InputError(model.name + ": the model's cutoff is " + std::to_string(info.cutoff) + " Å; expected a length");
  return info;
}

/// One evaluation of two atoms of the first element: what can't be converted throws or gives no number.
void try_out(const EdgeModel& model, const ModelOptions& options) {
  const auto integers = torch::TensorOptions(torch::kInt64).device(model.device());
  EdgeTensors pair;
  pair.center = torch::arange(2, integers);
  pair.neighbour = 1 - pair.center;
  pair.type = pair.graph = torch::zeros({2}, integers);
  const double length = 0.5 * model.info().cutoff;
  pair.vector = torch::tensor({length, 0.0, 0.0, -length, 0.0, 0.0}, torch::kFloat64)
                    .reshape({2, 3})
                    .to(model.device(), model.dtype());
  bool finite = false;
  try {
    finite = torch::isfinite(model.node_energies(pair)).all().item<bool>();
  } catch (const std::exception& error) {
    throw InputError(model.info().file + ": two atoms can't be evaluated" +
                     (options.precision == "native" ? "" : " in " + options.precision) + ": " +
                     without_backtrace(error));
  }
  if (!finite)
    throw InputError(model.info().file + ": the energy of two atoms is no number" +
                     (options.precision == "native" ? "" : " after the conversion to " + options.precision));
}

void settle(LoadedModel& loaded, const ModelOptions& options, torch::Device device) {
  try {
    loaded.module.to(device);
    loaded.module.eval();
  } catch (const std::exception& error) {
    throw InputError(loaded.name + ": the model can't be moved to '" + options.device +
                     "': " + without_backtrace(error));
  }
}

std::unique_ptr<EdgeModel> make(LoadedModel loaded, const ModelOptions& options, torch::Device device) {
  const TorchGuard guard(device.is_cpu());
  ModelInfo info = describe(loaded);
  const Convention& convention = recognise(loaded);
  settle(loaded, options, device);
  auto model = convention.make(std::move(loaded), std::move(info), options, device);
  try_out(*model, options);
  return model;
}

/// Several for a SevenNet model that was cut, one for all others.
std::vector<LoadedModel> load_all(const std::string& file, torch::Device device) {
  std::error_code ignored;
  std::vector<LoadedModel> loaded;
  if (!std::filesystem::is_directory(file, ignored) && file.find('*') == std::string::npos) {
    loaded.push_back(load_model_file(file, device));
    if (!is_sevennet_part(loaded.front())) return loaded;
    loaded.clear();
  }
  for (const auto& part : sevennet_part_files(file)) loaded.push_back(load_model_file(part, device));
  return loaded;
}

std::unique_ptr<EdgeModel> make_of_parts(const std::string& name, std::vector<LoadedModel> loaded,
                                         const ModelOptions& options, torch::Device device) {
  const TorchGuard guard(device.is_cpu());
  ModelInfo info = describe_sevennet_parts(name, loaded);
  refuse_conversion(info, options);
  std::vector<torch::jit::Module> parts;
  for (auto& part : loaded) {
    settle(part, options, device);
    parts.push_back(part.module);
  }
  const auto dtype = sevennet_dtype(info);
  std::unique_ptr<EdgeModel> model;
  try {
    model = std::make_unique<SevennetParts>(std::move(parts), std::move(info), dtype, device);
  } catch (const std::exception& error) {
    throw InputError(name + ": the parts don't fit each other: " + without_backtrace(error));
  }
  try_out(*model, options);
  return model;
}

}  // namespace

ModelInfo inspect_model(const std::string& file) {
  const auto loaded = load_all(file, torch::kCPU);
  return is_sevennet_part(loaded.front()) ? describe_sevennet_parts(file, loaded) : describe(loaded.front());
}

std::unique_ptr<EdgeModel> load_edge_model(const std::string& file, const ModelOptions& options,
                                           const Communicator& ranks) {
  check_precision(options.precision);
  const auto device = find_device(options.device, ranks);
  auto loaded = load_all(file, device);
  if (is_sevennet_part(loaded.front())) return make_of_parts(file, std::move(loaded), options, device);
  return make(std::move(loaded.front()), options, device);
}

std::unique_ptr<EdgeModel> make_edge_model(torch::jit::Module module, const std::string& name,
                                           const ModelOptions& options, const Communicator& ranks) {
  check_precision(options.precision);
  return make({std::move(module), {}, name}, options, find_device(options.device, ranks));
}

}  // namespace liquidus
