// A salt's short-range potential that is known, found again from its three noisy g(r) and its pressure.
#include "correct/known/binary.hpp"

#include <catch2/catch.hpp>

using namespace liquidus;
using namespace liquidus::testing;

TEST_CASE("A salt's wrong short range is put right by its three g(r) and pressure", "[binary_test]") {
  const Binary salt(40000.0, 240000.0);
  const auto result = Binary::fit(salt.options(0.005, 1));
  const auto& first = result.first.states[0].result.targets;
  const auto& best = result.best.states[0].result.targets;
  INFO("chi² " << result.first.quality.chi2.value << " to " << result.best.quality.chi2.value);
  CHECK(result.first.quality.chi2.value > 5.0);
  CHECK(result.best.quality.chi2.value < 0.15 * result.first.quality.chi2.value);
  // 0.7 to 1.1 % are the noise of the data and of 40 ps.
  for (std::size_t pair = 0; pair < 3; ++pair) {
    INFO(best[pair].name << ": R_chi " << first[pair].r_chi.value << " to " << best[pair].r_chi.value);
    CHECK(best[pair].r_chi.value < 0.02);
  }
  // Six simulations of a thousand frames leave 0.03 to 0.12 kT, most of it along a change that repels like ions and
  // attracts unlike ones, which screening hides.
  const double base = salt.compare(Correction::zero({"Na", "Cl"}, result.correction.knots, {})).worst;
  const double found = salt.compare(result.correction).worst;
  INFO("energies are off by " << base << " kT at first, by " << found << " kT in the end");
  CHECK(found < 0.25 * base);
}
