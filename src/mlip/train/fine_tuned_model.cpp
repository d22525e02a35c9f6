#include <caffe2/serialize/inline_container.h>
#include <fmt/format.h>
#include <torch/utils.h>

#include <algorithm>

#include "core/errors.hpp"
#include "mlip/train/train_model.hpp"

namespace liquidus {
namespace {

/// TorchScript keeps texts that an exporter put beside a model under this prefix.
constexpr std::string_view extra = "extra/";

std::map<std::string, std::string> extra_files(const std::string& file) {
  caffe2::serialize::PyTorchStreamReader archive(file);
  std::map<std::string, std::string> texts;
  for (const auto& name : archive.getAllRecords()) {
    if (name.rfind(extra, 0) != 0) continue;
    const auto [data, size] = archive.getRecord(name);
    texts[name.substr(extra.size())] = std::string(static_cast<const char*>(data.get()), size);
  }
  return texts;
}

void require_trainable(const ModelInfo& info) {
  if (info.trainable > 0) return;
  throw InputError(fmt::format("{}: this {} model can't be trained: {}", info.file, info.convention,
                               info.why_frozen.empty() ? "it is frozen" : info.why_frozen));
}

/// What the labels' energies have beyond the model's, by frame and per atom, and the frames' compositions per atom.
struct Residuals {
  std::vector<double> composition, energy;
};

Residuals residuals(const TrainModel& found, const TrainData& data, Workers& workers) {
  const auto& elements = found.models.front()->info().elements;
  std::vector<double> energy(found.graphs.own, 0.0);
  workers.run([&](int worker) {
    const torch::NoGradGuard constant;
    for (auto k = static_cast<std::size_t>(worker); k < found.graphs.own;
         k += static_cast<std::size_t>(workers.count())) {
      const auto& graph = found.graphs.train[k];
      auto batch = make_batch({&graph}, found.models.front()->device());
      if (graph.energy)
        energy[k] = *graph.energy - predict(*found.models.front(), batch, false, false).energy.item<double>();
    }
  });
  Residuals result;
  for (std::size_t k = 0; k < found.graphs.own; ++k) {
    if (!found.graphs.train[k].energy) continue;
    const auto n = static_cast<double>(found.graphs.train[k].atoms);
    for (const double count : composition(data.train.frames[k].frame.atoms, elements))
      result.composition.push_back(count / n);
    result.energy.push_back(energy[k] / n);
  }
  return result;
}

/// Energy of an atom without neighbours.
double lone_atom(const EdgeModel& model, Index type) {
  const torch::NoGradGuard constant;
  const auto integers = torch::TensorOptions(torch::kInt64).device(model.device());
  EdgeTensors atom;
  atom.center = atom.neighbour = torch::zeros({0}, integers);
  atom.vector = torch::zeros({0, 3}, torch::TensorOptions(model.dtype()).device(model.device()));
  atom.type = torch::full({1}, type, integers);
  atom.graph = torch::zeros({1}, integers);
  return model.node_energies(atom).sum().to(torch::kFloat64).item<double>();
}

/// What is to be added to the model's reference energies, [elements] eV.
std::vector<double> energy_shifts(const TrainOptions& options, const TrainModel& found, const TrainData& data,
                                  Workers& workers, std::string& source) {
  const auto& elements = found.models.front()->info().elements;
  std::vector<double> shifts(elements.size(), 0.0);
  if (options.model.reference == "model" || !data.wanted.energy) {
    source = "the model's own";
    return shifts;
  }
  const auto present = elements_of(data.train);
  if (options.model.reference == "isolated" || options.model.reference == "given") {
    const auto wanted = reference_energies(present, data.train, options.model.reference, options.model.given_energies);
    for (std::size_t k = 0; k < elements.size(); ++k)
      if (wanted.energies.contains(elements[k]))
        shifts[k] = wanted.energies.at(elements[k]) - lone_atom(*found.models.front(), static_cast<Index>(k));
    source = wanted.source;
    return shifts;
  }
  const auto left = residuals(found, data, workers);
  if (left.energy.empty()) return shifts;
  const auto fit = least_squares(left.composition, left.energy, static_cast<int>(elements.size()));
  source = fmt::format("the model's, shifted by least squares to the energies of {} frames", left.energy.size());
  if (fit.rank < static_cast<int>(present.size()))
    source += fmt::format("; the compositions determine only {} of {} shifts, the rest is the solution of least norm",
                          fit.rank, present.size());
  return fit.x;
}

bool ends_with(const std::string& name, std::string_view ending) {
  return name.size() >= ending.size() && name.compare(name.size() - ending.size(), ending.size(), ending) == 0;
}

/// The tensor in which a module keeps its elements' energies: [elements] in any shape, or [heads, elements].
torch::Tensor reference_tensor(const torch::jit::Module& module, std::size_t elements, const std::string& file) {
  const auto fits = [&](const std::string& name, const torch::Tensor& tensor) {
    return (ends_with(name, "atomic_energies_fn.atomic_energies") || ends_with(name, "shifts")) &&
           tensor.is_floating_point() && tensor.dim() > 0 &&
           (tensor.numel() == static_cast<Index>(elements) || tensor.size(-1) == static_cast<Index>(elements));
  };
  for (const auto& buffer : module.named_buffers())
    if (fits(buffer.name, buffer.value)) return buffer.value;
  for (const auto& parameter : module.named_parameters())
    if (fits(parameter.name, parameter.value)) return parameter.value;
  throw InputError(file + ": the model's reference energies can't be changed; keep them by reference = \"model\"");
}

void apply_shifts(TrainModel& found, const TrainData& data, const std::vector<double>& shifts,
                  const std::string& head) {
  if (std::all_of(shifts.begin(), shifts.end(), [](double x) { return x == 0.0; })) return;
  const torch::NoGradGuard constant;
  const auto& info = found.models.front()->info();
  auto energies = reference_tensor(found.models.front()->module(), info.elements.size(), info.file);
  const auto row = torch::tensor(shifts, torch::kFloat64).to(energies.device(), energies.scalar_type());
  if (energies.numel() != row.numel()) {
    const auto at = std::find(info.heads.begin(), info.heads.end(), head) - info.heads.begin();
    energies.select(0, at).add_(row);
    return;  // other heads keep their energies, and replay frames with them
  }
  energies.add_(row.view(energies.sizes()));
  for (std::size_t k = 0; k < data.replay.frames.size(); ++k) {
    auto& graph = found.graphs.train[found.graphs.own + k];
    const auto atoms = composition(data.replay.frames[k].frame.atoms, info.elements);
    for (std::size_t e = 0; e < shifts.size() && graph.energy; ++e) *graph.energy += atoms[e] * shifts[e];
  }
}

}  // namespace

TrainModel loaded_model(const TrainOptions& options, const TrainData& data, Workers& workers, TrainListener& listener,
                        const Communicator& ranks) {
  require_trainable(inspect_model(options.model.file));
  TrainModel found;
  ModelOptions model;
  model.device = options.training.device;
  model.precision = options.training.precision;
  model.head = options.model.head;
  found.models.push_back(load_edge_model(options.model.file, model, ranks));
  found.extra_files = extra_files(options.model.file);
  const auto& info = found.models.front()->info();
  if (!options.replay.head.empty()) {
    model.head = options.replay.head;
    model.precision = "native";  // the module is shared, and is what it shall be
    found.models.push_back(make_edge_model(found.models.front()->module(), options.model.file, model, ranks));
  }
  found.graphs = make_graphs(data, options.replay, info.elements, info.cutoff, found.models.front()->dtype());
  const auto shifts = energy_shifts(options, found, data, workers, found.reference.source);
  apply_shifts(found, data, shifts, options.model.head);
  for (const auto& element : elements_of(data.train)) {
    const auto at = std::find(info.elements.begin(), info.elements.end(), element) - info.elements.begin();
    found.reference.energies[element] = shifts[static_cast<std::size_t>(at)];
  }
  listener.note("reference energies: " + found.reference.source);
  return found;
}

}  // namespace liquidus
