#include <catch2/catch.hpp>

#include "support.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

constexpr double T = 150.0, density = 0.0195;  // of argon; above the critical point of ε/k = 120 K

Average pressure_at(const Potential& potential, double at_density) {
  auto warm_up = stage("nvt", T, 3000, 4.0), measure = stage("nvt", T, 100000, 4.0);
  warm_up.name = "warm up";
  Simulation simulation(argon(3, at_density), potential, run_of({warm_up, measure}));
  simulation.run();
  return simulation.summary().stages.back().pressure;
}

}  // namespace

/// ⟨δV²⟩ = −kT (∂V/∂P)_T. The slope comes from pressures at fixed volumes 5 % apart, the fluctuation from the barostat
/// at the pressure between them. ln ⟨δV²⟩ has the relative error of the variance; the curvature of P(V) changes the
/// fluctuation by about half the relative change of the slope within one standard deviation squared, 1 %.
TEST_CASE("the volume of a fluid fluctuates as its compressibility says", "[compressibility_test]") {
  const auto potential = argon_potential();
  const double V = 108.0 / density, step = 0.025;
  const Average low = pressure_at(*potential, density * (1.0 - step)), middle = pressure_at(*potential, density),
                high = pressure_at(*potential, density * (1.0 + step));
  const double dV = V / (1.0 - step) - V / (1.0 + step);
  const double slope = (high.mean - low.mean) / dV;  // −∂P/∂V
  const double slope_error = std::hypot(high.error, low.error) / dV;
  const double expected = units::kB * T / slope;
  for (const auto& [ensemble, thermostat] :
       {std::pair{"npt", "rescaling"}, {"npt", "nose-hoover"}, {"npt", "langevin"}, {"npt-full", "rescaling"}}) {
    auto options = stage(ensemble, T, 300000, 4.0);
    options.thermostat = thermostat;
    options.pressure = {middle.mean};
    options.compressibility = 1.0 / (slope * V);
    options.pressure_tau = 400.0;
    options.pressure_interval = 5;
    auto warm_up = options;
    warm_up.name = "warm up";
    warm_up.steps = 5000;
    Memory memory;
    Simulation simulation(argon(3, density), *potential, run_of({warm_up, options}, 10), &memory);
    simulation.run();
    BlockAverage volumes, squares;
    for (const auto& row : memory.rows)
      if (row.stage != "warm up") volumes.add(row.volume);
    const double mean = volumes.result().mean;
    for (const auto& row : memory.rows)
      if (row.stage != "warm up") squares.add(std::pow(row.volume - mean, 2));
    const Average variance = squares.result();
    const double error = std::hypot(variance.error / variance.mean, slope_error / slope);
    INFO(ensemble << " " << thermostat << ": <dV^2> " << variance.mean << " ± " << variance.error
                  << " Å^6, kT/(-dP/dV) " << expected << " ± " << expected * slope_error / slope << " Å^6, <V>/V0 "
                  << mean / V << " ± " << volumes.result().error / V << ", moves taken "
                  << simulation.summary().stages.back().moves_taken);
    CHECK(std::abs(variance.mean / expected - 1.0) < 3.0 * error + 0.02);
    CHECK(error < 0.1);
    // the mean volume is where the pressure is; its error is that of the volume and of the pressure asked for
    CHECK(std::abs(mean / V - 1.0) < 3.0 * std::hypot(volumes.result().error, middle.error / slope) / V + 0.005);
  }
}
