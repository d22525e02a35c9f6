#include "mlip/train/frame_graph.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "core/elements.hpp"
#include "core/errors.hpp"
#include "core/neighbours.hpp"
#include "mlip/engine/edge_graph.hpp"

namespace liquidus {
namespace {

std::string place(const LabelledFrame& frame) { return fmt::format("{}: frame {}", frame.file, frame.number); }

/// [species] the model's number for each, −1 for one that no atom has.
std::vector<std::int64_t> model_types(const LabelledFrame& frame, const std::vector<std::string>& elements) {
  std::vector<std::int64_t> of_species;
  for (const auto& species : frame.frame.atoms.species) {
    const std::string symbol = species.Z > 0
                                   ? std::string(liquidus::elements()[static_cast<std::size_t>(species.Z - 1)].symbol)
                                   : species.name;
    const auto found = std::find(elements.begin(), elements.end(), symbol);
    of_species.push_back(found == elements.end() ? -1 : found - elements.begin());
  }
  for (const int type : frame.frame.atoms.type) {
    if (of_species[static_cast<std::size_t>(type)] >= 0) continue;
    const auto& name = frame.frame.atoms.species[static_cast<std::size_t>(type)].name;
    throw InputError(fmt::format("{}: the model doesn't know the element of '{}'{}", place(frame), name,
                                 elements.size() > 20 ? "" : suggestion(name, elements)));
  }
  return of_species;
}

EdgeGraph edges_of(const Structure& atoms, double cutoff, std::vector<std::int64_t> types) {
  PeriodicNeighbours neighbours({{cutoff, ListKind::full}}, Skin{0.0});
  const auto& near = neighbours.update(atoms);
  std::vector<Index> all(static_cast<std::size_t>(near.own));
  std::iota(all.begin(), all.end(), Index{0});
  GraphBuilder builder(cutoff, 1, std::move(types));
  EdgeGraph edges;
  builder.prepare(near);
  builder.build(near, all, edges);
  return edges;
}

/// @param data is copied
template <class T>
torch::Tensor tensor_of(const T* data, torch::IntArrayRef shape, torch::Dtype dtype) {
  return torch::from_blob(const_cast<T*>(data), shape, c10::CppTypeToScalarType<T>::value).to(dtype, false, true);
}

/// Labels that a frame lacks although they are asked for were let pass by the reader: they count nothing.
void add_labels(FrameGraph& graph, const LabelledFrame& frame, const LabelsWanted& labels) {
  const auto n = static_cast<std::int64_t>(graph.atoms);
  if (labels.energy) graph.energy = frame.frame.energy;
  if (labels.forces && !frame.frame.forces.empty())
    graph.forces = tensor_of(frame.frame.forces.data()->data(), {n, 3}, torch::kFloat64);
  if (labels.stress && frame.frame.stress && frame.frame.atoms.cell.fully_periodic()) {
    graph.stress = tensor_of(frame.frame.stress->data()->data(), {3, 3}, torch::kFloat64);
    graph.volume = frame.frame.atoms.cell.volume();
  }
}

}  // namespace

FrameGraph make_frame_graph(const LabelledFrame& frame, const std::vector<std::string>& elements, double cutoff,
                            torch::Dtype dtype, const LabelsWanted& labels) {
  FrameGraph graph;
  const auto edges = edges_of(frame.frame.atoms, cutoff, model_types(frame, elements));
  graph.atoms = frame.frame.atoms.size();
  graph.edges = edges.edges();
  graph.type = tensor_of(edges.type.data(), {graph.atoms}, torch::kInt64);
  graph.center = tensor_of(edges.center.data(), {graph.edges}, torch::kInt32);
  graph.neighbour = tensor_of(edges.neighbour.data(), {graph.edges}, torch::kInt32);
  const double* vectors = edges.vector.empty() ? nullptr : edges.vector.front().data();
  graph.vector = tensor_of(vectors, {graph.edges, 3}, dtype);
  graph.config_type = frame.config_type;
  graph.energy_weight = frame.weight * frame.energy_weight;
  graph.forces_weight = frame.weight * frame.forces_weight;
  graph.stress_weight = frame.weight * frame.stress_weight;
  add_labels(graph, frame, labels);
  return graph;
}

Batch make_batch(const std::vector<const FrameGraph*>& frames, torch::Device device) {
  std::vector<torch::Tensor> center, neighbour, vector, type, graph, forces, stress, forces_weight;
  std::vector<double> atoms, energy, volume, energy_weight, stress_weight;
  const auto f64 = torch::TensorOptions(torch::kFloat64);
  Index offset = 0;
  for (std::size_t g = 0; g < frames.size(); ++g) {
    const auto& frame = *frames[g];
    center.push_back(frame.center.to(torch::kInt64) + offset);
    neighbour.push_back(frame.neighbour.to(torch::kInt64) + offset);
    vector.push_back(frame.vector);
    type.push_back(frame.type);
    graph.push_back(torch::full({frame.atoms}, static_cast<std::int64_t>(g), torch::kInt64));
    offset += frame.atoms;
    atoms.push_back(static_cast<double>(frame.atoms));
    energy.push_back(frame.energy.value_or(0.0));
    energy_weight.push_back(frame.energy ? frame.energy_weight : 0.0);
    forces.push_back(frame.forces.defined() ? frame.forces : torch::zeros({frame.atoms, 3}, f64));
    forces_weight.push_back(torch::full({frame.atoms, 1}, frame.forces.defined() ? frame.forces_weight : 0.0, f64));
    stress.push_back(frame.stress.defined() ? frame.stress : torch::zeros({3, 3}, f64));
    stress_weight.push_back(frame.stress.defined() ? frame.stress_weight : 0.0);
    volume.push_back(frame.stress.defined() ? frame.volume : 1.0);
  }
  const auto row = [&](const std::vector<double>& numbers) {
    return tensor_of(numbers.data(), {static_cast<std::int64_t>(numbers.size())}, torch::kFloat64).to(device);
  };
  Batch batch;
  batch.frames = frames;
  batch.edges = {torch::cat(center).to(device), torch::cat(neighbour).to(device), torch::cat(vector).to(device),
                 torch::cat(type).to(device),   torch::cat(graph).to(device),     static_cast<Index>(frames.size())};
  batch.atoms = row(atoms);
  batch.energy = row(energy);
  batch.forces = torch::cat(forces).to(device);
  batch.stress = torch::stack(stress).to(device);
  batch.volume = row(volume);
  batch.energy_weight = row(energy_weight);
  batch.forces_weight = torch::cat(forces_weight).to(device);
  batch.stress_weight = row(stress_weight);
  return batch;
}

}  // namespace liquidus
