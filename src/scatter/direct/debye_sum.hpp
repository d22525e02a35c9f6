#pragma once
#include <span>
#include <vector>

#include "core/vec3.hpp"
#include "parallel/communicator.hpp"

namespace liquidus {

/// Debye's sum over the pairs of atoms in the open, averaged over all directions of Q: of each pair of kinds (a, b)
/// S_ab(Q) = 1/√(N_a N_b) Σ_{i∈a} Σ_{j∈b} sin(Qr_ij)/(Qr_ij), i = j counting as 1 (Ashcroft–Langreth), every distance
/// as it is, without a histogram. At Q = 0 it is √(N_a N_b); without neighbours it is δ_ab. A kind without atoms gives
/// 0. Takes a sine for each pair and Q. The ranks share the pairs. Collective.
/// @param r     [n] Å
/// @param kind  [n] in 0 … kinds − 1
/// @param q     [m] 1/Å, not negative
/// @return      [kinds (kinds + 1)/2][m], places as PartialStructureFactors::pair
/// @throws SimulationError naming the atom if a coordinate isn't finite
std::vector<std::vector<double>> debye_sums(std::span<const Vec3> r, std::span<const int> kind, int kinds,
                                            std::span<const double> q,
                                            const Communicator& ranks = Communicator::self());

/// S(Q) = 1/N Σ_i Σ_j b_i b_j sin(Qr_ij)/(Qr_ij) over all N atoms, the sum above with the amplitudes b. It isn't
/// divided by ⟨b²⟩: of N atoms with b = 1 it tends to 1.
/// @param b  [n] scattering lengths in any unit
/// @return   [m] in the unit of b squared
std::vector<double> debye_sum(std::span<const Vec3> r, std::span<const double> b, std::span<const double> q,
                              const Communicator& ranks = Communicator::self());

}  // namespace liquidus
