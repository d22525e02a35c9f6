#pragma once
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include "core/neighbours.hpp"
#include "core/structure.hpp"
#include "potential/potential.hpp"

/// What physics asks of every potential, each as the worst deviation that was found. Energies in eV, forces in eV/Å.
namespace liquidus::testing {

/// df/dx at 0 by central differences of fourth order. Their error is h⁴f⁽⁵⁾/30 from the truncation and about
/// 1.5 ulp(f)/h from rounding.
template <class F>
double derivative(F&& f, double h) {
  return (8.0 * (f(h) - f(-h)) - (f(2.0 * h) - f(-2.0 * h))) / (12.0 * h);
}

/// Step for a potential that varies over lengths of 0.1 Å or more: with |U| up to 100 eV both errors above are about
/// 1e-9 eV/Å.
inline constexpr double difference_step = 2e-4;

/// Forces: the largest |F + dE/dr|.
inline double force_error(const Potential& potential, Structure atoms, double h = difference_step) {
  const auto exact = evaluate(potential, atoms).forces;
  double worst = 0.0;
  for (std::size_t i = 0; i < atoms.r.size(); ++i)
    for (std::size_t k = 0; k < 3; ++k) {
      const double x = atoms.r[i][k];
      const double slope = derivative(
          [&](double step) {
            atoms.r[i][k] = x + step;
            return evaluate(potential, atoms).energy;
          },
          h);
      atoms.r[i][k] = x;
      worst = std::max(worst, std::abs(exact[i][k] + slope));
    }
  return worst;
}

/// Cell and atoms under the strain ε: every row vector r becomes r(1 + ε).
inline Structure strained(const Structure& atoms, const Mat3& strain) {
  const Mat3 m = Mat3::identity() + strain;
  Structure s = atoms;
  s.cell = Cell(atoms.cell.vectors() * m, atoms.cell.periodic());
  for (auto& r : s.r) r = r * m;
  return s;
}

/// Virial: the largest |W + dE/dε| of all nine components, eV. The strain moves pairs by h times their distance.
inline double virial_error(const Potential& potential, const Structure& atoms, double h = difference_step / 4.0) {
  const Mat3 exact = evaluate(potential, atoms).virial;
  double worst = 0.0;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) {
      const double slope = derivative(
          [&](double step) {
            Mat3 strain{};
            strain[i][j] = step;
            return evaluate(potential, strained(atoms, strain)).energy;
          },
          h);
      worst = std::max(worst, std::abs(exact[i][j] + slope));
    }
  return worst;
}

/// The total force.
inline double net_force(const Potential& potential, const Structure& atoms) {
  Vec3 sum{};
  for (const auto& f : evaluate(potential, atoms).forces) sum += f;
  return norm(sum);
}

inline double largest_difference(std::span<const Vec3> a, std::span<const Vec3> b) {
  double worst = a.size() == b.size() ? 0.0 : std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) worst = std::max(worst, norm(a[i] - b[i]));
  return worst;
}

inline double largest_difference(const Mat3& a, const Mat3& b) {
  return largest_difference(std::span(a), std::span(b));
}

/// Energy, forces, virial and atomic energies of two evaluations of as many atoms.
inline double largest_difference(const Evaluation& a, const Evaluation& b) {
  double worst = std::max(
      {std::abs(a.energy - b.energy), largest_difference(a.forces, b.forces), largest_difference(a.virial, b.virial)});
  REQUIRE(a.atomic_energies.size() == b.atomic_energies.size());
  for (std::size_t i = 0; i < a.atomic_energies.size(); ++i)
    worst = std::max(worst, std::abs(a.atomic_energies[i] - b.atomic_energies[i]));
  return worst;
}

/// All atoms moved by a vector, in and out of the cell.
inline double translation_error(const Potential& potential, Structure atoms) {
  const auto before = evaluate(potential, atoms, true);
  for (auto& r : atoms.r) r += Vec3{3.7, -11.3, 0.41};
  return largest_difference(before, evaluate(potential, atoms, true));
}

/// Cell and atoms turned by about 1 rad around (1, 2, 3): forces turn with them, the virial from both sides.
inline double rotation_error(const Potential& potential, const Structure& atoms) {
  const Vec3 axis = Vec3{1.0, 2.0, 3.0} / std::sqrt(14.0);
  const double c = std::cos(1.0), s = std::sin(1.0);
  Mat3 turn = (1.0 - c) * outer(axis, axis) + c * Mat3::identity();
  turn += Mat3{Vec3{0.0, s * axis[2], -s * axis[1]}, Vec3{-s * axis[2], 0.0, s * axis[0]},
               Vec3{s * axis[1], -s * axis[0], 0.0}};
  Structure turned = atoms;
  turned.cell = Cell(atoms.cell.vectors() * turn, atoms.cell.periodic());
  for (auto& r : turned.r) r = r * turn;
  auto before = evaluate(potential, atoms, true);
  for (auto& f : before.forces) f = f * turn;
  before.virial = transpose(turn) * before.virial * turn;
  return largest_difference(before, evaluate(potential, turned, true));
}

/// Atoms in reverse order.
inline double permutation_error(const Potential& potential, const Structure& atoms) {
  Structure reversed = atoms;
  std::reverse(reversed.r.begin(), reversed.r.end());
  std::reverse(reversed.type.begin(), reversed.type.end());
  auto before = evaluate(potential, atoms, true);
  std::reverse(before.forces.begin(), before.forces.end());
  std::reverse(before.atomic_energies.begin(), before.atomic_energies.end());
  return largest_difference(before, evaluate(potential, reversed, true));
}

/// The same crystal as more copies of the cell along its periodic directions, per atom. With cells smaller than the
/// cutoff this is the test of images against atoms.
inline double supercell_error(const Potential& potential, const Structure& atoms) {
  std::array<Index, 3> copies{};
  for (std::size_t k = 0; k < 3; ++k) copies[k] = atoms.cell.periodic()[k] ? 2 : 1;
  const auto cells = copies[0] * copies[1] * copies[2];
  const auto small = evaluate(potential, atoms, true), large = evaluate(potential, replicate(atoms, copies), true);
  Evaluation repeated;
  repeated.energy = static_cast<double>(cells) * small.energy;
  repeated.virial = static_cast<double>(cells) * small.virial;
  for (Index n = 0; n < cells; ++n) {
    repeated.forces.insert(repeated.forces.end(), small.forces.begin(), small.forces.end());
    repeated.atomic_energies.insert(repeated.atomic_energies.end(), small.atomic_energies.begin(),
                                    small.atomic_energies.end());
  }
  return largest_difference(repeated, large);
}

/// Atomic energies add up to the energy, and are not asked for in vain.
inline double atomic_energy_error(const Potential& potential, const Structure& atoms) {
  const auto with = evaluate(potential, atoms, true), without = evaluate(potential, atoms, false);
  REQUIRE(with.atomic_energies.size() == atoms.r.size());
  const double sum = std::accumulate(with.atomic_energies.begin(), with.atomic_energies.end(), 0.0);
  return std::max(std::abs(sum - with.energy), std::abs(with.energy - without.energy));
}

/// Forces and virial are the same whether or not energies are asked for.
inline double option_error(const Potential& potential, const Structure& atoms) {
  PeriodicNeighbours neighbours(potential.lists(), Skin{0.5});
  const auto& all = neighbours.update(atoms);
  Evaluation full, bare;
  bare.with_energy = false;
  full.reset(all.total());
  bare.reset(all.total());
  potential.add(all, full);
  potential.add(all, bare);
  bare.energy = full.energy;
  return largest_difference(full, bare);
}

struct Tolerances {
  double difference = 1e-7;  // of forces and virial against differences of the energy, relative to the largest force
  double symmetry = 1e-10;   // of what must agree but for rounding, relative to the largest of forces and energies
};

/// Everything above. Give it atoms without a pair at a cutoff where the energy has a step.
inline void check_physics(const Potential& potential, const Structure& atoms, const Tolerances& tolerances = {}) {
  const auto found = evaluate(potential, atoms, true);
  double scale = 1.0;
  for (const auto& f : found.forces) scale = std::max(scale, norm(f));
  for (const auto& row : found.virial) scale = std::max(scale, norm(row));
  REQUIRE(std::isfinite(scale));
  CHECK(force_error(potential, atoms) < tolerances.difference * scale);
  CHECK(virial_error(potential, atoms) < tolerances.difference * scale);
  scale = std::max(scale, std::abs(found.energy));
  CHECK(net_force(potential, atoms) < tolerances.symmetry * scale);
  CHECK(translation_error(potential, atoms) < tolerances.symmetry * scale);
  CHECK(rotation_error(potential, atoms) < tolerances.symmetry * scale);
  CHECK(permutation_error(potential, atoms) < tolerances.symmetry * scale);
  CHECK(supercell_error(potential, atoms) < 8.0 * tolerances.symmetry * scale);
  CHECK(atomic_energy_error(potential, atoms) < tolerances.symmetry * scale);
  CHECK(option_error(potential, atoms) < tolerances.symmetry * scale);
}

}  // namespace liquidus::testing
