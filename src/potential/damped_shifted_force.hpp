#pragma once
#include <memory>
#include <span>

#include "potential/potential.hpp"

namespace liquidus {

/// Coulomb energy without a mesh, by damping and a shifted force (Fennell & Gezelter, J. Chem. Phys. 124, 234104,
/// 2006): U = q_a q_b e²/4πε0 [v(r) − v(R) − (r − R) v'(R)] for r < R, with v(r) = erfc(αr)/r. Every ion also has the
/// energy −q² e²/4πε0 {α/√π + [v(R) − R v'(R)]/2}: that of its own damping charge, and of the charge that the shift
/// puts onto its cutoff sphere. With these terms the energies of melts and crystals come near those of an Ewald sum
/// (rocksalt at α = 0.2/Å, R = 12 Å: to 1e-3); without it they would be off by several eV per ion.
/// @param charges  [types] e
/// @param alpha    1/Å
/// @param cutoff   R, Å
/// @throws std::invalid_argument for α or R not positive, or αR above 8
std::unique_ptr<Potential> make_damped_shifted_force(std::span<const double> charges, double alpha, double cutoff);

}  // namespace liquidus
