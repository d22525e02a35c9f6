#include "correct/analysis/pair_figures.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/units.hpp"
#include "correct/analysis/curves.hpp"

using namespace liquidus;
using test::lennard_jones;

namespace {

bool says(const PairFigures& figures, const std::string& part) {
  for (const auto& remark : figures.remarks)
    if (remark.find(part) != std::string::npos) return true;
  return false;
}

/// A straight wall up to 3 Å, 2 eV/Å steep, into a well 0.1 eV deep that ends at 4 Å.
PairCurve wall() {
  return {[](double r) { return r < 3.0   ? 2.0 * (3.0 - r) - 0.1
                                : r < 4.0 ? 0.1 * (r - 4.0)
                                          : 0.0; },
          [](double r) { return r < 3.0   ? -2.0
                                : r < 4.0 ? 0.1
                                          : 0.0; }, 0.01, 6.0};
}

}  // namespace

TEST_CASE("A Lennard-Jones curve has its zero at σ, its minimum at 2^(1/6) σ and its depth", "[pair_figures_test]") {
  const auto found = shape_of(lennard_jones(3.4, 0.0104));
  CHECK(found.sigma.value() == Approx(3.4).margin(1e-12));
  CHECK(found.r_min.value() == Approx(3.4 * std::pow(2.0, 1.0 / 6.0)).margin(1e-12));
  CHECK(found.epsilon.value() == Approx(0.0104).margin(1e-15));
  CHECK(found.core == 0.5);  // as far in as it is known
  CHECK(found.remarks.empty());
}

TEST_CASE("Lennard-Jones curves with the published σ and ε of the noble gases have known hard-particle diameters",
          "[pair_figures_test]") {
  // σ and ε of Table 1, temperatures of Table 3 of Shanks et al. 2025; the diameters by a midpoint rule of 20000 steps
  // elsewhere, to the digits given there.
  struct Case {
    double sigma, kcal_per_mol, temperature, diameter;
  };
  for (const auto& c : {Case{2.77, 0.065, 42.2, 2.787}, Case{3.40, 0.242, 85.0, 3.496}, Case{3.58, 0.342, 199.0, 3.617},
                        Case{3.91, 0.469, 274.0, 3.949}}) {
    const auto found = figures_of(lennard_jones(c.sigma, c.kcal_per_mol * units::kcal_per_mol), c.temperature);
    CHECK(found.hard_particle.value() == Approx(c.diameter).margin(5.1e-4));
    CHECK(found.blip_diameter.value() >
          found.hard_particle.value());  // r² gives the outer part of the blip more weight
    CHECK(found.remarks.empty());
  }
}

TEST_CASE("The diameters of a straight wall are those of its closed form", "[pair_figures_test]") {
  const double temperature = 1000.0, a = 2.0 / (units::kB * temperature), end = 3.0;  // u0 = 2 eV/Å (3 Å − r)
  const auto found = figures_of(wall(), temperature);
  CHECK(found.r_min.value() == Approx(end).margin(1e-9));
  CHECK(found.epsilon.value() == Approx(0.1).margin(1e-9));
  CHECK(found.sigma.value() == Approx(2.95).margin(1e-9));
  // ∫ 1 − exp(−a (3 − r)) dr and 3 ∫ r² (…) dr, with s = 3 − r and what is beyond exp(−3a) left out; Simpson's error is
  // h⁴ a³/180 = 3e-9 Å.
  const double blip = end * end * end - 3.0 * (end * end / a - 2.0 * end / (a * a) + 2.0 / (a * a * a));
  CHECK(found.hard_particle.value() == Approx(end - 1.0 / a).margin(1e-8));
  CHECK(found.blip_diameter.value() == Approx(std::cbrt(blip)).margin(1e-8));
}

TEST_CASE("The split adds up, its blip has no area, and both parts end where they should", "[pair_figures_test]") {
  const auto curve = lennard_jones(3.4, 0.0104);
  const double temperature = 85.0;
  const auto found = figures_of(curve, temperature);
  const WcaSplit split(curve, found, temperature);
  for (double r = 2.5; r < 11.0; r += 0.0137) {
    CHECK(split.reference(r) + split.attraction(r) == Approx(curve.energy(r)).margin(1e-15));
    CHECK(split.reference(r) >= 0.0);
  }
  CHECK(split.reference(3.82) == 0.0);
  CHECK(split.attraction(3.0) == Approx(-0.0104));
  CHECK(split.boltzmann(0.3) == 0.0);
  // ∫ Δe dr = 0 defines the hard-particle diameter: sums up to and from the step at d, midpoints of 1e-4 Å
  double area = 0.0, square = 0.0;
  const double h = 1e-4, d = found.hard_particle.value(), b = found.blip_diameter.value();
  for (double r = 0.5 * h; r < 4.0; r += h) {
    area += h * split.blip(r, d);
    square += h * r * r * split.blip(r, b);
  }
  CHECK(std::abs(area) < h);            // a step within one of the intervals
  CHECK(std::abs(square) < h * d * d);  // the same, times r²
}

TEST_CASE("Diameters tend to r_min in the cold and to the core's when it is hard", "[pair_figures_test]") {
  const auto curve = lennard_jones(3.4, 0.0104);
  double before = 0.0;
  for (const double temperature : {1000.0, 100.0, 10.0, 1.0}) {
    const double d = figures_of(curve, temperature).hard_particle.value();
    CHECK(d > before);
    before = d;
  }
  // u0 = ½ k y² (1 + 7y/r_min) to third order in y = r_min − r, with k = 72 ε/r_min²: d = r_min − s √(π/2) + 7 s²/r_min
  // where s² = kT/k; what comes next is of s³/r_min², 60 times as small as the last term (s = 0.041 Å at 1 K).
  const double r_min = 3.4 * std::pow(2.0, 1.0 / 6.0), s = r_min * std::sqrt(units::kB / (72.0 * 0.0104));
  const double third = 7.0 * s * s / r_min;
  CHECK(before == Approx(r_min - s * std::sqrt(0.5 * units::pi) + third).margin(0.15 * third));
  // steeper and steeper around 3 Å: (3/r)ⁿ, nowhere negative
  for (const double n : {50.0, 500.0}) {
    const PairCurve steep{[n](double r) { return std::pow(3.0 / r, n); },
                          [n](double r) { return -n / r * std::pow(3.0 / r, n); }, 2.5, 6.0};
    const auto found = figures_of(steep, 1.0 / units::kB);  // kT = 1 eV
    // ∫ 1 − exp(−(3/r)ⁿ) dr = 3 Γ(1 − 1/n), hard spheres with n → ∞
    CHECK(found.hard_particle.value() == Approx(3.0 * std::tgamma(1.0 - 1.0 / n)).margin(2e-3 * 50.0 / n));
    CHECK(says(found, "repulsive throughout"));
    CHECK_FALSE(found.sigma);
  }
}

TEST_CASE("The second virial coefficient of Lennard-Jones vanishes at Boyle's temperature", "[pair_figures_test]") {
  // kT/ε = 3.417928023; B2/(2πσ³/3) at kT = ε is −2.538081336 (J. O. Hirschfelder et al., Molecular Theory of Gases and
  // Liquids, table I-B, gives -2.5381). Beyond the end of the curve at 100 σ is 4ε/(3 kT) · 1e-6 of (2π/3)·3σ³.
  const double sigma = 3.0, epsilon = 0.01, sphere = 2.0 * units::pi / 3.0 * 27.0;
  const auto curve = lennard_jones(sigma, epsilon, 100.0 * sigma);
  CHECK(figures_of(curve, 3.417928023 * epsilon / units::kB).second_virial.value() / sphere ==
        Approx(0.0).margin(1e-5));
  CHECK(figures_of(curve, epsilon / units::kB).second_virial.value() / sphere == Approx(-2.538081).margin(2e-5));
}

TEST_CASE("A curve without zero or minimum says so", "[pair_figures_test]") {
  const PairCurve attraction{[](double r) { return -1.0 / r; }, [](double r) { return 1.0 / (r * r); }, 0.5, 10.0};
  auto found = figures_of(attraction, 300.0);
  CHECK_FALSE(found.sigma);
  CHECK_FALSE(found.r_min);
  CHECK_FALSE(found.epsilon);
  CHECK_FALSE(found.hard_particle);
  CHECK(says(found, "there is no minimum below zero"));
  CHECK(says(found, "there is no zero"));
  CHECK(says(found, "no split"));
  // a well without a wall: 0.1 eV deep at 3 Å and −0.05 at its inner end
  const PairCurve well{[](double r) { return -0.1 + 0.05 * std::pow((r - 3.0) / 2.0, 2); },
                       [](double r) { return 0.025 * (r - 3.0); }, 1.0, 4.0};
  found = figures_of(well, 300.0);
  CHECK(found.r_min.value() == Approx(3.0));
  CHECK_FALSE(found.sigma);
  CHECK(says(found, "there is no zero inside the minimum"));
  CHECK(says(found, "below 1.000 Å the energy doesn't rise any further"));
  const PairCurve nothing{[](double) { return std::nan(""); }, [](double) { return 0.0; }, 1.0, 4.0};
  CHECK(says(figures_of(nothing, 300.0), "isn't finite"));
  CHECK_THROWS_AS(figures_of(well, 0.0), std::invalid_argument);
}

TEST_CASE("Of several minima the deepest counts and the others are named, ripples aren't", "[pair_figures_test]") {
  const auto base = lennard_jones(3.0, 0.01);
  const auto with_bump = [&](double depth) {
    return PairCurve{[=](double r) { return base.energy(r) - depth * std::exp(-std::pow((r - 6.0) / 0.3, 2)); },
                     [=](double r) {
                       return base.slope(r) + depth * 2.0 * (r - 6.0) / 0.09 * std::exp(-std::pow((r - 6.0) / 0.3, 2));
                     },
                     0.5, 12.0};
  };
  auto found = shape_of(with_bump(0.003));
  CHECK(found.r_min.value() == Approx(3.0 * std::pow(2.0, 1.0 / 6.0)).margin(1e-3));
  CHECK(says(found, "there is another minimum at 5.99"));
  found = shape_of(with_bump(0.0002));  // a dip of less than a hundredth of the well
  CHECK(found.remarks.empty());
  found = shape_of(with_bump(0.02));
  CHECK(found.r_min.value() == Approx(6.0).margin(0.01));
  CHECK(found.sigma.value() == Approx(3.0).margin(1e-6));
}

TEST_CASE("Where the energy falls again inwards, the core begins", "[pair_figures_test]") {
  // Buckingham's exp-6, which turns over near 1 Å
  const PairCurve curve{[](double r) { return 3000.0 * std::exp(-r / 0.28) - 50.0 / std::pow(r, 6); },
                        [](double r) { return -3000.0 / 0.28 * std::exp(-r / 0.28) + 300.0 / std::pow(r, 7); }, 0.3,
                        10.0};
  const auto found = figures_of(curve, 300.0);
  CHECK(std::abs(curve.slope(found.core)) < 1e-6);
  CHECK(found.core > 0.5);
  CHECK(found.core < 1.5);
  CHECK(found.sigma.value() > found.core);
  CHECK(curve.energy(found.sigma.value()) == Approx(0.0).margin(1e-10));
  CHECK(found.hard_particle.value() > found.sigma.value() - 0.5);
  CHECK(found.remarks.empty());  // its top is far above 20 kT
}
