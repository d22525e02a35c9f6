#include "mlip/train/loss.hpp"

#include <torch/autograd.h>

#include <cmath>

namespace liquidus {
namespace {

torch::Tensor sum_by_graph(const torch::Tensor& values, const torch::Tensor& graph, Index graphs) {
  auto shape = values.sizes().vec();
  shape[0] = graphs;
  return torch::zeros(shape, values.options()).index_add(0, graph, values);
}

/// [G,3]: Σ|d|, Σd² and the number of labels, of deviations d [rows, components] with the graph of each row.
torch::Tensor part_sums(const torch::Tensor& d, const torch::Tensor& graph, const torch::Tensor& labelled,
                        Index graphs) {
  const auto there = labelled.reshape({-1, 1}).expand_as(d);
  const auto rows = torch::stack({(d.abs() * there).sum(1), (d * d * there).sum(1), there.sum(1)}, 1);
  return sum_by_graph(rows, graph, graphs);
}

}  // namespace

Prediction predict(const EdgeModel& model, Batch& batch, bool with_forces, bool differentiable) {
  auto& edges = batch.edges;
  edges.vector = edges.vector.detach().requires_grad_(with_forces);
  // sums in double: a frame's energy is thousands of eV, its error thousandths
  const auto nodes = model.node_energies(edges).to(torch::kFloat64);
  Prediction found;
  found.energy = sum_by_graph(nodes, edges.graph, edges.graphs);
  if (!with_forces) return found;
  const auto g =
      torch::autograd::grad({nodes.sum()}, {edges.vector}, {}, differentiable, differentiable)[0].to(torch::kFloat64);
  const auto zero = torch::zeros_like(batch.forces);
  found.forces = zero.index_add(0, edges.center, g) - zero.index_add(0, edges.neighbour, g);
  const auto outer = edges.vector.detach().to(torch::kFloat64).unsqueeze(2) * g.unsqueeze(1);
  const auto graph = edges.graph.index_select(0, edges.center);
  const auto strain = sum_by_graph(outer, graph, edges.graphs);
  found.stress = 0.5 * (strain + strain.transpose(1, 2)) / batch.volume.reshape({-1, 1, 1});
  return found;
}

torch::Tensor loss(const Prediction& found, const Batch& batch, const LossWeights& weights, const LossCounts& counts) {
  const auto per_atom = (found.energy - batch.energy) / batch.atoms;
  auto sum = weights.energy / counts.graphs * (batch.energy_weight * per_atom * per_atom).sum();
  if (!found.forces.defined()) return sum;
  const auto df = found.forces - batch.forces;
  sum = sum + weights.forces / (3.0 * counts.atoms) * (batch.forces_weight * df * df).sum();
  const auto ds = found.stress - batch.stress;
  return sum + weights.stress / (9.0 * counts.graphs) * (batch.stress_weight.reshape({-1, 1, 1}) * ds * ds).sum();
}

void ErrorSums::add(const ErrorSums& other) {
  for (std::size_t k = 0; k < parts.size(); ++k) {
    parts[k].absolute += other.parts[k].absolute;
    parts[k].square += other.parts[k].square;
    parts[k].count += other.parts[k].count;
  }
  frames += other.frames;
  atoms += other.atoms;
}

TrainErrors ErrorSums::errors() const {
  TrainErrors e;
  e.frames = frames;
  e.atoms = atoms;
  const auto set = [](const Part& part, double& mae, double& rmse) {
    if (part.count == 0.0) return;
    mae = part.absolute / part.count;
    rmse = std::sqrt(part.square / part.count);
  };
  set(parts[0], e.energy_mae, e.energy_rmse);
  set(parts[1], e.forces_mae, e.forces_rmse);
  set(parts[2], e.stress_mae, e.stress_rmse);
  return e;
}

std::vector<ErrorSums> error_sums(const Prediction& found, const Batch& batch) {
  const torch::NoGradGuard constant;
  const Index graphs = batch.edges.graphs;
  const auto self = torch::arange(graphs, batch.edges.graph.options());
  const auto has = [](bool there) { return there ? 1.0 : 0.0; };
  std::vector<double> energy, forces, stress;
  for (const auto* frame : batch.frames) {
    energy.push_back(has(frame->energy.has_value()));
    forces.push_back(has(frame->forces.defined()));
    stress.push_back(has(frame->stress.defined()));
  }
  const auto flags = [&](const std::vector<double>& values) { return torch::tensor(values, batch.energy.options()); };
  std::vector<torch::Tensor> columns = {
      part_sums(((found.energy - batch.energy) / batch.atoms).unsqueeze(1), self, flags(energy), graphs)};
  if (found.forces.defined()) {
    columns.push_back(part_sums(found.forces - batch.forces, batch.edges.graph,
                                flags(forces).index_select(0, batch.edges.graph), graphs));
    columns.push_back(part_sums((found.stress - batch.stress).reshape({-1, 9}), self, flags(stress), graphs));
  }
  const auto table = torch::cat(columns, 1).to(torch::kCPU).contiguous();
  const auto rows = table.accessor<double, 2>();
  std::vector<ErrorSums> sums(batch.frames.size());
  for (std::size_t g = 0; g < sums.size(); ++g) {
    for (std::size_t k = 0; k < columns.size(); ++k) {
      const auto row = static_cast<std::int64_t>(g), first = static_cast<std::int64_t>(3 * k);
      sums[g].parts[k] = {rows[row][first], rows[row][first + 1], rows[row][first + 2]};
    }
    sums[g].frames = 1;
    sums[g].atoms = batch.frames[g]->atoms;
  }
  return sums;
}

}  // namespace liquidus
