#include "potential/dimer.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "potential/lennard_jones.hpp"

using namespace liquidus;

TEST_CASE("A potential's dimers have the energies of its pairs, up to its cutoff and none beyond", "[dimer_test]") {
  const std::vector<double> epsilon{0.01, 0.02, 0.02, 0.03}, sigma{2.0, 2.5, 2.5, 3.0};
  const auto potential = make_lennard_jones(2, epsilon, sigma, PairCutoff{6.0});
  const std::vector species{make_species("Na"), make_species("Cl")};
  const auto lj = [](double r) { return 4.0 * 0.02 * (std::pow(2.5 / r, 12) - std::pow(2.5 / r, 6)); };
  std::vector<double> r;
  for (double x = 1.5; x < 7.6; x += 0.5) r.push_back(x);  // 6.0 is among them
  const auto table = dimer_energies(*potential, species, 0, 1, r);
  for (std::size_t k = 0; k < r.size(); ++k) {
    const bool within = r[k] <= 6.0;
    const double slope = (lj(r[k] + 1e-5) - lj(r[k] - 1e-5)) / 2e-5;
    CHECK(table.energy[k] == Approx(within ? lj(r[k]) : 0.0).epsilon(1e-10).margin(1e-15));
    CHECK(table.force[k] == Approx(within ? -slope : 0.0).epsilon(1e-7));
  }
  CHECK(table.energy[9] < 0.0);  // at the cutoff
  CHECK(table.energy[10] == 0.0);
}
