#pragma once
#include <unistd.h>

#include <numeric>

#include "mlip/engine/models.hpp"
#include "parallel/agreement.hpp"
#include "parallel/communicator.hpp"
#include "potential/physics_checks.hpp"

/// Potentials on all ranks beside the same on one, which the root evaluates by itself while the others wait.
namespace liquidus::testing {

/// 8 n³ ions of rock salt with lattice constant a, moved by up to 0.15 Å.
inline Structure rock_salt(int n, double a) {
  Structure s;
  s.cell = Cell::cubic(a * n);
  int count = 0;
  for (int x = 0; x < 2 * n; ++x)
    for (int y = 0; y < 2 * n; ++y)
      for (int z = 0; z < 2 * n; ++z, ++count) {
        const Vec3 off{0.15 * std::sin(7.1 * count), 0.15 * std::sin(3.3 * count + 1.0),
                       0.15 * std::sin(5.7 * count + 2.0)};
        s.add((x + y + z) % 2 ? "Cl" : "Na", 0.5 * a * Vec3{x + 0.3, y + 0.3, z + 0.3} + off);
      }
  return s;
}

/// The same as a slab of one layer of cells, in a cell that is open along z and mostly empty.
inline Structure slab(double a) {
  Structure whole = rock_salt(2, a), some;
  some.cell = Cell({Vec3{2.0 * a, 0.0, 0.0}, Vec3{0.0, 2.0 * a, 0.0}, Vec3{0.0, 0.0, 12.0 * a}}, {true, true, false});
  for (Index i = 0; i < whole.size(); ++i)
    if (whole.r[static_cast<std::size_t>(i)][2] < a) some.add(whole.name(i), whole.r[static_cast<std::size_t>(i)]);
  return some;
}

/// Sixteen ions in a skewed cell that is far narrower than a halo of two cutoffs.
inline Structure skewed() {
  Structure cubic = rattled({"Na", "Cl"}, 2, 3.4);
  const Mat3 strain{Vec3{0.0, 0.02, 0.0}, Vec3{0.25, 0.03, 0.0}, Vec3{-0.1, 0.2, -0.02}};
  return strained(cubic, strain);
}

inline Structure two_ions() {
  Structure pair;
  pair.cell = Cell::cubic(30.0);
  pair.add("Na", {3.0, 3.1, 3.2});
  pair.add("Cl", {4.5, 4.4, 4.7});
  return pair;
}

inline Evaluation all_wanted() {
  Evaluation wanted;
  wanted.with_atomic_energies = wanted.with_atomic_virials = wanted.with_deviations = true;
  return wanted;
}

struct Tolerance {
  double energy, force, virial;  // of each atom's energy in eV, eV/Å, eV
};

/// For double precision: 1e-10 of the largest number of each kind.
inline Tolerance relative(const Evaluation& expected) {
  double energy = 0.0, force = 0.0, virial = 0.0;
  for (const double e : expected.atomic_energies) energy = std::max(energy, std::abs(e));
  for (const Vec3& f : expected.forces) force = std::max(force, norm(f));
  for (const Vec3& row : expected.virial) virial = std::max(virial, norm(row));
  return {1e-10 * energy, 1e-10 * force, 1e-10 * virial};
}

inline void check_same(const Evaluation& found, const Evaluation& expected, const Tolerance& tolerance) {
  const auto n = static_cast<double>(expected.forces.size());
  REQUIRE(found.forces.size() == expected.forces.size());
  CHECK(std::abs(found.energy - expected.energy) <= n * tolerance.energy);
  CHECK(largest_difference(found.forces, expected.forces) <= tolerance.force);
  CHECK(largest_difference(found.virial, expected.virial) <= tolerance.virial);
  REQUIRE(found.atomic_energies.size() == expected.atomic_energies.size());
  REQUIRE(found.atomic_virials.size() == expected.atomic_virials.size());
  Mat3 sum{};
  for (std::size_t i = 0; i < found.atomic_energies.size(); ++i) {
    CHECK(std::abs(found.atomic_energies[i] - expected.atomic_energies[i]) <= tolerance.energy);
    CHECK(largest_difference(found.atomic_virials[i], expected.atomic_virials[i]) <= tolerance.virial);
    sum += found.atomic_virials[i];
  }
  CHECK(largest_difference(sum, found.virial) <= tolerance.virial);
  REQUIRE(found.deviations.size() == expected.deviations.size());
  for (std::size_t i = 0; i < found.deviations.size(); ++i) {
    CHECK(std::abs(found.deviations[i] - expected.deviations[i]) <= tolerance.force);
    CHECK(std::abs(found.relative_deviations[i] - expected.relative_deviations[i]) <= tolerance.force);
  }
}

/// A file that the root writes and all read, removed at the end.
template <class Write>
std::string shared_file(const Communicator& ranks, const std::string& name, Write write) {
  Index process = getpid();
  ranks.broadcast(process);
  const auto path = std::filesystem::temp_directory_path() / ("liquidus-mpi-" + std::to_string(process) + name);
  on_root(ranks, [&] { write(path.string()); });
  return path.string();
}

}  // namespace liquidus::testing
