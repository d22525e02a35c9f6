#include "mlip/mace/symmetric_basis.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>

#include "mlip/mace/wigner.hpp"

namespace liquidus {
namespace {

/// Some copies of the feature coupled to one angular momentum and parity; [2l+1][dim]^copies.
struct Coupled {
  int l, parity;
  std::vector<double> values;
};

int parity_of(int l) { return l % 2 == 0 ? 1 : -1; }

/// One more copy of the feature's l2 part: Σ_j w[i,j,k] √(2l+1) left[j,…] on the components of l2.
Coupled couple(const Coupled& left, int l2, int l, int dim) {
  const int n = 2 * l + 1, n1 = 2 * left.l + 1, n2 = 2 * l2 + 1, first = l2 * l2;
  const auto w = real_wigner_3j(l, left.l, l2);
  const auto inner = left.values.size() / static_cast<std::size_t>(n1);
  Coupled out{l, left.parity * parity_of(l2), std::vector<double>(static_cast<std::size_t>(n * dim) * inner)};
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n1; ++j)
      for (int k = 0; k < n2; ++k) {
        const double c = std::sqrt(static_cast<double>(n)) * w[static_cast<std::size_t>((i * n1 + j) * n2 + k)];
        if (c == 0.0) continue;
        const auto target = static_cast<std::size_t>(i) * inner * static_cast<std::size_t>(dim);
        for (std::size_t a = 0; a < inner; ++a)
          out.values[target + a * static_cast<std::size_t>(dim) + static_cast<std::size_t>(first + k)] +=
              c * left.values[static_cast<std::size_t>(j) * inner + a];
      }
  return out;
}

std::vector<Coupled> single_copies(int max_ell, int dim) {
  std::vector<Coupled> out;
  for (int l = 0; l <= max_ell; ++l) {
    Coupled one{l, parity_of(l), std::vector<double>(static_cast<std::size_t>((2 * l + 1) * dim))};
    for (int m = 0; m <= 2 * l; ++m) one.values[static_cast<std::size_t>(m * dim + l * l + m)] = 1.0;
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace

CoupledBasis coupled_basis(int max_ell, int L, int correlation) {
  const int dim = (max_ell + 1) * (max_ell + 1);
  auto level = single_copies(max_ell, dim);
  for (int copies = 2; copies <= correlation; ++copies) {
    std::vector<Coupled> next;
    for (const Coupled& left : level)
      for (int l2 = 0; l2 <= max_ell; ++l2)
        for (int l = std::abs(left.l - l2); l <= left.l + l2; ++l) {
          const bool wanted = l == L && left.parity * parity_of(l2) == parity_of(L);
          if (copies < correlation || wanted) next.push_back(couple(left, l2, l, dim));
        }
    std::stable_sort(next.begin(), next.end(),
                     [](const Coupled& a, const Coupled& b) { return a.l != b.l ? a.l < b.l : a.parity < b.parity; });
    level = std::move(next);
  }
  std::erase_if(level, [L](const Coupled& c) { return c.l != L || c.parity != parity_of(L); });
  CoupledBasis basis{2 * L + 1, dim, static_cast<int>(level.size()), {}};
  if (level.empty()) return basis;
  const auto size = level.front().values.size();
  basis.values.resize(size * level.size());
  for (std::size_t p = 0; p < level.size(); ++p)
    for (std::size_t i = 0; i < size; ++i) basis.values[i * level.size() + p] = level[p].values[i];
  return basis;
}

namespace {

/// Sums the coefficients of products that are the same once their factors are put in order.
using Terms = std::map<std::vector<int>, std::vector<double>>;  // factors → [paths]

std::vector<Terms> collect(const double* values, int rows, int dim, int degree, int paths) {
  std::vector<Terms> all(static_cast<std::size_t>(rows));
  std::size_t products = 1;
  for (int d = 0; d < degree; ++d) products *= static_cast<std::size_t>(dim);
  for (std::size_t r = 0; r < all.size(); ++r)
    for (std::size_t i = 0; i < products; ++i) {
      const double* c = values + (r * products + i) * static_cast<std::size_t>(paths);
      if (std::all_of(c, c + paths, [](double x) { return std::abs(x) < 1e-12; })) continue;
      std::vector<int> factors(static_cast<std::size_t>(degree));
      std::size_t rest = i;
      for (int& f : factors) {
        f = static_cast<int>(rest % static_cast<std::size_t>(dim));
        rest /= static_cast<std::size_t>(dim);
      }
      std::sort(factors.begin(), factors.end());
      auto& sum =
          all[r].try_emplace(std::move(factors), std::vector<double>(static_cast<std::size_t>(paths))).first->second;
      for (int p = 0; p < paths; ++p) sum[static_cast<std::size_t>(p)] += c[p];
    }
  for (Terms& terms : all)
    std::erase_if(terms, [](const auto& t) {
      return std::all_of(t.second.begin(), t.second.end(), [](double x) { return std::abs(x) < 1e-12; });
    });
  return all;
}

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// Orthonormal vectors that span the columns, by Gram–Schmidt done twice.
std::vector<std::vector<double>> orthonormal(const std::vector<std::vector<double>>& columns) {
  std::vector<std::vector<double>> basis;
  for (const auto& column : columns) {
    auto v = column;
    for (int pass = 0; pass < 2; ++pass)
      for (const auto& b : basis) {
        const double c = dot(b, v);
        for (std::size_t i = 0; i < v.size(); ++i) v[i] -= c * b[i];
      }
    const double norm = std::sqrt(dot(v, v));
    if (norm < 1e-5 * std::sqrt(dot(column, column)) || norm == 0.0) continue;  // float32 files: dependence to 1e-7
    for (double& x : v) x /= norm;
    basis.push_back(std::move(v));
  }
  return basis;
}

}  // namespace

SymmetricPolynomial symmetric_polynomial(const double* values, int rows, int dim, int degree, int paths) {
  const auto terms = collect(values, rows, dim, degree, paths);
  SymmetricPolynomial out{degree, rows, 0, 0, paths, {}, {}, {}};
  for (const Terms& t : terms) out.monomials = std::max(out.monomials, static_cast<int>(t.size()));
  const auto size = static_cast<std::size_t>(rows * out.monomials);
  out.factors.assign(size * static_cast<std::size_t>(degree), 0);  // rows with fewer products are filled with zeros
  std::vector<std::vector<double>> columns(static_cast<std::size_t>(paths), std::vector<double>(size));
  for (std::size_t r = 0; r < terms.size(); ++r) {
    std::size_t m = r * static_cast<std::size_t>(out.monomials);
    for (const auto& [factors, c] : terms[r]) {
      std::copy(factors.begin(), factors.end(), out.factors.begin() + static_cast<std::ptrdiff_t>(m) * degree);
      for (std::size_t p = 0; p < columns.size(); ++p) columns[p][m] = c[p];
      ++m;
    }
  }
  const auto basis = orthonormal(columns);
  out.rank = static_cast<int>(basis.size());
  for (std::size_t r = 0; r < terms.size(); ++r)
    for (const auto& b : basis) {
      const auto first = b.begin() + static_cast<std::ptrdiff_t>(r) * out.monomials;
      out.coefficients.insert(out.coefficients.end(), first, first + out.monomials);
    }
  for (const auto& b : basis)
    for (const auto& column : columns) out.mixing.push_back(dot(b, column));
  return out;
}

}  // namespace liquidus
