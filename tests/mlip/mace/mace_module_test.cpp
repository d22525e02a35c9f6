#include "mlip/mace/mace_module.hpp"

#include <torch/csrc/autograd/autograd.h>

#include "core/errors.hpp"
#include "mlip/mace/mace_tools.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// Every kind of block, option and depth at least once.
std::vector<MaceConfig> kinds() {
  std::vector<MaceConfig> all(8, small_config());
  all[1].first_interaction = "non-residual";
  all[2].first_interaction = "density";
  all[2].interaction = "density-residual";
  all[3].first_interaction = "density-residual";
  all[3].interaction = "density";
  all[3].zbl = true;
  all[4].distance_transform = "agnesi";
  all[4].zbl = true;
  all[4].max_L = 2;
  all[5].interactions = 3;
  all[5].correlation = 2;
  all[5].max_ell = 3;
  all[6].interactions = 1;
  all[6].max_L = 0;
  all[7].correlation = 1;
  all[7].max_L = 0;
  all[7].interaction = "non-residual";
  all[7].radial_mlp = {};
  return all;
}

Tensor energies(Module m, const Cluster& c) {
  const TorchGuard guard(false);
  return m.forward({inputs(c, 3), false, false}).toGenericDict().at("node_energy").toTensor();
}

Tensor forces(const Module& m, const Cluster& c) { return value(run(m, c, 3), "forces"); }

/// Node energies as a function of vectors along edges, as training and evaluation call the model.
Tensor by_vectors(Module m, const Cluster& c, const Tensor& vectors) {
  const TorchGuard guard(false);
  auto data = inputs(c, 3);
  data.insert_or_assign("positions", torch::zeros_like(c.positions));
  data.insert_or_assign("shifts", vectors);
  return m.forward({data, false, false}).toGenericDict().at("node_energy").toTensor();
}

Tensor vectors_of(const Cluster& c) {
  return c.positions.index_select(0, c.edges[1]) - c.positions.index_select(0, c.edges[0]);
}

std::vector<Tensor> parameters_of(const Module& m) {
  std::vector<Tensor> all;
  for (const auto& p : m.parameters()) all.push_back(p);
  return all;
}

/// Derivatives by the parameters of a loss that has energies and their gradient in it.
std::vector<Tensor> training_gradient(const Module& m, const Cluster& c) {
  const auto vectors = vectors_of(c).requires_grad_(true);
  const auto e = by_vectors(m, c, vectors);
  const auto g = torch::autograd::grad({e.sum()}, {vectors}, {}, true, true)[0];
  const auto weights = torch::arange(g.numel(), torch::kFloat64).view(g.sizes()).cos();
  return torch::autograd::grad({(g * weights).square().sum() + e.square().sum()}, parameters_of(m), {}, false, false,
                               true);
}

}  // namespace

TEST_CASE("forces are minus the energy gradient, whatever the blocks", "[mace_module_test]") {
  const auto cluster = random_cluster(9, 3, 4.0);
  int number = 0;
  for (const auto& config : kinds()) {
    INFO("configuration " << number++);
    const auto m = make_mace(config, 3);
    const auto f = forces(m, cluster);
    CHECK(largest(f) > 1e-4);
    CHECK(largest(f.sum(0)) < 1e-10);
    const double h = 1e-4;
    for (const std::int64_t atom : {0, 4})
      for (std::int64_t k = 0; k < 3; ++k) {
        const auto energy_at = [&](double x) {
          auto moved = cluster;
          moved.positions = cluster.positions.clone();
          moved.positions[atom][k] += x;
          return energies(m, with_edges(moved.positions, moved.types, 4.0)).sum().item<double>();
        };
        // central differences err by h² f'''/6; third derivatives of these functions reach some 1e2 times the force
        const double expected = -(energy_at(h) - energy_at(-h)) / (2.0 * h);
        CHECK(f[atom][k].item<double>() == Approx(expected).margin(1e-6 * (1.0 + largest(f))));
      }
  }
}

TEST_CASE("energies don't change and forces turn with rotation, reflection and translation", "[mace_module_test]") {
  const auto cluster = random_cluster(10, 3, 4.0);
  for (const auto& config : kinds()) {
    const auto m = make_mace(config, 5);
    const auto e = energies(m, cluster).detach(), f = forces(m, cluster);
    for (const double sign : {1.0, -1.0}) {
      const auto r = sign * random_rotation(7);
      auto other = cluster;
      other.positions = cluster.positions.matmul(r.t()) + 1.3;
      CHECK(largest(energies(m, other) - e) < 1e-11 * (1.0 + largest(e)));
      CHECK(largest(forces(m, other) - f.matmul(r.t())) < 1e-10 * (1.0 + largest(f)));
    }
  }
}

TEST_CASE("the order of atoms and of edges doesn't matter", "[mace_module_test]") {
  const auto cluster = random_cluster(10, 3, 4.0);
  const auto m = make_mace(small_config(), 5);
  const auto e = energies(m, cluster).detach();
  const auto order = torch::tensor({3, 1, 4, 0, 5, 9, 2, 6, 8, 7}, torch::kInt64);
  const auto permuted = with_edges(cluster.positions.index_select(0, order), cluster.types.index_select(0, order), 4.0);
  CHECK(largest(energies(m, permuted) - e.index_select(0, order)) < 1e-12);
  auto shuffled = cluster;
  shuffled.edges = cluster.edges.flip({1});
  CHECK(largest(energies(m, shuffled) - e) < 1e-12);
}

TEST_CASE("energies vanish smoothly with the distance at the cutoff", "[mace_module_test]") {
  const auto m = make_mace(small_config(), 5);
  const auto dimer = [](double r) {
    return with_edges(torch::tensor({{0.0, 0.0, 0.0}, {0.6 * r, 0.0, 0.8 * r}}, torch::kFloat64), torch::tensor({0, 1}),
                      9.0);
  };
  const auto far = energies(m, dimer(5.0)).detach();
  CHECK(largest(energies(m, dimer(4.0 - 1e-9)) - far) < 1e-12);
  CHECK(largest(energies(m, dimer(3.0)) - far) > 1e-6);
  CHECK(largest(forces(m, dimer(4.0 - 1e-7))) < 1e-9);
}

TEST_CASE("a lone atom, a graph without edges and no atom at all are allowed", "[mace_module_test]") {
  for (const auto& config : kinds()) {
    const auto m = make_mace(config, 5);
    const auto lone = with_edges(torch::zeros({1, 3}, torch::kFloat64), torch::tensor({2}), 4.0);
    CHECK(energies(m, lone).isfinite().all().item<bool>());
    const auto apart =
        with_edges(torch::tensor({{0.0, 0.0, 0.0}, {50.0, 0.0, 0.0}}, torch::kFloat64), torch::tensor({2, 0}), 4.0);
    CHECK(largest(energies(m, apart)[0] - energies(m, lone)[0]) < 1e-13);
    CHECK(largest(forces(m, apart)) == 0.0);
    const Cluster none{torch::zeros({0, 3}, torch::kFloat64), torch::zeros({0}, torch::kInt64),
                       torch::zeros({2, 0}, torch::kInt64)};
    CHECK(energies(m, none).numel() == 0);
  }
}

TEST_CASE("two graphs in a batch give what each gives alone", "[mace_module_test]") {
  const TorchGuard guard(false);
  auto m = make_mace(small_config(), 5);
  const auto a = random_cluster(7, 3, 4.0, 1), b = random_cluster(5, 3, 4.0, 2);
  const Cluster both{torch::cat({a.positions, b.positions}), torch::cat({a.types, b.types}),
                     torch::cat({a.edges, b.edges + 7}, 1)};
  auto data = inputs(both, 3);
  data.insert_or_assign("batch", torch::cat({torch::zeros({7}, torch::kInt64), torch::ones({5}, torch::kInt64)}));
  data.insert_or_assign("ptr", torch::tensor({0, 7, 12}, torch::kInt64));
  data.insert_or_assign("cell",
                        torch::cat({30.0 * torch::eye(3, torch::kFloat64), 20.0 * torch::eye(3, torch::kFloat64)}));
  const auto out = m.forward({data, false, true, true, true}).toGenericDict();
  const auto x = run(m, a, 3), y = run(m, b, 3);
  CHECK(largest(value(out, "energy") - torch::cat({value(x, "energy"), value(y, "energy")})) < 1e-12);
  CHECK(largest(value(out, "forces") - torch::cat({value(x, "forces"), value(y, "forces")})) < 1e-12);
  CHECK(largest(value(out, "virials") - torch::cat({value(x, "virials"), value(y, "virials")})) < 1e-12);
  CHECK(largest(value(out, "stress")[1] * 8000.0 - value(y, "stress")[0] * 27000.0) < 1e-10);
}

TEST_CASE("straight-line radial functions give the exact gradient of forces by parameters", "[mace_module_test]") {
  const auto cluster = random_cluster(8, 3, 4.0);
  for (const auto& config : kinds()) {
    auto m = make_mace(config, 9);
    m.setattr("second_order", false);
    const auto quick = training_gradient(m, cluster);
    m.setattr("second_order", true);
    const auto exact = training_gradient(m, cluster);
    for (std::size_t i = 0; i < quick.size(); ++i) {
      REQUIRE(quick[i].defined() == exact[i].defined());
      if (quick[i].defined()) CHECK(largest(quick[i] - exact[i]) < 1e-9 * (1.0 + largest(exact[i])));
    }
  }
}

TEST_CASE("as a model is made, forces can be differentiated by positions", "[mace_module_test]") {
  const auto cluster = random_cluster(6, 3, 4.0);
  auto m = make_mace(small_config(), 9);
  const auto vectors = vectors_of(cluster).requires_grad_(true);
  const auto g = torch::autograd::grad({by_vectors(m, cluster, vectors).sum()}, {vectors}, {}, true, true)[0];
  const auto row = torch::autograd::grad({g[2][1]}, {vectors})[0];
  const double h = 1e-5;
  for (std::int64_t e = 0; e < std::min<std::int64_t>(6, vectors.size(0)); ++e) {
    const auto gradient_at = [&](double x) {
      auto moved = vectors.detach().clone();
      moved[e][0] += x;
      moved.requires_grad_(true);
      return torch::autograd::grad({by_vectors(m, cluster, moved).sum()}, {moved})[0][2][1].item<double>();
    };
    CHECK(row[e][0].item<double>() == Approx((gradient_at(h) - gradient_at(-h)) / (2.0 * h)).margin(1e-7));
  }
}

TEST_CASE("the same seed gives the same model, another seed another", "[mace_module_test]") {
  const auto cluster = random_cluster(6, 3, 4.0);
  const auto e = energies(make_mace(small_config(), 1), cluster).detach();
  CHECK(largest(energies(make_mace(small_config(), 1), cluster) - e) == 0.0);
  CHECK(largest(energies(make_mace(small_config(), 2), cluster) - e) > 1e-3);
  auto single = small_config();
  single.single_precision = true;
  const TorchGuard guard(false);
  auto m = make_mace(single, 1);
  const auto rounded = m.forward({inputs(cluster, 3, torch::kFloat32), false, false}).toGenericDict();
  CHECK(largest(value(rounded, "node_energy").to(torch::kFloat64) - e) < 1e-4);
}

TEST_CASE("a saved model loads and gives the same, and tells what it was made with", "[mace_module_test]") {
  const auto file = (std::filesystem::temp_directory_path() / "liquidus-mace-saved.pt").string();
  const auto cluster = random_cluster(8, 3, 4.0);
  int number = 0;
  for (const auto& config : kinds()) {
    INFO("configuration " << number++);
    const auto m = make_mace(config, 2);
    m.save(file);
    const auto again = torch::jit::load(file);
    CHECK(largest(energies(again, cluster) - energies(m, cluster)) == 0.0);
    CHECK(largest(energies(rebuild_mace(again, file), cluster) - energies(m, cluster)) < 1e-11);
    const auto read = read_mace_config(again, file);
    CHECK(read.atomic_numbers == config.atomic_numbers);
    CHECK(read.atomic_energies == config.atomic_energies);
    CHECK(read.r_max == config.r_max);
    CHECK(read.bessel == config.bessel);
    CHECK(read.cutoff_power == config.cutoff_power);
    CHECK(read.max_ell == config.max_ell);
    CHECK(read.correlation == config.correlation);
    CHECK(read.interactions == config.interactions);
    CHECK(read.channels == config.channels);
    CHECK(read.radial_mlp == config.radial_mlp);
    CHECK(read.first_interaction == config.first_interaction);
    if (config.interactions > 1) {
      CHECK(read.max_L == config.max_L);
      CHECK(read.readout == config.readout);
      CHECK(read.interaction == config.interaction);
    }
    CHECK(read.neighbours == config.neighbours);
    CHECK(read.scale == config.scale);
    CHECK(read.shift == config.shift);
    CHECK(read.zbl == config.zbl);
    CHECK(read.distance_transform == config.distance_transform);
  }
  std::filesystem::remove(file);
}

TEST_CASE("reference energies, scale, shift and neighbours can be set afterwards", "[mace_module_test]") {
  const auto cluster = random_cluster(8, 3, 4.0);
  auto config = small_config();
  auto m = make_mace(config, 2);
  config.atomic_energies = {1.0, 2.0, 3.0};
  config.scale = 1.7;
  config.shift = -0.4;
  config.neighbours = 9.0;
  set_reference_energies(m, config.atomic_energies);
  set_scale_shift(m, config.scale, config.shift);
  set_neighbours(m, config.neighbours);
  CHECK(largest(energies(m, cluster) - energies(make_mace(config, 2), cluster)) < 1e-14);
  CHECK(read_mace_config(m, "set").neighbours == 9.0);
}

TEST_CASE("a configuration that no model can have is refused by name", "[mace_module_test]") {
  const auto refused = [](auto change, const std::string& word) {
    auto config = small_config();
    change(config);
    CHECK_THROWS_WITH(make_mace(config, 1), Catch::Contains(word));
    CHECK_THROWS_AS(make_mace(config, 1), InputError);
  };
  refused([](MaceConfig& c) { c.interaction = "residul"; }, "did you mean 'residual'");
  refused([](MaceConfig& c) { c.atomic_energies.pop_back(); }, "2 reference energies for 3 elements");
  refused([](MaceConfig& c) { c.atomic_numbers = {8, 8, 17}; }, "ascend");
  refused([](MaceConfig& c) { c.correlation = 4; }, "correlation");
  refused([](MaceConfig& c) { c.r_max = 0.0; }, "cutoff");
  refused([](MaceConfig& c) { c.max_L = 5; }, "max_L");
  refused([](MaceConfig& c) { c.radial_mlp = {8, 0}; }, "radial");
  refused([](MaceConfig& c) { c.distance_transform = "agnessi"; }, "agnesi");
}
