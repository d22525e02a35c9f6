#include "mlip/mace/symmetric_basis.hpp"

#include "mlip/mace/mace_tools.hpp"
#include "mlip/mace/wigner.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// Σ U x⊗…⊗x: [rows, paths].
Tensor contracted(const CoupledBasis& basis, int power, const Tensor& x) {
  std::vector<std::int64_t> shape(static_cast<std::size_t>(power), basis.dim);
  shape.insert(shape.begin(), basis.rows);
  shape.push_back(basis.paths);
  auto u = torch::tensor(basis.values, torch::kFloat64).reshape(shape);
  for (int k = 0; k < power; ++k) u = torch::tensordot(u, x, {1}, {0});
  return u;
}

/// How components of l turn with a rotation: D from the l = 1 matrix (in x, y, z) by coupling upwards.
Tensor rotation_of(int l, const Tensor& r) {
  if (l == 0) return torch::ones({1, 1}, torch::kFloat64);
  auto d = r;
  for (int k = 2; k <= l; ++k) {
    const auto w = torch::tensor(real_wigner_3j(k - 1, 1, k), torch::kFloat64).reshape({2 * k - 1, 3, 2 * k + 1});
    d = (2.0 * k + 1.0) * torch::einsum("abc,ai,bj,ijk->ck", {w, d, r, w});
  }
  return d;
}

Tensor turned(const Tensor& x, int max_ell, const Tensor& r) {
  std::vector<Tensor> parts;
  for (int l = 0; l <= max_ell; ++l) parts.push_back(rotation_of(l, r).matmul(x.narrow(0, l * l, 2 * l + 1)));
  return torch::cat(parts);
}

Tensor some_feature(int dim) {
  torch::manual_seed(11);
  return torch::randn({dim}, torch::kFloat64);
}

}  // namespace

TEST_CASE("U matrices turn a rotated feature into the rotated result", "[symmetric_basis_test]") {
  const int max_ell = 3;
  const auto r = random_rotation(2);
  const auto x = some_feature(16);
  for (int L = 0; L <= 2; ++L)
    for (int power = 1; power <= 3; ++power) {
      const auto basis = coupled_basis(max_ell, L, power);
      const auto before = contracted(basis, power, x), after = contracted(basis, power, turned(x, max_ell, r));
      REQUIRE(largest(before) > 0.1);
      CHECK(largest(after - rotation_of(L, r).matmul(before)) < 1e-11);
    }
}

TEST_CASE("U matrices keep parity: turning the feature inside out gives (-1)^L", "[symmetric_basis_test]") {
  const auto x = some_feature(16);
  auto inverted = x.clone();
  for (const int l : {1, 3}) inverted.narrow(0, l * l, 2 * l + 1).neg_();
  for (int L = 0; L <= 1; ++L)
    for (int power = 1; power <= 3; ++power) {
      const auto basis = coupled_basis(3, L, power);
      const double sign = L == 0 ? 1.0 : -1.0;
      CHECK(largest(contracted(basis, power, inverted) - sign * contracted(basis, power, x)) < 1e-12);
    }
}

TEST_CASE("paths are as many as mace has", "[symmetric_basis_test]") {
  CHECK(coupled_basis(3, 0, 1).paths == 1);
  CHECK(coupled_basis(3, 0, 2).paths == 4);
  CHECK(coupled_basis(3, 0, 3).paths == 23);
  CHECK(coupled_basis(3, 1, 2).paths == 6);
  CHECK(coupled_basis(3, 1, 3).paths == 51);
  CHECK(coupled_basis(2, 0, 2).paths == 3);
}

TEST_CASE("the polynomial of distinct products gives what the full U matrix gives", "[symmetric_basis_test]") {
  const auto x = some_feature(16);
  for (int L = 0; L <= 2; ++L)
    for (int power = 1; power <= 3; ++power) {
      const auto basis = coupled_basis(3, L, power);
      const auto p = symmetric_polynomial(basis.values.data(), basis.rows, basis.dim, power, basis.paths);
      CHECK(p.rank <= basis.paths);
      auto products = torch::ones({p.rows, p.monomials}, torch::kFloat64);
      for (int r = 0; r < p.rows; ++r)
        for (int m = 0; m < p.monomials; ++m)
          for (int k = 0; k < power; ++k)
            products[r][m] *= x[p.factors[static_cast<std::size_t>((r * p.monomials + m) * power + k)]];
      const auto c = torch::tensor(p.coefficients, torch::kFloat64).reshape({p.rows, p.rank, p.monomials});
      const auto mixing = torch::tensor(p.mixing, torch::kFloat64).reshape({p.rank, p.paths});
      const auto found = torch::einsum("rkm,rm,kp->rp", {c, products, mixing});
      CHECK(largest(found - contracted(basis, power, x)) < 1e-11);
    }
}

TEST_CASE("dependent paths and equal products are counted once", "[symmetric_basis_test]") {
  const auto basis = coupled_basis(3, 0, 3);
  const auto p = symmetric_polynomial(basis.values.data(), basis.rows, basis.dim, 3, basis.paths);
  CHECK(p.rank == 8);        // of 23: one for each of 000, 011, 022, 033, 112, 123, 222, 233
  CHECK(p.monomials == 77);  // of 4096
}
