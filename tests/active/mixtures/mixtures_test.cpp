#include "active/mixtures/mixtures.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "active/mixtures/nearest_counts.hpp"
#include "io/run_file.hpp"
#include "support/error_of.hpp"

using namespace liquidus;

namespace {

/// The ions and salts that come along.
IonTable halides() {
  IonTable table;
  Problems problems;
  read_ions(load_run_file(LIQUIDUS_SOURCE_DIR "/datasets/molten-salts/salts.toml"), table, problems);
  problems.throw_if_any();
  return table;
}

MixtureGrid grid_of(const IonTable& table, double step) {
  MixtureGrid grid;
  for (const auto& ion : table.ions) (ion.charge > 0 ? grid.cations : grid.anions).push_back(ion);
  grid.cation_fractions = grid.anion_fractions = grid_fractions(step);
  return grid;
}

Index net_charge(const Mixture& mixture) {
  Index sum = 0;
  for (const auto* part : {&mixture.cations, &mixture.anions})
    for (const auto& entry : *part) sum += entry.count * entry.ion.charge;
  return sum;
}

double worst_fraction(const std::vector<MixtureIon>& part) {
  double all = 0.0, worst = 0.0;
  for (const auto& entry : part) all += static_cast<double>(entry.count);
  for (const auto& entry : part)
    worst = std::max(worst, std::abs(static_cast<double>(entry.count) / all - entry.fraction));
  return worst;
}

/// Ions with counts in lowest terms.
std::map<std::string, Index> lowest_terms(const Mixture& mixture) {
  std::map<std::string, Index> counts;
  Index divisor = 0;
  for (const auto* part : {&mixture.cations, &mixture.anions})
    for (const auto& entry : *part) divisor = std::gcd(divisor, entry.count);
  for (const auto* part : {&mixture.cations, &mixture.anions})
    for (const auto& entry : *part) counts[entry.ion.name] = entry.count / divisor;
  return counts;
}

}  // namespace

TEST_CASE("The table has the ions of AL4GAP, thorium with +4", "[mixtures_test]") {
  const IonTable table = halides();
  const std::map<std::string, Index> charges = {{"Li", 1}, {"Na", 1}, {"K", 1},   {"Rb", 1},  {"Cs", 1},
                                                {"Mg", 2}, {"Ca", 2}, {"Sr", 2},  {"Ba", 2},  {"Nd", 3},
                                                {"Th", 4}, {"F", -1}, {"Cl", -1}, {"Br", -1}, {"I", -1}};
  REQUIRE(table.ions.size() == charges.size());
  for (const auto& ion : table.ions) CHECK(charges.at(ion.name) == ion.charge);
}

TEST_CASE("All mixtures of 11 cations and 4 anions are neutral, near their points, of the size asked for and different",
          "[mixtures_test]") {
  MixtureGrid grid = grid_of(halides(), 0.25);
  grid.cation_kinds = {1, 3};
  grid.anion_kinds = {1, 2};
  const MixtureList list = enumerate_mixtures(grid);
  // 11 + 55 · 3 + 165 · 3 choices of cations, 4 + 6 · 3 of anions
  CHECK(list.points == 671 * 22);
  CHECK(list.made.size() + list.unmade.size() + static_cast<std::size_t>(list.merged) == 671 * 22);
  CHECK(list.made.size() > 14000);
  std::set<std::string> names, formulas;
  std::set<std::map<std::string, Index>> compositions;
  bool sound = true, thorium = false, neodymium = false;
  for (const auto& mixture : list.made) {
    const double worst = std::max(worst_fraction(mixture.cations), worst_fraction(mixture.anions));
    sound = sound && net_charge(mixture) == 0 && mixture.size() >= 60 && mixture.size() <= 100 &&
            worst <= grid.tolerance + 1e-9 && std::abs(worst - mixture.deviation) < 1e-9;
    names.insert(mixture.name);
    formulas.insert(mixture.formula());
    compositions.insert(lowest_terms(mixture));
    for (const auto& entry : mixture.cations) {
      thorium = thorium || entry.ion.name == "Th";
      neodymium = neodymium || entry.ion.name == "Nd";
    }
  }
  CHECK(sound);
  CHECK(thorium);
  CHECK(neodymium);
  CHECK(names.size() == list.made.size());
  CHECK(formulas.size() == list.made.size());
  CHECK(compositions.size() == list.made.size());
}

TEST_CASE("The list is what the grid's points give one by one", "[mixtures_test]") {
  MixtureGrid grid = grid_of(halides(), 0.2);
  grid.cations = {{"K", 1, 1.38}, {"Ca", 2, 1.0}, {"Th", 4, 0.94}};
  grid.anions = {{"F", -1, 1.33}, {"Cl", -1, 1.81}};
  grid.cation_kinds = {2, 2};
  grid.anion_kinds = {1, 2};
  grid.least = 20;
  grid.most = 26;
  const MixtureList list = enumerate_mixtures(grid);
  std::set<std::string> expected, found;
  Index points = 0;
  for (const auto& [a, b] : {std::pair(0, 1), std::pair(0, 2), std::pair(1, 2)})
    for (int x = 1; x < 5; ++x)
      for (int y = 0; y <= 5; ++y) {  // fluoride's fifths: 0 and 5 are one anion alone
        ++points;
        const IonShares cations = {
            {grid.cations[static_cast<std::size_t>(a)].charge, grid.cations[static_cast<std::size_t>(b)].charge},
            {x / 5.0, (5 - x) / 5.0}};
        const IonShares anions = y % 5 == 0 ? IonShares{{1}, {1.0}} : IonShares{{1, 1}, {y / 5.0, (5 - y) / 5.0}};
        const auto counts = nearest_counts(cations, anions, 20, 26, grid.tolerance);
        if (!counts) continue;
        std::string formula = grid.cations[static_cast<std::size_t>(a)].name + std::to_string(counts->cations[0]) +
                              grid.cations[static_cast<std::size_t>(b)].name + std::to_string(counts->cations[1]);
        if (y > 0) formula += "F" + std::to_string(counts->anions[0]);
        if (y < 5) formula += "Cl" + std::to_string(counts->anions.back());
        expected.insert(formula);
      }
  for (const auto& mixture : list.made) found.insert(mixture.formula());
  CHECK(list.points == points);
  CHECK(found == expected);  // no two of these are multiples of each other
  CHECK(list.merged == 0);
  CHECK_FALSE(list.unmade.empty());
  CHECK_FALSE(list.made.empty());
  CHECK(list.unmade.front().reason.find("no neutral mixture of 20 to 26 ions is within 0.02 of these fractions; the "
                                        "nearest is off by 0.0") == 0);
}

TEST_CASE("Points whose mixtures are the same in lowest terms are one, the nearest of them", "[mixtures_test]") {
  MixtureGrid grid = grid_of(halides(), 0.5);
  grid.cations = {{"Li", 1, 0.76}, {"K", 1, 1.38}};
  grid.anions = {{"Cl", -1, 1.81}};
  grid.cation_kinds = {2, 2};
  grid.cation_fractions = {0.45, 0.5, 0.55};
  grid.least = 4;
  grid.most = 8;
  grid.tolerance = 0.1;
  const MixtureList list = enumerate_mixtures(grid);
  CHECK(list.points == 3);
  REQUIRE(list.made.size() == 1);
  CHECK(list.merged == 2);
  CHECK(list.made[0].name == "Li0.50K0.50-Cl");
  CHECK(list.made[0].deviation == 0.0);
  CHECK(list.made[0].formula() == "Li1K1Cl2");
}

TEST_CASE("Names have as many decimals as the fractions need", "[mixtures_test]") {
  MixtureGrid grid = grid_of(halides(), 0.5);
  grid.cations = {{"Li", 1, 0.76}, {"K", 1, 1.38}};
  grid.anions = {{"Cl", -1, 1.81}};
  grid.cation_kinds = {2, 2};
  const auto first_name = [&](const std::vector<double>& fractions) {
    grid.cation_fractions = fractions;
    return enumerate_mixtures(grid).made[0].name;
  };
  CHECK(first_name({0.4, 0.6}) == "Li0.40K0.60-Cl");
  CHECK(first_name({0.375, 0.625}) == "Li0.375K0.625-Cl");
  CHECK(first_name(grid_fractions(1.0 / 3.0)) == "Li0.33K0.67-Cl");
}

TEST_CASE("Other ions with other charges mix as well", "[mixtures_test]") {
  IonTable table;
  Problems problems;
  read_ions(parse_run_file("ion = [{name = \"Fe2+\", charge = 2, radius = \"0.78 Å\"},\n"
                           "{name = \"Fe3+\", charge = 3, radius = \"0.645 Å\"},\n"
                           "{name = \"O\", charge = -2, radius = \"1.40 Å\"}]\n",
                           "iron.toml"),
            table, problems);
  CHECK(problems.text().empty());
  CHECK(salt_name(table.ions[0], table.ions[2]) == "Fe2+O");
  CHECK(salt_name(table.ions[1], table.ions[2]) == "(Fe3+)2O3");
  MixtureGrid grid = grid_of(table, 0.1);
  const MixtureList list = enumerate_mixtures(grid);
  CHECK(list.points == 11);
  REQUIRE(list.made.size() == 11);
  for (const auto& mixture : list.made) CHECK(net_charge(mixture) == 0);
  CHECK(list.made.back().name == "Fe2+0.90Fe3+0.10-O");
  CHECK(list.made.back().formula() == "(Fe2+)36(Fe3+)4O42");
}

TEST_CASE("Grids and ranges that can't be are refused with the reason", "[mixtures_test]") {
  using testing::error_of;
  CHECK(grid_fractions(0.25) == std::vector<double>{0.25, 0.5, 0.75});
  CHECK(grid_fractions(1.0).empty());
  CHECK(error_of([] { grid_fractions(0.3); }) ==
        "a step of 0.3 does not divide 1; the nearest that do are 0.25 and 0.333333");
  CHECK(error_of([] { grid_fractions(-0.5); }) == "a step of -0.5 does not divide 1; expected one such as 0.25");
  const IonTable table = halides();
  const auto refused = [&](const auto& change) {
    MixtureGrid grid = grid_of(table, 0.25);
    change(grid);
    return error_of([&] { enumerate_mixtures(grid); });
  };
  CHECK(refused([](MixtureGrid& g) { g.anions.clear(); }) == "there are no anions; a mixture needs cations and anions");
  CHECK(refused([](MixtureGrid& g) {
          g.cation_kinds = {12, 12};
        }) == "cation_kinds = [12, 12] can't be; expected 1 ≤ least ≤ most, and there are 11");
  CHECK(refused([](MixtureGrid& g) { g.least = 200; }) == "atoms = [200, 100] can't be; expected 2 ≤ least ≤ most");
  CHECK(refused([](MixtureGrid& g) {
          g.cation_fractions = {0.5, 1.5};
        }) == "cation_fractions: 1.5 must be between 0 and 1; a lone cation has 1");
  CHECK(refused([](MixtureGrid& g) {
          g.cation_kinds = {2, 2};
          g.cation_fractions = {0.3, 0.4};
        }) == "no cation_kinds of the cation fractions sum to 1");
  CHECK(refused([](MixtureGrid& g) {
          g.cation_kinds = {1, 5};
          g.cation_fractions = grid_fractions(0.02);
        }).find("the grid has ") == 0);
}
