#include "correct/analysis/pair_curve.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/errors.hpp"
#include "correct/analysis/curves.hpp"
#include "potential/lennard_jones.hpp"
#include "potential/mie.hpp"

using namespace liquidus;
using test::lennard_jones;

namespace {

/// Another potential, and 5 eV for every atom.
class WithAtoms : public Potential {
 public:
  explicit WithAtoms(const Potential& pairs) : pairs_(&pairs) {}
  Reach reach() const override { return pairs_->reach(); }
  std::vector<ListRequest> lists() const override { return pairs_->lists(); }
  void add(const Neighbourhood& atoms, Evaluation& out) const override {
    pairs_->add(atoms, out);
    out.energy += 5.0 * static_cast<double>(atoms.own);
  }

 private:
  const Potential* pairs_;
};

}  // namespace

TEST_CASE("The energies of a Lennard-Jones dimer are the closed form's", "[pair_curve_test]") {
  const double epsilon = 0.0104, sigma = 3.4;
  const auto potential =
      make_lennard_jones(1, std::array{epsilon}, std::array{sigma}, {10.2, Truncation::plain, 0.0, false});
  const std::vector<Species> argon{make_species("Ar")};
  const auto exact = lennard_jones(sigma, epsilon);
  const auto table = dimer_table(*potential, argon, {2.5, 0.0, 0.01});
  CHECK(table.r.front() == 2.5);
  CHECK(table.r.back() == Approx(10.2).margin(1e-7));
  CHECK(table.energy.back() == Approx(exact.energy(10.2)).epsilon(1e-6));  // of plain truncation, not 0
  for (std::size_t k = 0; k < table.r.size(); ++k) {
    CHECK(table.energy[k] == Approx(exact.energy(table.r[k])).epsilon(1e-10).margin(1e-15));
    CHECK(table.force[k] == Approx(-exact.slope(table.r[k])).epsilon(1e-10).margin(1e-14));
  }
  // Between its points the interpolation errs by h⁴/384 · U'''' , U'''' < 4ε · 12·13·14·15 (σ/r)¹²/r⁴ = 1.4e3 eV/Å⁴
  const auto curve = interpolated(table);
  for (double r = 2.5; r < 10.1; r += 0.00371) {
    CHECK(curve.energy(r) == Approx(exact.energy(r)).margin(1e-8 / 384.0 * 1.4e3));
    CHECK(curve.slope(r) == Approx((curve.energy(r + 1e-6) - curve.energy(r - 1e-6)) / 2e-6).margin(2e-4));
  }
  CHECK(curve.energy(10.3) == 0.0);
  CHECK(curve.energy(2.0) == Approx(exact.energy(2.5) - 0.5 * exact.slope(2.5)));
}

TEST_CASE("A dimer of two kinds has the parameters of their pair", "[pair_curve_test]") {
  std::vector<MiePair> pairs(4);
  pairs[0] = {0.02, 3.0, 12.0, 6.0};
  pairs[1] = pairs[2] = {0.03, 3.5, 14.0, 7.0};
  pairs[3] = {0.04, 4.0, 12.0, 6.0};
  const auto potential = make_mie(2, pairs, {9.0, Truncation::shift, 0.0, false});
  const std::vector<Species> two{make_species("Ar"), make_species("Kr")};
  const auto curve = interpolated(dimer_table(*potential, two, {2.0, 0.0, 0.005}));
  // shifted by U(9 Å), so its zero is a little further in than 3.5 Å: there U is K ε[…] − U(9)
  const double k = 14.0 / 7.0 * 2.0, at_cutoff = k * 0.03 * (std::pow(3.5 / 9.0, 14) - std::pow(3.5 / 9.0, 7));
  CHECK(curve.energy(3.5) == Approx(-at_cutoff).epsilon(1e-6));
}

TEST_CASE("What atoms have alone is no pair energy", "[pair_curve_test]") {
  const auto potential = make_lennard_jones(1, std::array{0.01}, std::array{3.0}, {9.0, Truncation::plain, 0.0, false});
  const std::vector<Species> argon{make_species("Ar")};
  const auto pairs = dimer_table(*potential, argon, {2.5, 8.0, 0.5}),
             all = dimer_table(WithAtoms(*potential), argon, {2.5, 8.0, 0.5});
  CHECK(all.r.back() == Approx(8.0).margin(1e-7));
  for (std::size_t k = 0; k < all.r.size(); ++k) CHECK(all.energy[k] == Approx(pairs.energy[k]).margin(1e-14));
}

TEST_CASE("Without forces a curve is a natural spline through its energies, evenly spaced or not",
          "[pair_curve_test]") {
  PairTable table;
  for (double r = 2.0; r < 8.0; r += 0.02 + 0.01 * std::sin(9.0 * r)) {
    table.r.push_back(r);
    table.energy.push_back(std::sin(r));
  }
  const auto curve = interpolated(table);
  // 5/384 h⁴ · 1 with h ≤ 0.03, and near the ends what a natural end makes of −sin: h²/8, fading by 1/4 a point
  for (double r = 2.5; r < 7.5; r += 0.0137) {
    CHECK(curve.energy(r) == Approx(std::sin(r)).margin(2e-8));
    CHECK(curve.slope(r) == Approx(std::cos(r)).margin(1e-5));
  }
}

TEST_CASE("A correction is added to energy and slope, as far as it reaches", "[pair_curve_test]") {
  const KnotGrid knots = KnotGrid::up_to(12.0, 0.5, 2.0);
  std::vector<double> values(static_cast<std::size_t>(knots.count), 0.0);
  values[2] = 0.01;
  const KnotSpline spline(knots, values);
  const auto base = lennard_jones(3.4, 0.0104, 9.0), sum = corrected(base, spline, knots.cutoff());
  CHECK(sum.to == 12.0);
  CHECK(sum.energy(3.1) == base.energy(3.1) + spline(3.1));
  CHECK(sum.slope(3.1) == base.slope(3.1) + spline.slope(3.1));
}

TEST_CASE("Tables that are no curve and dimers that are none are refused", "[pair_curve_test]") {
  PairTable table;
  table.r = {1.0, 2.0};
  table.energy = {1.0, 0.0};
  CHECK_THROWS_AS(interpolated(table), InputError);
  table.r = {1.0, 2.0, 2.0};
  table.energy = {1.0, 0.0, 0.0};
  CHECK_THROWS_AS(interpolated(table), InputError);
  table.r = {1.0, 2.0, 3.0};
  table.force = {1.0};
  CHECK_THROWS_AS(interpolated(table), InputError);
  table.force = {};
  table.energy[1] = std::nan("");
  CHECK_THROWS_AS(interpolated(table), InputError);
  const auto potential = make_lennard_jones(1, std::array{0.01}, std::array{3.0}, {9.0, Truncation::plain, 0.0, false});
  const std::vector<Species> argon{make_species("Ar")};
  CHECK_THROWS_AS(dimer_table(*potential, argon, {9.5, 0.0, 0.01}), std::invalid_argument);
  CHECK_THROWS_AS(dimer_table(*potential, {}, {}), std::invalid_argument);
}
