#include "correct/local/state_terms.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/units.hpp"

using namespace liquidus;

namespace {

TemperatureBasis linear() {
  TemperatureBasis basis;
  basis.kind = TemperatureBasis::Kind::linear;
  basis.reference = 1200.0;
  basis.slope = 3.0;
  return basis;
}

double at(const TemperatureBasis& basis, const std::vector<double>& terms, double temperature) {
  const auto b = basis.at(temperature);
  double sum = 0.0;
  for (std::size_t m = 0; m < b.size(); ++m) sum += b[m] * terms[m];
  return sum;
}

}  // namespace

TEST_CASE("without a dependence on temperature the states' mean is taken", "[state_terms_test]") {
  const std::vector<double> temperatures = {1000.0, 1100.0, 1300.0}, changes = {0.1, -0.2, 0.4};
  const auto terms = StateTerms({}, temperatures)(changes);
  REQUIRE(terms.size() == 1);
  CHECK(terms[0] == Approx(0.1).epsilon(1e-12));
}

TEST_CASE("two states fix a line in temperature, three the nearest one", "[state_terms_test]") {
  const std::vector<double> two = {1100.0, 1300.0}, changes = {0.1, -0.2};
  const auto through = StateTerms(linear(), two)(changes);
  CHECK(at(linear(), through, 1100.0) == Approx(0.1).epsilon(1e-12));
  CHECK(at(linear(), through, 1300.0) == Approx(-0.2).epsilon(1e-12));
  // Three points ¼ of the second difference off a line by least squares: residuals (1, −2, 1)/6 of it.
  const std::vector<double> three = {1100.0, 1200.0, 1300.0}, bent = {0.0, 0.0, 0.6};
  const auto nearest = StateTerms(linear(), three)(bent);
  CHECK(at(linear(), nearest, 1100.0) == Approx(-0.1).margin(1e-12));
  CHECK(at(linear(), nearest, 1200.0) == Approx(0.2).margin(1e-12));
  CHECK(at(linear(), nearest, 1300.0) == Approx(0.5).margin(1e-12));
}

TEST_CASE("of all lines through one state the likeliest is taken", "[state_terms_test]") {
  // b = (1, t), prior variances 1 and s²: c = B b d/(bᵀ B b).
  const std::vector<double> one = {1500.0}, change = {0.2};
  const double t = 0.25, s2 = 9.0, norm = 1.0 + s2 * t * t;
  const auto terms = StateTerms(linear(), one)(change);
  CHECK(terms[0] == Approx(0.2 / norm).epsilon(1e-12));
  CHECK(terms[1] == Approx(0.2 * s2 * t / norm).epsilon(1e-12));
}

TEST_CASE("a change is cut at knots where it is too large at any state, and nowhere else", "[state_terms_test]") {
  const std::vector<double> temperatures = {1000.0, 1500.0};
  const double limit = 0.1 * units::kB;  // · T
  std::vector<std::vector<double>> change = {{0.5 * limit * 1000.0, 3.0 * limit * 1000.0}, {0.0, 0.0}};
  const auto before = change;
  CHECK(limit_change(linear(), temperatures, 0.1, change) == Approx(1.0 / 3.0));
  CHECK(change[0][0] == before[0][0]);
  CHECK(change[0][1] == Approx(limit * 1000.0));
  // With a slope in T the hotter state is the one that is over: 1000 K allows what 1500 K doesn't.
  change = {{0.0}, {8.0 * limit * 1500.0}};  // at 1500 K a quarter of it
  CHECK(limit_change(linear(), temperatures, 0.1, change) == Approx(0.5));
  CHECK(at(linear(), {change[0][0], change[1][0]}, 1500.0) == Approx(limit * 1500.0));
}

TEST_CASE("a change is added to its pair alone", "[state_terms_test]") {
  const auto knots = KnotGrid::up_to(2.0, 0.5);
  auto correction = Correction::zero({"Na", "Cl"}, knots, linear());
  correction.covariance.assign(correction.size() * correction.size(), 1.0);
  add_change(correction, 1, {std::vector<double>(5, 1.0), std::vector<double>(5, 2.0)});
  for (std::size_t i = 0; i < 6; ++i)
    for (std::size_t k = 0; k < 5; ++k)
      CHECK(correction.values[i][k] == (k == 4 ? 0.0 : i == 1 ? 1.0 : i == 4 ? 2.0 : 0.0));  // zero at the cutoff
  CHECK(correction.covariance.empty());
}
