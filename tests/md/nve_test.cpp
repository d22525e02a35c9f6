#include <catch2/catch.hpp>

#include "md/motion.hpp"
#include "support.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// Root mean square of the total energy around its mean over 2 ps, eV/atom.
double energy_ripple(const Structure& start, const Potential& potential, double dt) {
  Memory memory;
  Simulation simulation(start, potential, run_of({stage("nve", 0.0, std::llround(2000.0 / dt), dt)}, 1), &memory);
  simulation.run();
  double mean = 0.0, square = 0.0;
  for (const auto& row : memory.rows) mean += row.conserved / static_cast<double>(memory.rows.size());
  for (const auto& row : memory.rows)
    square += std::pow(row.conserved - mean, 2) / static_cast<double>(memory.rows.size());
  return std::sqrt(square) / static_cast<double>(start.size());
}

}  // namespace

TEST_CASE("the energy error of velocity Verlet falls as the square of the timestep", "[nve_test]") {
  const auto potential = argon_potential();
  const Structure start = liquid_argon(*potential, 3);
  const double coarse = energy_ripple(start, *potential, 8.0), middle = energy_ripple(start, *potential, 4.0),
               fine = energy_ripple(start, *potential, 2.0);
  INFO(coarse << " " << middle << " " << fine);
  CHECK(std::log2(coarse / middle) == Approx(2.0).margin(0.1));
  CHECK(std::log2(middle / fine) == Approx(2.0).margin(0.1));
}

TEST_CASE("a trajectory with its velocities turned round runs back to its start", "[nve_test]") {
  const auto potential = argon_potential();
  Structure start = liquid_argon(*potential, 2);
  start.image.assign(start.r.size(), Image{});
  Simulation forth(start, *potential, run_of({stage("nve", 0.0, 300)}));
  forth.run();
  Structure turned = forth.atoms();
  for (auto& v : turned.v) v = -v;
  Simulation back(turned, *potential, run_of({stage("nve", 0.0, 300)}));
  back.run();
  double worst = 0.0;
  for (std::size_t i = 0; i < start.r.size(); ++i) {
    const Vec3 r = start.cell.translated(start.r[i], start.image[i]);
    const Vec3 r_back = start.cell.translated(back.atoms().r[i], back.atoms().image[i]);
    worst = std::max(worst, norm(r - r_back));
  }
  // Rounding (1e-15 of 20 Å) grows by the fluid's Lyapunov exponent of about 1/0.4 ps, over 1.2 ps.
  CHECK(worst < 1e-10);
}

TEST_CASE("the momentum stays zero and the velocities begin at the temperature asked for", "[nve_test]") {
  const auto potential = argon_potential();
  Memory memory;
  Simulation simulation(argon(2), *potential, run_of({stage("nve", 90.0, 200)}), &memory);
  simulation.run();
  CHECK(memory.rows.front().temperature == Approx(90.0).epsilon(1e-12));
  CHECK(memory.rows.front().step == 0);
  CHECK(memory.rows.size() == 21);
  const Motion end{simulation.atoms()};
  Vec3 momentum{};
  double sum = 0.0;
  for (std::size_t i = 0; i < end.mass.size(); ++i) {
    momentum += end.mass[i] * end.atoms.v[i];
    sum += end.mass[i] * norm(end.atoms.v[i]);
  }
  CHECK(norm(momentum) < 1e-12 * sum);
}

TEST_CASE("velocities drawn for a temperature depend on the seed and on nothing else", "[nve_test]") {
  Motion one{argon(2)}, two{argon(2)}, other{argon(2)};
  draw_velocities(one, 100.0, 7, 0);
  draw_velocities(two, 100.0, 7, 0);
  draw_velocities(other, 100.0, 8, 0);
  CHECK(one.atoms.v == two.atoms.v);
  CHECK(one.atoms.v != other.atoms.v);
  CHECK(temperature(kinetic_energy(other), other.degrees) == Approx(100.0).epsilon(1e-12));
}

TEST_CASE("the pressure of an ideal gas is that of its kinetic energy", "[nve_test]") {
  const NoPotential nothing;
  Memory memory;
  Simulation simulation(argon(2, 0.001), nothing, run_of({stage("nve", 300.0, 10)}), &memory);
  simulation.run();
  const auto& row = memory.rows.back();
  // 3N − 3 degrees at kT/2 each: P V = (N − 1) kT
  CHECK(row.pressure * row.volume == Approx(31.0 * units::kB * 300.0).epsilon(1e-12));
  CHECK(row.potential == 0.0);
}
