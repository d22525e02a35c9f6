#pragma once
#include <torch/script.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "mlip/engine/torch_guard.hpp"
#include "mlip/mace/mace_attributes.hpp"
#include "mlip/mace/mace_module.hpp"
#include "support/shared_data.hpp"

namespace liquidus::testing {

using torch::Tensor;
using torch::jit::Module;

/// A small model of any kind: quick, and with all that the kind has.
inline MaceConfig small_config() {
  MaceConfig config;
  config.atomic_numbers = {8, 11, 17};
  config.atomic_energies = {-3.5, -3.8, -3.6};
  config.r_max = 4.0;
  config.bessel = 5;
  config.max_ell = 2;
  config.channels = 4;
  config.max_L = 1;
  config.radial_mlp = {6, 6};
  config.readout = 5;
  config.neighbours = 3.0;
  config.scale = 0.8;
  config.shift = 0.1;
  return config;
}

/// Atoms without periodicity, as tensors; edges point from row 0 to row 1 of `edges`.
struct Cluster {
  Tensor positions, types, edges;
};

inline Cluster with_edges(const Tensor& positions, const Tensor& types, double r_max) {
  std::vector<std::int64_t> from, to;
  for (std::int64_t i = 0; i < positions.size(0); ++i)
    for (std::int64_t j = 0; j < positions.size(0); ++j)
      if (i != j && (positions[i] - positions[j]).norm().item<double>() < r_max) {
        from.push_back(i);
        to.push_back(j);
      }
  return {positions, types, torch::stack({torch::tensor(from, torch::kInt64), torch::tensor(to, torch::kInt64)})};
}

/// Atoms at random, none nearer than 1.5 Å to another.
inline Cluster random_cluster(std::int64_t n, std::int64_t elements, double r_max, unsigned seed = 1) {
  std::mt19937 engine(seed);
  std::uniform_real_distribution<double> place(0.0, 2.0 * std::cbrt(static_cast<double>(n)) + 1.0);
  std::vector<std::array<double, 3>> r;
  while (static_cast<std::int64_t>(r.size()) < n) {
    const std::array<double, 3> x = {place(engine), place(engine), place(engine)};
    bool free = true;
    for (const auto& y : r) free = free && std::hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]) > 1.5;
    if (free) r.push_back(x);
  }
  auto positions = torch::empty({n, 3}, torch::kFloat64);
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t k = 0; k < 3; ++k) positions[i][k] = r[static_cast<std::size_t>(i)][static_cast<std::size_t>(k)];
  return with_edges(positions, torch::arange(n).remainder(elements), r_max);
}

/// What mace's forward() takes; it is changed by the call, so every call gets its own.
inline c10::Dict<std::string, Tensor> inputs(const Cluster& c, std::int64_t elements,
                                             torch::Dtype type = torch::kFloat64) {
  const auto n = c.positions.size(0), e = c.edges.size(1);
  c10::Dict<std::string, Tensor> data;
  data.insert("positions", c.positions.to(type).clone());
  data.insert("edge_index", c.edges);
  data.insert("shifts", torch::zeros({e, 3}, type));
  data.insert("unit_shifts", torch::zeros({e, 3}, type));
  data.insert("cell", 30.0 * torch::eye(3, type));
  data.insert("node_attrs", torch::eye(elements, type).index_select(0, c.types));
  data.insert("batch", torch::zeros({n}, torch::kInt64));
  data.insert("ptr", torch::tensor({std::int64_t{0}, n}));
  return data;
}

inline c10::impl::GenericDict run(Module mace, const Cluster& c, std::int64_t elements) {
  const TorchGuard guard(false);
  return mace.forward({inputs(c, elements), false, true, true, true}).toGenericDict();
}

inline Tensor value(const c10::impl::GenericDict& out, const std::string& name) {
  return out.at(name).toTensor().detach();
}

inline double largest(const Tensor& t) { return t.numel() == 0 ? 0.0 : t.detach().abs().max().item<double>(); }

/// A rotation by random angles, of determinant 1.
inline Tensor random_rotation(unsigned seed) {
  std::mt19937 engine(seed);
  std::normal_distribution<double> normal;
  auto a = torch::empty({3, 3}, torch::kFloat64);
  for (std::int64_t i = 0; i < 9; ++i) a[i / 3][i % 3] = normal(engine);
  auto q = std::get<0>(torch::linalg_qr(a));
  if (torch::linalg_det(q).item<double>() < 0.0) q = -q;
  return q;
}

}  // namespace liquidus::testing
