// Liquid argon near its triple point, run by md and measured as it goes: diffusion and viscosity against the
// literature.
#include <catch2/catch.hpp>

#include "md/support.hpp"
#include "scatter/dynamics/msd.hpp"
#include "scatter/dynamics/transport.hpp"
#include "walks.hpp"

using namespace liquidus;
using namespace liquidus::testing;

// T* = 0.722, ρ* = 0.8442: D* = 0.033 in a large system (Levesque & Verlet, Phys. Rev. A 2, 2514, 1970; Meier, Laesecke
// & Kabelac, J. Chem. Phys. 121, 9526, 2004: 0.0325) and η* between 3.2 and 3.5 (Holian & Evans, J. Chem. Phys. 78,
// 5147, 1983; Meier et al., 121, 3671, 2004).
TEST_CASE("a Lennard-Jones liquid near its triple point diffuses and flows as is known", "[triple_point_test]") {
  const double epsilon = 119.8 * units::kB, sigma = 3.405, mass = 39.948 * units::amu;
  const double time = sigma * std::sqrt(mass / epsilon);
  const auto potential =
      make_lennard_jones(1, {&epsilon, 1}, {&sigma, 1}, {2.5 * sigma, Truncation::switched, 2.3 * sigma, false});
  const Structure start = argon(4, 0.8442 / (sigma * sigma * sigma));
  const double T = 0.722 * 119.8, dt = 0.004 * time;

  TransportOptions fluxes;
  fluxes.interval = 4;
  fluxes.longest = 8.0 * time;
  fluxes.cutoff = 4.0 * time;
  Transport transport(fluxes);
  MsdOptions paths;
  paths.interval = 25;
  paths.fit_from = 2.0 * time;
  paths.fit_to = 10.0 * time;
  Msd msd(paths);
  Simulation simulation(start, *potential, run_of({stage("nvt", T, 5000, dt), stage("nve", 0.0, 250000, dt)}, 0));
  simulation.measure("transport", transport, {"nve"});
  simulation.measure("msd", msd, {"nve"});
  simulation.run();

  const auto viscosity = number(transport_findings(transport.series(), fluxes), "viscosity").value;
  REQUIRE(viscosity.error);
  const double mPa_s = 1e-3 * units::pascal * units::second, eta_unit = epsilon * time / (sigma * sigma * sigma);
  const double eta = viscosity.value * mPa_s / eta_unit, eta_error = *viscosity.error * mPa_s / eta_unit;
  const auto sums = msd.sums();
  const auto d = diffusion(sums, paths)[0].value();
  const double D_unit = sigma * sigma / time;
  const double D = without_finite_size(d.value, sums.temperature, viscosity.value * mPa_s, sums.volume) / D_unit;
  INFO("D* = " << d.value / D_unit << ", of an infinite system " << D << " ± " << *d.error / D_unit
               << ", eta* = " << eta << " ± " << eta_error << " at T* = " << sums.temperature / 119.8);
  CHECK(sums.temperature == Approx(T).epsilon(0.03));
  // the literature's spread, the temperature's (D ∝ T² here: 3 % are 6 %) and three standard errors
  CHECK(D == Approx(0.033).margin(0.0025 + 3.0 * *d.error / D_unit));
  CHECK(eta == Approx(3.35).margin(0.3 + 3.0 * eta_error));
  CHECK(eta_error < 0.5);
}
