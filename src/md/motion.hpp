#pragma once
#include <span>
#include <vector>

#include "parallel/domain.hpp"

namespace liquidus {

/// The moving atoms of a rank: a part of a structure with velocities and images, and masses laid out for the loops.
/// What is summed over atoms below is summed over all ranks; those functions are collective.
struct Motion : OwnAtoms {
  std::vector<double> mass, inverse_mass;  // [n] eV fs²/Å² and its inverse
  const Communicator* ranks = &Communicator::self();
  Index all = 0;            // atoms of the whole structure
  double whole_mass = 0.0;  // of all atoms
  Index degrees = 0;        // of freedom: 3·all − 3 with the centre of mass at rest, 3·all under Langevin's noise

  Motion() = default;
  /// A whole structure. Velocities that are missing are zero, images that are missing begin at none.
  explicit Motion(Structure structure);
  /// Part of one. `ranks` must outlive it. Collective.
  Motion(OwnAtoms own, Index atoms_of_all, double mass_of_all, const Communicator& ranks);
  Index size() const { return atoms.size(); }
  /// Other atoms have come, or have gone.
  void lay_out_masses();
};

/// The whole structure, spread over the domain's ranks; only the root's is looked at. Collective.
Motion spread(const Structure& whole, Domain& domain);

/// v += dt f/m.
void kick(Motion& motion, std::span<const Vec3> forces, double dt);
/// r += dt v.
void drift(Motion& motion, double dt);
void scale_velocities(Motion& motion, double factor);
/// r → r M and cell → cell M (rows times matrix): fractional coordinates stay. Velocities → v M⁻ᵀ if asked, which
/// keeps the volume of phase space.
void strain(Motion& motion, const Mat3& m, bool velocities_too);

/// v → keep·v + √((1 − keep²) kT/m) ξ, with normal ξ keyed by (seed, atom of the whole, step): the Ornstein–Uhlenbeck
/// process.
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
