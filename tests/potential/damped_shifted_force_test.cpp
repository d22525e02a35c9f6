#include "potential/damped_shifted_force.hpp"

#include <catch2/catch.hpp>

#include "core/units.hpp"
#include "potential/form_checks.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

const std::vector<double> charges{1.0, -1.0};
constexpr double alpha = 0.25, cutoff = 7.0;

double bare(double r) { return std::erfc(alpha * r) / r; }
double bare_slope(double r) {
  return -std::erfc(alpha * r) / (r * r) - 2.0 * alpha / std::sqrt(units::pi) * std::exp(-alpha * alpha * r * r) / r;
}
double unit(int a, int b) {
  return units::coulomb * charges[static_cast<std::size_t>(a)] * charges[static_cast<std::size_t>(b)];
}

Structure rocksalt(double nearest, Index cells) {
  Structure unit_cell;
  unit_cell.cell = Cell::cubic(2.0 * nearest);
  for (int n = 0; n < 8; ++n) {
    const int x = n & 1, y = (n >> 1) & 1, z = (n >> 2) & 1;
    unit_cell.add((x + y + z) % 2 ? "Cl" : "Na", {x * nearest, y * nearest, z * nearest});
  }
  return replicate(unit_cell, {cells, cells, cells});
}

}  // namespace

TEST_CASE("the damped shifted force is right", "[damped_shifted_force_test]") {
  const double self =
      -units::coulomb * (alpha / std::sqrt(units::pi) + 0.5 * (bare(cutoff) - cutoff * bare_slope(cutoff)));
  for (const auto& sample : samples({"Na", "Cl"}, 2.0, cutoff)) {
    INFO(sample.name);
    auto expected = sum_by_trial(
        sample.atoms, cutoff,
        [](int a, int b, double r) {
          return unit(a, b) * (bare(r) - bare(cutoff) - (r - cutoff) * bare_slope(cutoff));
        },
        [](int a, int b, double r) { return unit(a, b) * (bare_slope(r) - bare_slope(cutoff)); });
    expected.energy += self * static_cast<double>(sample.atoms.size());
    for (auto& e : expected.atomic_energies) e += self;
    for_each_target([&](const std::string& target) {
      INFO(target);
      const auto found = evaluate(*make_damped_shifted_force(charges, alpha, cutoff), sample.atoms, true);
      // the polynomial for erf is good to 1e-13 of 14.4 eV/Å for each pair
      CHECK(largest_difference(found, expected) < 1e-11 * magnitude(expected));
    });
    check_physics(*make_damped_shifted_force(charges, alpha, cutoff), sample.atoms);
  }
}

TEST_CASE("the damped shifted force has nearly the Madelung energy of rocksalt", "[damped_shifted_force_test]") {
  const double nearest = 2.82;
  const auto crystal = rocksalt(nearest, 2);
  const double exact = -1.747564594633 * units::coulomb / nearest / 2.0;  // per ion
  const auto per_ion = [&](double damping, double radius) {
    return evaluate(*make_damped_shifted_force(charges, damping, radius), crystal).energy /
           static_cast<double>(crystal.size());
  };
  CHECK(per_ion(0.2, 9.0) == Approx(exact).epsilon(4e-3));
  CHECK(per_ion(0.2, 12.0) == Approx(exact).epsilon(1e-3));
  CHECK(per_ion(0.2, 15.0) == Approx(exact).epsilon(1e-4));
  CHECK(per_ion(0.25, 12.0) == Approx(exact).epsilon(1e-4));
}

TEST_CASE("wrong options of the damped shifted force are refused", "[damped_shifted_force_test]") {
  CHECK_THROWS_WITH(make_damped_shifted_force(charges, 0.0, 9.0), Catch::Contains("alpha"));
  CHECK_THROWS_WITH(make_damped_shifted_force(charges, 1.0, 9.0), Catch::Contains("8/cutoff"));
  CHECK_THROWS_WITH(make_damped_shifted_force(charges, 0.2, 0.0), Catch::Contains("cutoff"));
}
