#include "potential/tabulated.hpp"

#include <catch2/catch.hpp>

#include "potential/form_checks.hpp"
#include "potential/lennard_jones.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// Something that a table would hold: smooth, of size 1 eV at 2 Å.
double model(double r) { return 40.0 * std::exp(-2.0 * r) - 3.0 / (1.0 + std::pow(r, 4)); }
double model_force(double r) {
  return 80.0 * std::exp(-2.0 * r) - 12.0 * r * r * r / std::pow(1.0 + std::pow(r, 4), 2);
}

PairTable table(double first, double last, int n, bool forces, double unevenness = 0.0) {
  PairTable t;
  for (int k = 0; k <= n; ++k) {
    const double even = static_cast<double>(k) / n;
    t.r.push_back(first + (last - first) * (even + unevenness * even * (1.0 - even)));
    t.energy.push_back(model(t.r.back()));
    if (forces) t.force.push_back(model_force(t.r.back()));
  }
  return t;
}

std::unique_ptr<PairPotential> single(const PairTable& t, double cutoff) {
  return make_tabulated(1, {&t, 1}, PairCutoff{cutoff});
}

}  // namespace

TEST_CASE("a tabulated pair is the cubic between its points", "[tabulated_test]") {
  // two different tables and one pair without; the scalar code reads the same cubics, by their slopes at the points
  std::vector<PairTable> tables{table(1.0, 6.0, 60, true), table(0.5, 7.0, 130, true), table(0.5, 7.0, 130, true), {}};
  const auto at = [=](int a, int b, double r) -> PairPotential::Point {
    const auto& t = tables[static_cast<std::size_t>(2 * a + b)];
    if (t.r.empty()) return {0.0, 0.0};
    std::size_t k = 0;
    while (t.r[k + 1] < r) ++k;
    const double h = t.r[k + 1] - t.r[k], x = (r - t.r[k]) / h, y = 1.0 - x;
    // Hermite's basis
    const double energy = t.energy[k] * y * y * (1.0 + 2.0 * x) + t.energy[k + 1] * x * x * (1.0 + 2.0 * y) -
                          h * x * y * (t.force[k] * y - t.force[k + 1] * x);
    const double slope = 6.0 * x * y * (t.energy[k + 1] - t.energy[k]) / h - t.force[k] * y * (1.0 - 3.0 * x) -
                         t.force[k + 1] * x * (1.0 - 3.0 * y);
    return {energy, slope};
  };
  check_form({{"Fe", "O"},
              1.2,
              6.0,
              [=](int a, int b, double r) { return at(a, b, r).energy; },
              [=](int a, int b, double r) { return at(a, b, r).slope; },
              [=] { return make_tabulated(2, tables, PairCutoff{6.0}); },
              1e-11});  // a spacing of 0.05 Å divides differences of energies
}

TEST_CASE("a table gives the function that it was made from", "[tabulated_test]") {
  // With forces the error of the energy is h⁴ U⁗/384, and U⁗ about 200 eV/Å⁴ at the first point; gaps half as wide
  // again make it 5 times as much. Without forces the ends of the spline are worse by another factor of 10.
  const auto worst = [](const PairTable& t) {
    const auto potential = single(t, 6.0);
    double energy = 0.0, slope = 0.0;
    for (double r = 1.0; r < 6.0; r += 0.0137) {
      energy = std::max(energy, std::abs(potential->at(0, 0, r).energy - model(r)));
      slope = std::max(slope, std::abs(potential->at(0, 0, r).slope + model_force(r)));
    }
    return std::pair{energy, slope};
  };
  for (const bool forces : {false, true})
    for (const double unevenness : {0.0, 0.5}) {
      INFO((forces ? "with" : "without") << " forces, unevenness " << unevenness);
      const auto coarse = worst(table(1.0, 6.0, 100, forces, unevenness)),
                 fine = worst(table(1.0, 6.0, 200, forces, unevenness));
      const double limit = 2.5e-7 * (unevenness > 0.0 ? 5.0 : 1.0) * (forces ? 1.0 : 10.0);
      CHECK(fine.first < limit);
      CHECK(fine.second < 300.0 * limit);  // the error of a derivative: a few over h = 0.025 Å
      CHECK(coarse.first > 8.0 * fine.first);
      CHECK(coarse.second > 5.0 * fine.second);
    }
}

TEST_CASE("forces of a table from energies alone are continuous and exact derivatives", "[tabulated_test]") {
  const auto t = table(1.3, 6.0, 40, false, 0.3);
  const auto potential = single(t, 6.0);
  for (const auto& [name, atoms] : samples({"Ar"}, 1.5, 6.0)) {
    INFO(name);
    // pieces of cubics: differences across a joint see the jump of the third derivative, h² times about 10 eV/Å³
    check_physics(*potential, atoms, {1e-6});
  }
}

TEST_CASE("below its first point a table goes on as a straight line, beyond its last it is zero", "[tabulated_test]") {
  const auto t = table(1.0, 6.0, 100, true);
  const auto potential = single(t, 6.0);
  for (const double r : {0.9999, 0.5, 0.01}) {
    CHECK(potential->at(0, 0, r).energy == Approx(model(1.0) + (1.0 - r) * model_force(1.0)).epsilon(1e-13));
    CHECK(potential->at(0, 0, r).slope == Approx(-model_force(1.0)).epsilon(1e-13));
  }
  CHECK(potential->at(0, 0, 6.0).energy == Approx(model(6.0)).epsilon(1e-13));
  CHECK(potential->at(0, 0, 6.001).energy == 0.0);
  CHECK(potential->at(0, 0, 600.0).slope == 0.0);
  // so that a shift takes off what stands at the end of the table
  const auto shifted = make_tabulated(1, {&t, 1}, PairCutoff{6.0, Truncation::shift});
  Structure pair;
  pair.add("Ar", {0, 0, 0});
  pair.add("Ar", {5.999999, 0, 0});
  CHECK(std::abs(evaluate(*shifted, pair).energy) < 1e-7);
  CHECK(std::abs(model(6.0)) > 1e-3);
}

TEST_CASE("a table in a sum is reckoned along with the form before it, and the sum stays the same",
          "[tabulated_test]") {
  // for one species and two, of which a pair has no table; cut off with the form or below, where the table goes on
  for (const auto& species : {std::vector<std::string>{"Ar"}, std::vector<std::string>{"Fe", "O"}})
    for (const double end : {6.0, 5.0})
      for (const Truncation truncation : {Truncation::plain, Truncation::shift}) {
        const auto n = static_cast<Index>(species.size());
        std::vector<PairTable> tables(species.size() * species.size(), table(1.5, end + 0.5, 90, true));
        if (n == 2) tables[3] = {};
        const std::vector<double> epsilon(tables.size(), 0.02), sigma(tables.size(), 2.0);
        const auto form = [&] { return make_lennard_jones(n, epsilon, sigma, PairCutoff{6.0, truncation}); };
        const auto on_top = [&] { return make_tabulated(n, tables, PairCutoff{end}); };
        Sum base, sum;
        base.append(form());
        sum.append(std::make_unique<Sum>(std::move(base)));  // a base potential from a file is a sum itself
        sum.append(on_top());
        REQUIRE(sum.size() == 1);
        REQUIRE(sum.lists().size() == 1);
        for (const auto& [name, atoms] : samples(species, 1.6, 6.0)) {
          INFO(name << ", the table is cut off at " << end);
          auto expected = evaluate(*form(), atoms, true);
          const auto rest = evaluate(*on_top(), atoms, true), found = evaluate(sum, atoms, true);
          expected.energy += rest.energy;
          expected.virial += rest.virial;
          for (std::size_t i = 0; i < atoms.r.size(); ++i) {
            expected.forces[i] += rest.forces[i];
            expected.atomic_energies[i] += rest.atomic_energies[i];
          }
          CHECK(largest_difference(found, expected) < 1e-12 * std::max(1.0, std::abs(expected.energy)));
          Evaluation forces_only;
          forces_only.with_energy = false;
          forces_only = evaluate(sum, atoms, forces_only);
          for (std::size_t i = 0; i < atoms.r.size(); ++i)
            CHECK(norm2(forces_only.forces[i] - found.forces[i]) <= 1e-24 * std::max(1.0, norm2(found.forces[i])));
        }
      }
}

TEST_CASE("a table stays a term of its own where its form's cutoff would reach into it", "[tabulated_test]") {
  const double epsilon = 0.02, sigma = 2.0;
  const auto terms = [&](const PairCutoff& form, const PairCutoff& on_top) {
    const auto t = table(1.5, 7.0, 90, true);
    Sum sum;
    sum.append(make_lennard_jones(1, {&epsilon, 1}, {&sigma, 1}, form));
    sum.append(make_tabulated(1, {&t, 1}, on_top));
    return sum.size();
  };
  CHECK(terms({6.0}, {6.0}) == 1);
  CHECK(terms({6.0}, {7.0}) == 2);
  CHECK(terms({6.0, Truncation::switched, 5.0}, {6.0}) == 2);
  CHECK(terms({6.0, Truncation::shifted_force}, {6.0}) == 2);
  CHECK(terms({6.0}, {6.0, Truncation::shift}) == 2);
  CHECK(terms({6.0}, {6.0, Truncation::plain, 0.0, true}) == 2);
}

TEST_CASE("a table that ends a rounding short of the cutoff has its last energy there", "[tabulated_test]") {
  const auto t = table(1.0, 6.0 * (1.0 - 5e-10), 10, true);
  CHECK(single(t, 6.0)->at(0, 0, 6.0).energy == Approx(model(6.0)).epsilon(1e-8));
  CHECK(single(t, 6.0)->at(0, 0, 6.0 + 1e-6).energy == 0.0);
}

TEST_CASE("a table that can't be one is refused", "[tabulated_test]") {
  const auto good = table(1.0, 6.0, 10, true);
  const auto message = [](const PairTable& t) -> std::string {
    try {
      single(t, 6.0);
    } catch (const PairError& e) {
      return e.what();
    }
    return "";
  };
  CHECK(message(good) == "");
  CHECK(message({{1.0}, {1.0}, {}}) == "a table needs two points or more");
  auto bad = good;
  bad.energy.pop_back();
  CHECK(message(bad) == "the columns of a table differ in length");
  bad = good;
  bad.force.pop_back();
  CHECK(message(bad) == "the columns of a table differ in length");
  bad = good;
  bad.energy[3] = std::nan("");
  CHECK(message(bad) == "a number of a table is not finite");
  bad = good;
  bad.r[4] = bad.r[3];
  CHECK(message(bad) == "the distances of a table must increase from 0 or more");
  bad = good;
  bad.r[0] = -0.5;
  CHECK(message(bad) == "the distances of a table must increase from 0 or more");
  CHECK(message(table(1.0, 5.99, 10, true)) == "the table ends below the cutoff");
}
