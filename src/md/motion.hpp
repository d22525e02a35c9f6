#pragma once
#include <span>
#include <vector>

#include "core/structure.hpp"

namespace liquidus {

/// The moving atoms: a structure with velocities and images, and masses laid out for the loops.
struct Motion {
  Structure atoms;
  std::vector<double> mass, inverse_mass;  // [n] eV fs²/Å² and its inverse
  Index degrees = 0;  // of freedom: 3n − 3 with the centre of mass at rest, 3n under Langevin's noise

  Motion() = default;
  /// Velocities that are missing are zero, images that are missing begin at none.
  explicit Motion(Structure structure);
  Index size() const { return atoms.size(); }
};

/// v += dt f/m.
void kick(Motion& motion, std::span<const Vec3> forces, double dt);
/// r += dt v.
void drift(Motion& motion, double dt);
void scale_velocities(Motion& motion, double factor);
/// r → r M and cell → cell M (rows times matrix): fractional coordinates stay. Velocities → v M⁻ᵀ if asked, which
/// keeps the volume of phase space.
void strain(Motion& motion, const Mat3& m, bool velocities_too);

/// v → keep·v + √((1 − keep²) kT/m) ξ, with normal ξ keyed by (seed, atom, step): the Ornstein–Uhlenbeck process.
void ornstein_uhlenbeck(Motion& motion, double keep, double temperature, Index seed, Index step);

/// Σ ½ m v², eV.
double kinetic_energy(const Motion& motion);
/// Σ m v ⊗ v, eV.
Mat3 kinetic_tensor(const Motion& motion);
/// 2K/(degrees kB), K.
double temperature(double kinetic, Index degrees);

/// Takes the velocity of the centre of mass off all atoms.
void remove_momentum(Motion& motion);
/// Maxwell–Boltzmann velocities keyed by (seed, atom, step); the momentum is taken off, then all are scaled so that the
/// temperature is exact for motion.degrees.
void draw_velocities(Motion& motion, double temperature, Index seed, Index step);

/// -(Σ m v ⊗ v + W)/V, eV/Å³: the stress in ASE's sign, kinetic part included.
Mat3 stress(const Motion& motion, const Mat3& virial);
inline double pressure(const Mat3& stress) { return -trace(stress) / 3.0; }

}  // namespace liquidus
