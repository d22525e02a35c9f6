#pragma once
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scatter/block_sums.hpp"
#include "scatter/jackknife.hpp"
#include "scatter/pair_index.hpp"

namespace liquidus {

/// Faber–Ziman partial structure factor A_ab(Q) = 1 + (4πρ/Q) ∫ r [g_ab − 1] sin(Qr) dr of one pair of species.
struct PairStructureFactor {
  std::vector<double> value, error;          // [m]; error is empty where there weren't two blocks
  std::vector<std::vector<double>> without;  // [blocks][m] one block of frames left out, or empty
};

/// Partial structure factors of all pairs of species on one set of Q, whether they come from g(r) or from sums over
/// reciprocal-lattice vectors. Each unordered pair is there once, so that A_ab is A_ba.
struct PartialStructureFactors {
  std::vector<double> q;                   // [m] 1/Å, increasing
  std::vector<std::string> species;        // [s]
  std::vector<double> concentration;       // [s] number fractions, Σ = 1
  double density = 0.0;                    // ρ, atoms/Å³
  std::vector<PairStructureFactor> pairs;  // [s (s + 1)/2] by pair(): (0,0), (0,1), (1,1), (0,2), …
  Jackknife jackknife;                     // of `without`; empty where there is none

  /// Place of a pair of species, in either order.
  static std::size_t pair(std::size_t a, std::size_t b) { return pair_index(a, b); }
  /// The species (a, b), a ≤ b, at a place.
  static std::pair<std::size_t, std::size_t> species_of(std::size_t pair);
  /// "Na-Cl".
  std::string name(std::size_t pair) const;
  /// Place of "Na-Cl" or "Cl-Na". @throws InputError naming the pairs there are
  std::size_t find(std::string_view name) const;

  /// f(i, A) → number at q[i] for the A [pairs] there, evaluated for all frames and without each block. Where pairs
  /// have errors but no blocks, f is taken as linear and the errors of the pairs as independent.
  template <class F>
  WithErrors derive(F&& f) const;
};

/// S_ab = δ_ab + √(c_a c_b) (A_ab − 1), dimensionless.
WithErrors ashcroft_langreth(const PartialStructureFactors& partials, std::size_t pair);

/// Number–number, number–concentration and concentration–concentration structure factors of a binary:
/// S_NN = Σ c_i c_j A_ij; S_NC = c1 c2 [c1 (A11 − A12) − c2 (A22 − A12)]; S_CC = c1 c2 [1 + c1 c2 (A11 + A22 − 2 A12)],
/// which tends to c1 c2.
struct BhatiaThornton {
  WithErrors nn, nc, cc;
};
/// @throws InputError unless there are two species
BhatiaThornton bhatia_thornton(const PartialStructureFactors& partials);

/// S_NN = Σ c_i c_j A_ij of any number of species: the structure factor of the atoms regardless of what they are.
WithErrors number_structure_factor(const PartialStructureFactors& partials);

/// Where `direct` hands over to `transformed`.
struct Crossover {
  double from = 0.0, to = 0.0;  // 1/Å
};

/// `direct` up to the crossover's start, `transformed` from its end on; in between, at the Q of `direct`, a mixture
/// with the weight cos²(π/2 (Q − from)/(to − from)) on `direct`. The transform, which is smooth, is interpolated onto
/// those Q; the sums, which scatter, are never interpolated. Blocks are carried along where both have the same ones;
/// otherwise errors add as independent ones.
/// @throws InputError if species or composition differ, or the crossover isn't within both
PartialStructureFactors merged(const PartialStructureFactors& direct, const PartialStructureFactors& transformed,
                               const Crossover& crossover);

template <class F>
WithErrors PartialStructureFactors::derive(F&& f) const {
  const std::size_t m = q.size();
  std::vector<double> a(pairs.size());
  const auto curve = [&](auto&& values_of) {
    std::vector<double> y(m);
    for (std::size_t i = 0; i < m; ++i) {
      for (std::size_t p = 0; p < pairs.size(); ++p) a[p] = values_of(pairs[p])[i];
      y[i] = f(i, a);
    }
    return y;
  };
  using Pair = const PairStructureFactor&;
  WithErrors result;
  result.value = curve([](Pair p) -> const auto& { return p.value; });
  result.jackknife = jackknife;
  for (std::size_t b = 0; b < jackknife.weight.size(); ++b)
    result.without.push_back(curve([b](Pair p) -> const auto& { return p.without[b]; }));
  result.error = jackknife.errors(result.value, result.without);
  if (!jackknife.empty() || pairs.empty() || pairs.front().error.empty()) return result;
  result.error.assign(m, 0.0);
  for (std::size_t moved = 0; moved < pairs.size(); ++moved) {
    for (std::size_t i = 0; i < m; ++i) {
      for (std::size_t p = 0; p < pairs.size(); ++p) a[p] = pairs[p].value[i] + (p == moved ? pairs[p].error[i] : 0.0);
      result.error[i] = std::hypot(result.error[i], f(i, a) - result.value[i]);
    }
  }
  return result;
}

}  // namespace liquidus
