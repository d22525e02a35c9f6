#pragma once
#include <vector>

namespace liquidus {

/// All the ways to couple `correlation` copies of a feature with l = 0 … max_ell (natural parity) to angular momentum
/// L: the U matrices of MACE (Batatia et al., arXiv:2206.07697, eq. 10), in mace's own order and normalisation.
struct CoupledBasis {
  int rows = 0;                // 2 L + 1
  int dim = 0;                 // (max_ell + 1)²
  int paths = 0;               // may be linearly dependent once the copies are the same feature
  std::vector<double> values;  // [rows][dim]^correlation[paths], row-major
};

/// Paths couple from the left, (x ⊗ x) ⊗ x, each step by √(2l+1) times a Wigner 3j symbol.
CoupledBasis coupled_basis(int max_ell, int L, int correlation);

/// A polynomial Σ_m c_m Π x_{i(m)} in the components of a feature, one per row of the output, that spans the same
/// functions as a coupled basis with the fewest numbers: products of components that differ, and independent paths
/// only.
struct SymmetricPolynomial {
  int degree = 0, rows = 0, monomials = 0, rank = 0, paths = 0;
  std::vector<int> factors;          // [rows][monomials][degree] component of each factor, ascending
  std::vector<double> coefficients;  // [rows][rank][monomials]; orthonormal over rows and monomials
  std::vector<double> mixing;        // [rank][paths]: weights of the polynomials from weights of the paths
};

/// @param values  [rows][dim]^degree[paths], in any basis: a file's own
SymmetricPolynomial symmetric_polynomial(const double* values, int rows, int dim, int degree, int paths);

}  // namespace liquidus
