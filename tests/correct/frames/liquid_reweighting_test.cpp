// A liquid's frames as those of a liquid of slightly other atoms, against a run of these.
#include <catch2/catch.hpp>

#include "correct/frames/reweighting.hpp"
#include "correct/newton/fluid.hpp"

using namespace liquidus;
using namespace liquidus::testing;

TEST_CASE("a liquid reweighted to a deeper well is the one that is run with it", "[liquid_reweighting_test]") {
  const double sigma = 3.4, shallow = 0.0103, deep = 1.08 * shallow;
  const FrameCountsOptions options{RadialBins::up_to(Fluid::cutoff, 0.02), 20, 10};
  FrameCounts first({"Ar"}, options), second({"Ar"}, options);
  const auto before = Fluid::lennard_jones(sigma, shallow), after = Fluid::lennard_jones(sigma, deep);
  Structure atoms = fluid_lattice(3);
  run_fluid(*before, atoms, first, 60000, 1);
  run_fluid(*after, atoms, second, 60000, 2);

  BinnedEnergy change;
  for (Index k = 0; k < options.bins.count; ++k) {
    const double r = options.bins.centre(k), h = 1e-5;
    const auto energy = [&](double x) { return Fluid::energy(*after, x) - Fluid::energy(*before, x); };
    change.energy.push_back(r < 0.7 * sigma ? 0.0 : energy(r));  // nearer no atoms come
    change.slope.push_back(r < 0.7 * sigma ? 0.0 : (energy(r + h) - energy(r - h)) / (2.0 * h));
  }
  const Reweighting reweighting(first, change, Fluid::temperature);
  CHECK(reweighting.share > 0.3);
  const auto moved = first.g(reweighting.weights), direct = second.g();
  double chi2 = 0.0, bins = 0.0;
  for (std::size_t k = 0; k < moved.value.size(); ++k) {
    if (direct.value[k] < 0.2) continue;
    const double d = moved.value[k] - direct.value[k];
    chi2 += d * d / (moved.error[k] * moved.error[k] + direct.error[k] * direct.error[k]);
    bins += 1.0;
  }
  // Some 180 bins, of which perhaps 60 are independent, with errors from 12 blocks: χ²/bins of 1.2 ± 0.25.
  CHECK(chi2 / bins < 2.2);
  const auto pressure = reweighting.pressure(first), plain = first.pressure(), wanted = second.pressure();
  const double error = std::hypot(*pressure.error, *wanted.error);
  CHECK(std::abs(pressure.value - wanted.value) < 4.0 * error);
  // The pressure falls by much more than the errors, so that frames as they are wouldn't do.
  CHECK(std::abs(plain.value - wanted.value) > 4.0 * error);
}
