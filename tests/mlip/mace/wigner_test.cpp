#include "mlip/mace/wigner.hpp"

#include "mlip/mace/mace_blocks.hpp"
#include "mlip/mace/mace_tools.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

Tensor symbol(int l1, int l2, int l3) {
  return torch::tensor(real_wigner_3j(l1, l2, l3), torch::kFloat64).reshape({2 * l1 + 1, 2 * l2 + 1, 2 * l3 + 1});
}

/// [n, (max_l+1)²] for vectors [n, 3].
Tensor harmonics_of(const Tensor& vectors, int max_l) {
  ModuleBuilder builder(0, false);
  auto config = small_config();
  config.max_ell = max_l;
  return make_spherical_harmonics(builder, config).forward({vectors, vectors.norm(2, 1, true)}).toTensor();
}

Tensor some_vectors(std::int64_t n) {
  torch::manual_seed(5);
  return torch::randn({n, 3}, torch::kFloat64);
}

}  // namespace

TEST_CASE("spherical harmonics equal their closed forms up to l = 3, with y as the pole", "[wigner_test]") {
  const auto v = some_vectors(20);
  const auto y = harmonics_of(v, 3);
  for (std::int64_t i = 0; i < v.size(0); ++i) {
    const auto u = v[i] / v[i].norm();
    const double a = u[0].item<double>(), b = u[1].item<double>(), c = u[2].item<double>();
    const double s3 = std::sqrt(3.0), s5 = std::sqrt(5.0), s15 = std::sqrt(15.0);
    const std::vector<double> expected = {1.0,
                                          s3 * a,
                                          s3 * b,
                                          s3 * c,
                                          s15 * a * c,
                                          s15 * a * b,
                                          s5 * (b * b - 0.5 * (a * a + c * c)),
                                          s15 * b * c,
                                          0.5 * s15 * (c * c - a * a)};
    for (std::size_t k = 0; k < expected.size(); ++k)
      CHECK(y[i][static_cast<std::int64_t>(k)].item<double>() == Approx(expected[k]).margin(1e-14));
    const double zonal = std::sqrt(7.0) * 0.5 * b * (5.0 * b * b - 3.0);  // √7 P₃(y)
    CHECK(y[i][12].item<double>() == Approx(zonal).margin(1e-14));
    const double sectoral = std::sqrt(7.0) * std::sqrt(5.0 / 8.0) * c * (c * c - 3.0 * a * a);
    CHECK(y[i][15].item<double>() == Approx(sectoral).margin(1e-14));
  }
}

TEST_CASE("spherical harmonics obey the addition theorem up to l = 6", "[wigner_test]") {
  const auto v = some_vectors(12);
  const auto y = harmonics_of(v, 6);
  const auto u = v / v.norm(2, 1, true);
  const auto cosine = u.matmul(u.t());
  auto below = torch::ones_like(cosine), legendre = cosine.clone();  // P₀, P₁
  for (int l = 1; l <= 6; ++l) {
    const auto part = y.narrow(1, l * l, 2 * l + 1);
    CHECK(largest(part.matmul(part.t()) - (2.0 * l + 1.0) * legendre) < 1e-12);
    const auto above = ((2.0 * l + 1.0) * cosine * legendre - l * below) / (l + 1.0);
    below = legendre;
    legendre = above;
  }
}

TEST_CASE("Wigner symbols are orthogonal", "[wigner_test]") {
  for (int l1 = 0; l1 <= 3; ++l1)
    for (int l2 = 0; l2 <= 4; ++l2)
      for (int l3 = std::abs(l1 - l2); l3 <= l1 + l2; ++l3)
        for (int other = std::abs(l1 - l2); other <= l1 + l2; ++other) {
          const auto product = torch::einsum("abi,abj->ij", {symbol(l1, l2, l3), symbol(l1, l2, other)});
          const auto expected =
              l3 == other ? torch::eye(2 * l3 + 1, torch::kFloat64) / (2.0 * l3 + 1.0) : torch::zeros_like(product);
          CHECK(largest(product - expected) < 1e-13);
        }
}

TEST_CASE("Wigner symbols couple three harmonics to an invariant of rotations", "[wigner_test]") {
  const auto v = some_vectors(3);
  const auto turned = v.matmul(random_rotation(3).t());
  const auto y = harmonics_of(v, 4), z = harmonics_of(turned, 4);
  const auto part = [](const Tensor& t, std::int64_t i, int l) { return t[i].narrow(0, l * l, 2 * l + 1); };
  for (int l1 = 0; l1 <= 4; ++l1)
    for (int l2 = 0; l2 <= 4; ++l2)
      for (int l3 = std::abs(l1 - l2); l3 <= std::min(4, l1 + l2); ++l3) {
        const auto w = symbol(l1, l2, l3);
        const auto invariant = [&](const Tensor& t) {
          return torch::einsum("abc,a,b,c->", {w, part(t, 0, l1), part(t, 1, l2), part(t, 2, l3)}).item<double>();
        };
        CHECK(invariant(y) == Approx(invariant(z)).margin(1e-12));
      }
}

TEST_CASE("a coupling with a scalar is the identity with a plus sign, which messages take for granted",
          "[wigner_test]") {
  for (int l = 0; l <= 4; ++l) {
    const auto unit = torch::eye(2 * l + 1, torch::kFloat64) / std::sqrt(2.0 * l + 1.0);
    CHECK(largest(symbol(0, l, l)[0] - unit) < 1e-14);
    CHECK(largest(symbol(l, 0, l).select(1, 0) - unit) < 1e-14);
    CHECK(largest(symbol(l, l, 0).select(2, 0) - unit) < 1e-14);
  }
}

TEST_CASE("angular momenta that break the triangle rule are refused", "[wigner_test]") {
  CHECK_THROWS_AS(real_wigner_3j(1, 1, 3), std::invalid_argument);
  CHECK_THROWS_AS(real_wigner_3j(0, 1, 0), std::invalid_argument);
}
