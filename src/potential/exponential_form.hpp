#pragma once
#include <span>
#include <vector>

#include "potential/pair_potential.hpp"

namespace liquidus {

/// What an exponential form does about pairs that turn over at short range.
struct CoreOptions {
  bool safe = true;  // adds the core of safe_core.hpp where one is needed
  /// [types × types] q_a q_b in e², for the core to outdo the attraction of unlike charges; empty: no charges
  std::vector<double> charge_products = {};
};

/// One pair of U = A exp[(σ − r)/ρ] − C/r⁶ − D/r⁸.
struct ExponentialPair {
  double A, sigma, rho, C, D;  // eV, Å, Å, eV Å⁶, eV Å⁸
};

/// What the kernel of exponential_form-inl.hpp reads: its parameters, [parameter][types][types], and constants.
struct ExponentialTable {
  std::vector<double> parameters, constants;
};

/// @param pairs   [types × types]
/// @param eighth  whether the kernel has the D/r⁸
/// @throws PairError for ρ ≤ 0, or a pair for which there is no core
ExponentialTable make_exponential_table(Index types, std::span<const ExponentialPair> pairs, bool eighth, double cutoff,
                                        const CoreOptions& core);

}  // namespace liquidus
