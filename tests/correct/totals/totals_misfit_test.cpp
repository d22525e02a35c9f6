#include "correct/totals/totals_misfit.hpp"

#include <catch2/catch.hpp>

#include "core/errors.hpp"
#include "correct/totals/salts.hpp"
#include "scatter/transform/partials_from_pairs.hpp"

using namespace liquidus;
using namespace liquidus::testing;
using Catch::Contains;

TEST_CASE("Totals stand side by side at each Q that any of them reaches", "[totals_misfit_test]") {
  const DataFile neutron_file("n"), xray_file("x");
  auto neutron = experiment("n", "neutron"), xray = experiment("x", "x-ray");
  measure(neutron, true_salt(), neutron_file.path, 0.004);
  measure(xray, true_salt(), xray_file.path, 0.002);
  neutron.file = neutron_file.path;
  xray.file = xray_file.path;
  xray.q_to = 8.0;
  const auto truth = true_salt(), simulated = simulated_salt();
  const auto misfit = totals_misfit(std::vector{neutron, xray}, {}, simulated, 1100.0);
  CHECK(misfit.totals == std::vector<std::string>{"n", "x"});
  CHECK(misfit.pair_names() == std::vector<std::string>{"Na-Na", "Na-Cl", "Cl-Cl"});
  CHECK(misfit.fractions == std::vector<double>{0.5, 0.5});
  std::vector<double> q;
  for (const auto& at : misfit.at) q.push_back(at.q);
  CHECK(q.front() == Approx(0.425));  // the first cell above 2π/R = 0.39
  CHECK(q.back() == Approx(14.925).margin(0.06));
  const auto a = partials_from_pairs(simulated, q), b = partials_from_pairs(truth, q);
  double chi2 = 0.0, points = 0.0;
  for (std::size_t k = 0; k < q.size(); ++k) {
    const auto& at = misfit.at[k];
    CHECK(at.totals.size() == (at.q < 8.0 ? 2 : 1));
    Eigen::Vector3d change;
    for (Eigen::Index p = 0; p < 3; ++p) {
      const auto& of = [&](const PartialStructureFactors& s) { return s.pairs[static_cast<std::size_t>(p)].value[k]; };
      CHECK(at.simulated(p) == Approx(of(a) - 1.0).margin(1e-12));
      change(p) = of(b) - of(a);
    }
    const Eigen::VectorXd expected = at.weights * change;
    chi2 += (at.difference - expected).cwiseAbs2().cwiseQuotient(at.variance).sum();
    points += static_cast<double>(expected.size());
    // points every 0.04, cells of 0.05 1/Å
    CHECK(at.variance(0) == Approx(0.004 * 0.004 * 0.8).epsilon(0.02));
  }
  // A linear interpolant of two or three points averages more than it says: χ² is below 1, and what averaging over
  // cells takes from the curve doesn't lift it above.
  CHECK(chi2 / points > 0.5);
  CHECK(chi2 / points < 1.1);
}

TEST_CASE("What has no value at a Q isn't a misfit", "[totals_misfit_test]") {
  const DataFile file("m");
  auto options = experiment("my data", "neutron");
  measure(options, true_salt(), file.path, 0.004);
  options.file = file.path;
  const auto simulated = simulated_salt();
  CHECK_THROWS_AS(totals_misfit({}, {}, simulated, 1100.0), InputError);
  auto of_r = options;
  of_r.holds = "D";
  CHECK_THROWS_WITH(totals_misfit(std::vector{of_r}, {}, simulated, 1100.0),
                    Contains("'my data'") && Contains("a function of r"));
  auto narrow = options;
  narrow.q_from = 2.01;
  narrow.q_to = 2.04;
  CHECK_THROWS_WITH(totals_misfit(std::vector{narrow}, {}, simulated, 1100.0), Contains("'my data'"));
  auto low = options, high = options;
  low.q_to = 3.0;
  high.q_from = 6.0;
  CHECK_THROWS_WITH(totals_misfit(std::vector{low, high}, {}, simulated, 1100.0), Contains("no total was measured"));
  TotalsOptions bad;
  bad.q_step = 0.0;
  CHECK_THROWS_WITH(totals_misfit(std::vector{options}, bad, simulated, 1100.0), Contains("q_step"));
}
