#include "md/motion.hpp"

#include <array>
#include <cmath>

#include "core/random.hpp"
#include "core/threads.hpp"
#include "core/units.hpp"

namespace liquidus {
namespace {

/// Calls f(i) for each atom, of which one costs about that.
template <class F>
void for_atoms(Index n, Nanoseconds cost, F f) {
  parallel_ranges(n, cost, [&](Index begin, Index end, int) {
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) f(i);
  });
}

constexpr Nanoseconds arithmetic{2.0}, noise{100.0};

}  // namespace

Motion::Motion(OwnAtoms own, Index atoms_of_all, double mass_of_all, const Communicator& over)
    : OwnAtoms(std::move(own)), ranks(&over), all(atoms_of_all), whole_mass(mass_of_all), degrees(3 * all - 3) {
  atoms.v.resize(atoms.r.size());
  atoms.image.resize(atoms.r.size());
  lay_out_masses();
}

Motion::Motion(Structure structure) {
  Domain alone(Communicator::self());
  *this = spread(structure, alone);
}

void Motion::lay_out_masses() {
  mass.resize(atoms.r.size());
  inverse_mass.resize(mass.size());
  for (std::size_t i = 0; i < mass.size(); ++i) {
    mass[i] = atoms.mass(static_cast<Index>(i));
    inverse_mass[i] = 1.0 / mass[i];
  }
}

Motion spread(const Structure& whole, Domain& domain) {
  struct {
    Index atoms;
    double mass;
  } all{whole.size(), domain.ranks().is_root() ? whole.total_mass() : 0.0};
  domain.ranks().broadcast(all);
  return {domain.scatter(whole), all.atoms, all.mass, domain.ranks()};
}

void kick(Motion& motion, std::span<const Vec3> forces, double dt) {
  for_atoms(motion.size(), arithmetic,
            [&](std::size_t i) { motion.atoms.v[i] += (dt * motion.inverse_mass[i]) * forces[i]; });
}

void drift(Motion& motion, double dt) {
  for_atoms(motion.size(), arithmetic, [&](std::size_t i) { motion.atoms.r[i] += dt * motion.atoms.v[i]; });
}

void scale_velocities(Motion& motion, double factor) {
  for_atoms(motion.size(), arithmetic, [&](std::size_t i) { motion.atoms.v[i] *= factor; });
}

void strain(Motion& motion, const Mat3& m, bool velocities_too) {
  Structure& atoms = motion.atoms;
  atoms.cell = Cell(atoms.cell.vectors() * m, atoms.cell.periodic());
  for_atoms(motion.size(), arithmetic, [&](std::size_t i) { atoms.r[i] = atoms.r[i] * m; });
  if (!velocities_too) return;
  const Mat3 back = transpose(inverse(m));
  for_atoms(motion.size(), arithmetic, [&](std::size_t i) { atoms.v[i] = atoms.v[i] * back; });
}

void ornstein_uhlenbeck(Motion& motion, double keep, double target, Index seed, Index step) {
  const double spread = (1.0 - keep * keep) * units::kB * target;
  for_atoms(motion.size(), noise, [&](std::size_t i) {
    Random random(static_cast<std::uint64_t>(seed), Stream::langevin, motion.id[i], step);
    motion.atoms.v[i] = keep * motion.atoms.v[i] + std::sqrt(spread * motion.inverse_mass[i]) * random.normal3();
  });
}

double kinetic_energy(const Motion& motion) {
  double twice = 0.0;
  for (std::size_t i = 0; i < motion.mass.size(); ++i) twice += motion.mass[i] * norm2(motion.atoms.v[i]);
  return 0.5 * motion.ranks->sum(twice);
}

Mat3 kinetic_tensor(const Motion& motion) {
  Mat3 sum{};
  for (std::size_t i = 0; i < motion.mass.size(); ++i)
    sum += motion.mass[i] * outer(motion.atoms.v[i], motion.atoms.v[i]);
  return motion.ranks->sum(sum);
}

double temperature(double kinetic, Index degrees) { return 2.0 * kinetic / (static_cast<double>(degrees) * units::kB); }

void remove_momentum(Motion& motion) {
  Vec3 momentum{};
  double mass = 0.0;
  for (std::size_t i = 0; i < motion.mass.size(); ++i) {
    momentum += motion.mass[i] * motion.atoms.v[i];
    mass += motion.mass[i];
  }
  std::array<double, 4> all{momentum[0], momentum[1], momentum[2], mass};
  motion.ranks->sum(all);
  const Vec3 velocity = Vec3{all[0], all[1], all[2]} / all[3];
  for_atoms(motion.size(), arithmetic, [&](std::size_t i) { motion.atoms.v[i] -= velocity; });
}

void draw_velocities(Motion& motion, double target, Index seed, Index step) {
  for_atoms(motion.size(), noise, [&](std::size_t i) {
    Random random(static_cast<std::uint64_t>(seed), Stream::velocities, motion.id[i], step);
    motion.atoms.v[i] = std::sqrt(units::kB * target * motion.inverse_mass[i]) * random.normal3();
  });
  remove_momentum(motion);
  const double now = temperature(kinetic_energy(motion), motion.degrees);
  if (now > 0.0) scale_velocities(motion, std::sqrt(target / now));
}

Mat3 stress(const Motion& motion, const Mat3& virial) {
  return (-1.0 / motion.atoms.cell.volume()) * (kinetic_tensor(motion) + virial);
}

}  // namespace liquidus
