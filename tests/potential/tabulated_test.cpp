#include "potential/tabulated.hpp"

#include <catch2/catch.hpp>

#include "potential/form_checks.hpp"

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
