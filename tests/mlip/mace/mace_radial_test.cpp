#include <numbers>

#include "core/covalent_radii.hpp"
#include "mlip/mace/mace_blocks.hpp"
#include "mlip/mace/mace_tools.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// 1 − (p+1)(p+2)/2 xᵖ + p(p+2) xᵖ⁺¹ − p(p+1)/2 xᵖ⁺², and 0 from x = 1 on.
double envelope(double x, double p) {
  if (x >= 1.0) return 0.0;
  return 1.0 - 0.5 * (p + 1.0) * (p + 2.0) * std::pow(x, p) + p * (p + 2.0) * std::pow(x, p + 1.0) -
         0.5 * p * (p + 1.0) * std::pow(x, p + 2.0);
}

double bessel(int n, double r, double r_max) {
  return std::sqrt(2.0 / r_max) * std::sin(n * std::numbers::pi * r / r_max) / r;
}

Cluster dimer(double r, std::int64_t a, std::int64_t b) {
  return with_edges(torch::tensor({{0.0, 0.0, 0.0}, {0.0, 0.0, r}}, torch::kFloat64), torch::tensor({a, b}), 9.0);
}

/// The radial embedding of one dimer, [2, bessel], and its slope.
std::pair<Tensor, Tensor> embedded(const MaceConfig& config, const Cluster& c) {
  const TorchGuard guard(false);
  ModuleBuilder builder(0, false);
  auto m = make_radial_embedding(builder, config);
  const auto lengths = (c.positions[1] - c.positions[0]).norm().expand({2, 1});
  const auto numbers = torch::tensor({8, 11, 17}, torch::kInt64);
  const auto both = m.run_method("with_slope", lengths, c.types, c.edges, numbers).toTuple();
  const auto values = m.forward({lengths, c.types, c.edges, numbers}).toTensor();
  CHECK(largest(values - both->elements()[0].toTensor()) < 1e-14);
  return {values, both->elements()[1].toTensor()};
}

double agnesi(double r, int za, int zb) {
  const auto radii = covalent_radii();
  const double u = r / (0.5 * (radii[static_cast<std::size_t>(za)] + radii[static_cast<std::size_t>(zb)]));
  const double q = 0.9183, p = 4.5791, a = 1.0805;
  return 1.0 / (1.0 + a * std::pow(u, q) / (1.0 + std::pow(u, q - p)));
}

double zbl(double r, int za, int zb, double p) {
  const auto radii = covalent_radii();
  const double length = 0.4543 * 0.529 / (std::pow(za, 0.3) + std::pow(zb, 0.3)), x = r / length;
  const double screening = 0.1818 * std::exp(-3.2 * x) + 0.5099 * std::exp(-0.9423 * x) +
                           0.2802 * std::exp(-0.4028 * x) + 0.02817 * std::exp(-0.2016 * x);
  const double reach = radii[static_cast<std::size_t>(za)] + radii[static_cast<std::size_t>(zb)];
  return 14.3996 * za * zb / r * screening * envelope(r / reach, p);
}

}  // namespace

TEST_CASE("the radial basis is Bessel functions times the polynomial cutoff", "[mace_radial_test]") {
  const auto config = small_config();
  for (const double r : {0.9, 2.3, 3.99, 4.2}) {
    const auto [values, slope] = embedded(config, dimer(r, 0, 1));
    for (int n = 1; n <= config.bessel; ++n) {
      const auto f = [&](double x) { return bessel(n, x, 4.0) * envelope(x / 4.0, 5.0); };
      CHECK(values[0][n - 1].item<double>() == Approx(f(r)).margin(1e-13));
      CHECK(slope[0][n - 1].item<double>() == Approx((f(r + 1e-5) - f(r - 1e-5)) / 2e-5).margin(1e-8));
    }
  }
}

TEST_CASE("the Agnesi transform is its closed form, and so is its slope", "[mace_radial_test]") {
  auto config = small_config();
  config.distance_transform = "agnesi";
  for (const double r : {0.9, 2.3, 3.5}) {
    const auto [values, slope] = embedded(config, dimer(r, 1, 2));
    for (int n = 1; n <= config.bessel; ++n) {
      const auto f = [&](double x) { return bessel(n, agnesi(x, 11, 17), 4.0) * envelope(x / 4.0, 5.0); };
      CHECK(values[1][n - 1].item<double>() == Approx(f(r)).margin(1e-13));
      CHECK(slope[1][n - 1].item<double>() == Approx((f(r + 1e-5) - f(r - 1e-5)) / 2e-5).margin(1e-8));
    }
  }
}

TEST_CASE("the ZBL core is its closed form, half for each atom, under scale and shift", "[mace_radial_test]") {
  const TorchGuard guard(false);
  auto config = small_config();
  auto without = make_mace(config, 3);
  config.zbl = true;
  auto with = make_mace(config, 3);
  for (const double r : {0.4, 1.0, 1.9, 2.9}) {  // the last is beyond the sum of the radii, 2.68 Å
    const auto c = dimer(r, 1, 2);
    const auto e = [&c](Module& m) {
      return value(m.forward({inputs(c, 3), false, false}).toGenericDict(), "node_energy");
    };
    const auto core = (e(with) - e(without)) / config.scale;
    const double expected = 0.5 * zbl(r, 11, 17, config.cutoff_power);
    CHECK(core[0].item<double>() == Approx(expected).margin(1e-9).epsilon(1e-9));
    CHECK(core[1].item<double>() == Approx(expected).margin(1e-9).epsilon(1e-9));
  }
  CHECK(zbl(2.9, 11, 17, 5.0) == 0.0);
}

TEST_CASE("density blocks divide messages by 1 plus the density instead of the mean neighbours", "[mace_radial_test]") {
  const TorchGuard guard(false);
  const auto cluster = random_cluster(7, 3, 4.0);
  for (const bool residual : {true, false}) {
    auto plain = small_config();
    plain.first_interaction = residual ? "residual" : "non-residual";
    auto dense = plain;
    dense.first_interaction = residual ? "density-residual" : "density";
    const auto a = make_mace(plain, 3), b = make_mace(dense, 4);
    for (const auto& p : a.named_parameters()) {
      const auto dot = p.name.rfind('.');
      find_module(b, p.name.substr(0, dot))->setattr(p.name.substr(dot + 1), p.value);
    }
    const auto w = *find_tensor(b, "interactions.0.density_fn.layer0.weight");
    std::vector<double> density(7, 0.0);
    for (std::int64_t e = 0; e < cluster.edges.size(1); ++e) {
      const auto i = cluster.edges[0][e].item<std::int64_t>(), j = cluster.edges[1][e].item<std::int64_t>();
      const double r = (cluster.positions[i] - cluster.positions[j]).norm().item<double>();
      double d = 0.0;
      for (int n = 1; n <= plain.bessel; ++n)
        d += bessel(n, r, 4.0) * envelope(r / 4.0, 5.0) * w[n - 1][0].item<double>() / std::sqrt(plain.bessel);
      density[static_cast<std::size_t>(j)] += std::tanh(d * d);
    }
    // the first product sees the message alone: compare what it is given
    const auto message = [&](Module m) {
      const auto data = inputs(cluster, 3);
      const auto types = data.at("node_attrs").argmax(1);
      const auto vectors =
          cluster.positions.index_select(0, cluster.edges[1]) - cluster.positions.index_select(0, cluster.edges[0]);
      const auto lengths = vectors.norm(2, 1, true);
      const auto part = [&m](const char* path) { return *find_module(m, path); };
      const auto places = m.run_method("places", cluster.edges[1], 7).toTuple();
      const auto pad = places->elements()[0].toTensor();
      const auto filled = places->elements()[1].toTensor().to(torch::kFloat64).unsqueeze(-1);
      const auto y = part("spherical_harmonics").forward({vectors, lengths}).toTensor().index_select(0, pad) * filled;
      const auto radial =
          part("radial_embedding").forward({lengths, types, cluster.edges, m.attr("atomic_numbers")}).toTensor();
      return part("interactions.0")
          .forward({types, data.at("node_attrs"), part("node_embedding").forward({}).toTensor(),
                    y.view({7, -1, y.size(1)}), filled, radial, c10::IValue(), pad, lengths.index_select(0, pad),
                    cluster.edges[0].index_select(0, pad)})
          .toTuple()
          ->elements()[0]
          .toTensor()
          .detach();
    };
    const auto x = message(a) * plain.neighbours, y = message(b);
    for (std::int64_t i = 0; i < 7; ++i) {
      CHECK(density[static_cast<std::size_t>(i)] > 1e-3);
      CHECK(largest(y.select(1, i) * (1.0 + density[static_cast<std::size_t>(i)]) - x.select(1, i)) < 1e-12);
    }
  }
}
