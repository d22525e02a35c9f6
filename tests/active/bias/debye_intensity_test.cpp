#include "active/bias/debye_intensity.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>

#include "core/neighbours.hpp"
#include "core/random.hpp"
#include "core/units.hpp"
#include "support/pairs_by_trial.hpp"
#include "support/random_structure.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

double intensity(const DebyeIntensity& of, const Structure& atoms) {
  PeriodicNeighbours neighbours({of.list()}, Skin{0.3});
  const auto& all = neighbours.update(atoms);
  std::vector<Vec3> gradient(atoms.r.size());
  Mat3 strain{};
  return 1.0 + of.sum(all, gradient, strain);
}

/// The formula of the header, written down once more, over pairs found by trying every image.
double by_trial(const Structure& atoms, double q, double cutoff, const std::vector<double>& weights) {
  const auto weight = [&](Index i) {
    return weights[static_cast<std::size_t>(atoms.type[static_cast<std::size_t>(i)])];
  };
  double squares = 0.0, sum = 0.0;
  for (Index i = 0; i < atoms.size(); ++i) squares += weight(i) * weight(i);
  for (const auto& [i, j, shift] : pairs_by_trial(atoms.cell, atoms.r, atoms.size(), cutoff)) {
    const Vec3 to = atoms.cell.translated(atoms.r[static_cast<std::size_t>(j)], shift);
    const double r = norm(to - atoms.r[static_cast<std::size_t>(i)]), t = std::max(0.0, 10.0 * r / cutoff - 9.0);
    const double taper = 1.0 - 10.0 * std::pow(t, 3) + 15.0 * std::pow(t, 4) - 6.0 * std::pow(t, 5);
    const double x = units::pi * r / cutoff;
    sum += weight(i) * weight(j) * std::sin(q * r) / (q * r) * std::sin(x) / x * taper;
  }
  return 1.0 + 2.0 * sum / squares;
}

Structure cluster(const std::vector<Vec3>& r) {
  Structure atoms;
  atoms.cell = Cell(Mat3::zero(), {false, false, false});
  for (const auto& x : r) atoms.add("Fe", x);
  return atoms;
}

}  // namespace

TEST_CASE("A Debye sum is that over all pairs and images", "[debye_intensity_test]") {
  const std::vector<double> weights{2.0, -0.7, 0.4};
  for (const int periodic : {7, 3, 4, 0})
    for (const double cutoff : {4.0, 9.0, 14.0}) {
      Random random(11, Stream::packing, periodic, 0);
      const auto cell = random_cell(random, 9.0, periodicity(periodic), periodic == 7);
      auto atoms = random_structure(random, cell, {"Fe", "O", "Na"}, 17, 1.2);
      scatter_over_images(random, atoms, 1);
      // thousands of terms below 1 with roundings of 1e-16
      CHECK(intensity({2.3, cutoff, weights}, atoms) == Approx(by_trial(atoms, 2.3, cutoff, weights)).epsilon(1e-12));
    }
}

TEST_CASE("Far away of its cutoff the window is none: Debye's sums of clusters", "[debye_intensity_test]") {
  const double h = 1.0 / std::sqrt(2.0);  // bonds of 2 Å
  const auto dimer = cluster({{0, 0, 0}, {0, 0, 2}});
  const auto tetrahedron = cluster({{h, h, h}, {h, -h, -h}, {-h, h, -h}, {-h, -h, h}});
  struct Known {
    double q, dimer, tetrahedron;
  };
  for (const auto& [q, of_two, of_four] :
       {Known{1.0, 1.454649, 2.363946}, Known{2.0, 0.810799, 0.432398}, Known{5.0, 0.945598, 0.836794}})
    for (const double cutoff : {20.0, 80.0}) {
      // W = 1 − x²/6 + x⁴/120, x = 2π/r_c, is what is left of s − 1; the numbers known have 6 decimals
      const double x = 2.0 * units::pi / cutoff, window = 1.0 - x * x / 6.0 + x * x * x * x / 120.0;
      CHECK(intensity({q, cutoff, {1.0}}, dimer) - 1.0 == Approx((of_two - 1.0) * window).margin(2e-6));
      CHECK(intensity({q, cutoff, {1.0}}, tetrahedron) - 1.0 == Approx((of_four - 1.0) * window).margin(2e-6));
    }
}

TEST_CASE("The weights' scale is of no account, and atoms without weight are none", "[debye_intensity_test]") {
  Random random(5, Stream::packing, 0, 0);
  const auto cell = random_cell(random, 9.0, periodicity(7));
  const auto both = random_structure(random, cell, {"Fe", "O"}, 16, 1.2);
  Structure iron;
  iron.cell = cell;
  for (std::size_t i = 0; i < 16; i += 2) iron.add("Fe", both.r[i]);
  CHECK(intensity({3.0, 8.0, {1.0, 0.0}}, both) == Approx(intensity({3.0, 8.0, {-5.0}}, iron)).epsilon(1e-13));
}

TEST_CASE("On a Bragg peak the sum grows with its cutoff, beside it it doesn't", "[debye_intensity_test]") {
  const double a = 3.0;
  Structure simple;
  simple.cell = Cell::cubic(a);
  simple.add("Fe", {0.1, 0.2, 0.3});
  // Around a Bragg peak Σ over the lattice is that peak convoluted with the window's transform, whose area is the same
  // for all cutoffs and whose width goes as 1/r_c; 0.1 is for the neighbouring peaks' share.
  const double q = 2.0 * units::pi / a;
  const double near = intensity({q, 12.0, {1.0}}, simple), far = intensity({q, 24.0, {1.0}}, simple);
  CHECK(far / near == Approx(2.0).epsilon(0.1));
  CHECK(std::abs(intensity({1.21 * q, 24.0, {1.0}}, simple)) < 0.05 * far);
}

TEST_CASE("The pair term and its slope end at the cutoff without a step, and belong together",
          "[debye_intensity_test]") {
  const DebyeIntensity of(2.7, 8.0, {1.0});
  for (double r = 0.6; r < 8.1; r += 0.037) {
    constexpr double h = 1e-4;  // the third derivative is below 40 1/Å³: h² of it is 4e-7, over 6
    CHECK(of.pair(r).slope == Approx((of.pair(r + h).value - of.pair(r - h).value) / (2.0 * h)).margin(1e-7));
  }
  // t = 1 − 1e-4/0.8: what is left of T is 10 (1 − t)³, of its slope 30 (1 − t)²/0.8
  CHECK(std::abs(of.pair(8.0 - 1e-4).value) < 1e-12);
  CHECK(std::abs(of.pair(8.0 - 1e-4).slope) < 1e-8);
  CHECK(of.pair(8.0).value == 0.0);
}

TEST_CASE("A Debye sum needs positive lengths and numbers for weights", "[debye_intensity_test]") {
  CHECK_THROWS_AS(DebyeIntensity(0.0, 8.0, {1.0}), std::invalid_argument);
  CHECK_THROWS_AS(DebyeIntensity(2.0, -8.0, {1.0}), std::invalid_argument);
  CHECK_THROWS_AS(DebyeIntensity(2.0, 8.0, {std::nan("")}), std::invalid_argument);
  CHECK_THROWS_AS(intensity({2.0, 8.0, {0.0}}, cluster({{0, 0, 0}, {0, 0, 2}})), std::invalid_argument);
}
