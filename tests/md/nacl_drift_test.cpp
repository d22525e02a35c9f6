#include <catch2/catch.hpp>

#include "md/build.hpp"
#include "md/minimise.hpp"
#include "potential/born_mayer_huggins.hpp"
#include "potential/pme.hpp"
#include "support.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// Fumi and Tosi's rocksalt (notes/melts.md), its dispersion ending smoothly at the cutoff.
Sum sodium_chloride() {
  const BornMayerHugginsPair NaNa{0.26370, 2.340, 0.317, 1.0486, 0.4993}, NaCl{0.21096, 2.755, 0.317, 6.9905, 8.6757},
      ClCl{0.15822, 3.170, 0.317, 72.402, 145.43};
  const BornMayerHugginsPair pairs[] = {NaNa, NaCl, NaCl, ClCl};
  const double charges[] = {1.0, -1.0};
  Sum sum;
  sum.append(make_born_mayer_huggins(2, pairs, {10.0, Truncation::switched, 8.0, false}));
  sum.append(make_coulomb_pme(charges, {.cutoff = 10.0, .accuracy = 1e-5}));
  return sum;
}

}  // namespace

TEST_CASE("molten NaCl of 512 ions drifts by less than 1e-5 eV/atom in 100 ps", "[nacl_drift_test]") {
  const Sum potential = sodium_chloride();
  Structure melt = pack(scaled_to(parse_formula("NaCl"), 512), parse_quantity("1.515 g/cm^3"), 7);
  minimise(melt, potential, {.steps = 200});
  auto hot = stage("nvt", 2500.0, 2000, 1.0), cold = stage("nvt", 1150.0, 3000, 1.0);
  hot.name = "melt";
  auto measure = stage("nve", 0.0, 100000, 1.0);
  auto options = run_of({hot, cold, measure}, 20);
  Simulation simulation(melt, potential, options);
  simulation.run();
  const Summary summary = simulation.summary();
  const StageSummary nve = summary.stages.back();
  INFO("drift " << nve.drift << " eV/atom, slope " << nve.drift_rate * nve.time << " eV/atom over " << nve.time
                << " fs, " << nve.temperature.mean << " K, " << summary.steps_per_second << " steps/s");
  CHECK(nve.time == Approx(1e5));
  CHECK(nve.temperature.mean == Approx(1150.0).margin(100.0));
  // of the line through all rows: single rows ripple by some 4e-6 eV/atom
  CHECK(std::abs(nve.drift_rate * nve.time) < 1e-5);
}
