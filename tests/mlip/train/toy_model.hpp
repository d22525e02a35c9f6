#pragma once
#include <torch/autograd.h>

#include <cmath>
#include <memory>

#include "core/random.hpp"
#include "mlip/engine/edge_model.hpp"
#include "mlip/train/gradient.hpp"

namespace liquidus::test {

/// A small many-body model whose derivatives are plain Torch: Gaussians of distance, mixed per neighbour's type, summed
/// at the centre, then one hidden layer. Parameters bear names as in MACE. Cutoff 4 Å, elements Na and Cl.
class ToyModel : public EdgeModel {
 public:
  static constexpr double cutoff = 4.0;
  static constexpr Index gaussians = 6, width = 5;

  explicit ToyModel(std::uint64_t seed, torch::Dtype dtype = torch::kFloat64)
      : EdgeModel(make_module(seed, dtype), make_info(), dtype, torch::kCPU) {}

  torch::Tensor node_energies(const EdgeTensors& edges) const override {
    const auto r = edges.vector.norm(2, 1, true);
    const auto centres = torch::linspace(1.5, 3.5, gaussians, edges.vector.options().requires_grad(false));
    const auto fade = torch::pow(1.0 - r * r / (cutoff * cutoff), 3);
    const auto radial = torch::exp(-2.0 * (r - centres) * (r - centres)) * fade;
    const auto embedding = weight("node_embedding").view({2, width});
    const auto message = torch::matmul(radial, weight("interactions").view({gaussians, width})) *
                         embedding.index_select(0, edges.type.index_select(0, edges.neighbour));
    const auto density = torch::zeros({edges.type.size(0), width}, edges.vector.options().requires_grad(false))
                             .index_add(0, edges.center, message);
    const auto hidden = torch::tanh(torch::matmul(density, weight("products").view({width, width})) +
                                    embedding.index_select(0, edges.type));
    return torch::matmul(hidden, weight("readouts").view({width, 1})).squeeze(1);
  }

 private:
  torch::Tensor weight(const char* level) const {
    return module_.attr(level).toModule().attr("linear").toModule().attr("weight").toTensor();
  }
  static torch::jit::Module make_module(std::uint64_t seed, torch::Dtype dtype) {
    torch::jit::Module module("toy");
    Index draw = 0;
    const auto add = [&](const char* level, Index size) {
      torch::jit::Module linear("linear"), block(level);
      std::vector<double> values;
      for (Index k = 0; k < size; ++k) values.push_back(0.5 * Random(seed, Stream::training, k, draw).normal());
      ++draw;
      linear.register_parameter("weight", torch::tensor(values, torch::kFloat64).to(dtype), false);
      block.register_module("linear", linear);
      module.register_module(level, block);
    };
    add("node_embedding", 2 * width);
    add("interactions", gaussians * width);
    add("products", width * width);
    add("readouts", width);
    return module;
  }
  static ModelInfo make_info() {
    ModelInfo info;
    info.elements = {"Na", "Cl"};
    info.cutoff = cutoff;
    return info;
  }
};

/// Eight ions near the sites of a rock-salt cell that is sheared and scaled, `number` chooses how.
inline Frame toy_frame(std::uint64_t number) {
  Random random(number, Stream::packing, 0, 0);
  const double a = 5.2 + 0.4 * random.uniform();
  Frame frame;
  frame.atoms.cell =
      Cell({Vec3{a, 0.0, 0.0}, Vec3{0.2 * random.uniform(), a, 0.0}, Vec3{0.1, -0.1, a}}, {true, true, true});
  for (int x = 0; x < 2; ++x)
    for (int y = 0; y < 2; ++y)
      for (int z = 0; z < 2; ++z) {
        const Vec3 s{0.5 * x, 0.5 * y, 0.5 * z};
        frame.atoms.add((x + y + z) % 2 ? "Cl" : "Na", frame.atoms.cell.cartesian(s) + 0.15 * random.normal3());
      }
  return frame;
}

inline LabelledFrame as_labelled(Frame frame) {
  LabelledFrame labelled;
  labelled.frame = std::move(frame);
  labelled.file = "toy";
  return labelled;
}

inline LabelsWanted all_labels() { return {true, true, true, {""}, true}; }

inline FrameGraph toy_graph(const LabelledFrame& frame, torch::Dtype dtype = torch::kFloat64) {
  return make_frame_graph(frame, {"Na", "Cl"}, ToyModel::cutoff, dtype, all_labels());
}

/// Energy (eV), forces and stress that a model gives for a configuration.
inline Frame evaluated(const EdgeModel& model, Frame frame) {
  const auto graph = toy_graph(as_labelled(frame));
  auto batch = make_batch({&graph}, torch::kCPU);
  batch.volume = torch::full({1}, frame.atoms.cell.volume(), torch::kFloat64);
  const auto found = predict(model, batch, true, false);
  frame.energy = found.energy.item<double>();
  const auto f = found.forces.contiguous(), s = found.stress.contiguous();
  Mat3 stress;
  for (std::size_t k = 0; k < 9; ++k) stress[k / 3][k % 3] = s.data_ptr<double>()[k];
  frame.stress = stress;
  for (Index i = 0; i < frame.atoms.size(); ++i)
    frame.forces.push_back(
        {f.data_ptr<double>()[3 * i], f.data_ptr<double>()[3 * i + 1], f.data_ptr<double>()[3 * i + 2]});
  return frame;
}

/// Frames first … first + count − 1 with the labels of a model that is not the one to be trained.
inline std::vector<LabelledFrame> toy_set(std::uint64_t first, int count) {
  const ToyModel teacher(77);
  std::vector<LabelledFrame> frames;
  for (int k = 0; k < count; ++k)
    frames.push_back(as_labelled(evaluated(teacher, toy_frame(first + static_cast<std::uint64_t>(k)))));
  return frames;
}

inline std::vector<FrameGraph> toy_graphs(const std::vector<LabelledFrame>& frames) {
  std::vector<FrameGraph> graphs;
  for (const auto& frame : frames) graphs.push_back(toy_graph(frame));
  return graphs;
}

inline Frames pointers(const std::vector<FrameGraph>& graphs) {
  Frames frames;
  for (const auto& graph : graphs) frames.push_back(&graph);
  return frames;
}

inline HeadModels one_model(std::uint64_t seed) {
  HeadModels models;
  models.push_back(std::make_unique<ToyModel>(seed));
  return models;
}

}  // namespace liquidus::test
