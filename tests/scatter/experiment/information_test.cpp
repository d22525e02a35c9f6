#include "scatter/experiment/information.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/errors.hpp"

using namespace liquidus;

namespace {

using Numbers = std::vector<double>;
const std::vector<std::string> three{"Fe-Fe", "Fe-O", "O-O"};

TotalExperiment neutron(const std::string& name, const std::vector<std::string>& species,
                        ScattererChoices choices = {}) {
  return {name, Scatterers(Radiation::neutron, species, choices)};
}
TotalExperiment xray(const std::vector<std::string>& species) {
  return {"x-ray", Scatterers(Radiation::xray, species)};
}

void check_shares(const Information& found, const Numbers& expected, double margin) {
  const auto shares = found.shares();
  REQUIRE(shares.size() == expected.size());
  for (std::size_t k = 0; k < shares.size(); ++k) CHECK(shares[k] == Approx(expected[k]).margin(margin));
}

}  // namespace

// notes/scattering.md, "What the data can tell". Its numbers come out with weights divided by ⟨b⟩² and form factors of
// neutral atoms at Q = 0; half of the last printed digit is allowed, and 0.0005 for lengths rounded otherwise.
TEST_CASE("shares of partials are those of the notes", "[information_test]") {
  const std::vector<std::string> feo{"Fe", "O"}, nacl{"Na", "Cl"}, silica{"Si", "O"};
  const auto iron = information_at({neutron("neutron", feo), xray(feo)}, {0.5, 0.5}, 0.0);
  check_shares(iron, {0.97, 0.83, 0.20}, 0.0055);
  check_shares(information_at({neutron("neutron", nacl), xray(nacl)}, {0.5, 0.5}, 0.0), {0.24, 0.80, 0.95}, 0.0055);
  check_shares(information_at({neutron("neutron", silica), xray(silica)}, {1.0 / 3.0, 2.0 / 3.0}, 0.0),
               {0.32, 0.74, 0.93}, 0.0055);
  REQUIRE(iron.null_vectors.size() == 1);
  CHECK(iron.pairs == three);
}

// The same table: three neutron totals of 35Cl, natural and 37Cl.
TEST_CASE("isotopes of chlorine fix all partials of NaCl with a condition number of 65", "[information_test]") {
  const std::vector<std::string> nacl{"Na", "Cl"};
  const auto found = information_at({neutron("35", nacl, {{"Cl = 35Cl"}, {}, {}}), neutron("natural", nacl),
                                     neutron("37", nacl, {{"Cl = 37Cl"}, {}, {}})},
                                    {0.5, 0.5}, 5.0);
  CHECK(found.condition == Approx(65.0).margin(0.5));
  check_shares(found, {1.0, 1.0, 1.0}, 1e-10);
  CHECK(found.null_vectors.empty());
}

TEST_CASE("data see nothing of null vectors, and of the rest all", "[information_test]") {
  const std::vector<Numbers> w{{0.3838, 0.4714, 0.1447}, {0.681, 0.288, 0.031}};
  const auto found = information({"neutron", "x-ray"}, three, w);
  REQUIRE(found.null_vectors.size() == 1);
  const auto& null = found.null_vectors.front();
  double length = 0.0, trace = 0.0;
  for (std::size_t p = 0; p < 3; ++p) {
    length += null[p] * null[p];
    trace += found.resolution[p][p];
    // what isn't resolved of a partial is its part in the null vector
    for (std::size_t k = 0; k < 3; ++k)
      CHECK(found.resolution[p][k] == Approx((p == k ? 1.0 : 0.0) - null[p] * null[k]).margin(1e-12));
  }
  for (const auto& row : w) CHECK(row[0] * null[0] + row[1] * null[1] + row[2] * null[2] == Approx(0.0).margin(1e-12));
  CHECK(length == Approx(1.0));
  CHECK(trace == Approx(2.0));
  CHECK(found.combination({0.38, 0.003, -0.92}) == "0.38 Fe-Fe − 0.92 O-O");
  CHECK(found.combination({-0.5, 0.6, 0.0}) == "−0.50 Fe-Fe + 0.60 Fe-O");
  const auto text = found.text();
  CHECK(text.find("share") != std::string::npos);
  CHECK(text.find("not seen by these data: " + found.combination(null)) != std::string::npos);
}

TEST_CASE("one total fixes its own combination only", "[information_test]") {
  const auto found = information({"neutron"}, three, {{3.0, 4.0, 0.0}});
  check_shares(found, {9.0 / 25.0, 16.0 / 25.0, 0.0}, 1e-12);
  CHECK(found.condition == 1.0);
  CHECK(found.null_vectors.size() == 2);
  // the same total twice is no more
  const auto twice = information({"a", "b"}, three, {{3.0, 4.0, 0.0}, {3.0, 4.0, 0.0}});
  check_shares(twice, {9.0 / 25.0, 16.0 / 25.0, 0.0}, 1e-12);
  CHECK(twice.null_vectors.size() == 2);
}

TEST_CASE("damping takes from what data say weakly", "[information_test]") {
  const std::vector<Numbers> w{{1.0, 0.0, 0.0}, {0.0, 0.1, 0.0}};
  const auto damped = information({"a", "b"}, three, w, {{}, 1e-8, 0.1});
  check_shares(damped, {1.0 / 1.01, 0.5, 0.0}, 1e-12);
  // a total with ten times the error counts as a tenth
  const auto noisy = information({"a", "b"}, three, {{1.0, 0.0, 0.0}, {0.0, 1.0, 0.0}}, {{1.0, 10.0}, 1e-8, 0.1});
  check_shares(noisy, {1.0 / 1.01, 0.5, 0.0}, 1e-12);
}

TEST_CASE("what the data can tell is a table over Q", "[information_test]") {
  const std::vector<std::string> feo{"Fe", "O"};
  const auto table = information_table({neutron("n", feo), xray(feo)}, {0.5, 0.5}, {0.0, 5.0, 10.0});
  REQUIRE(table.columns.size() == 1 + 6 + 3 + 1);
  CHECK(table.columns[1].name == "w_n_Fe-Fe");
  CHECK(table.columns[7].name == "share_Fe-Fe");
  CHECK(table.columns.back().name == "condition");
  for (const auto& column : table.columns) CHECK(column.values.size() == 3);
  CHECK(table.columns[7].values[0] == Approx(0.971).margin(5e-4));
  const auto at_5 = information_at({neutron("n", feo), xray(feo)}, {0.5, 0.5}, 5.0);
  CHECK(table.columns[4].values[1] == at_5.weights[1][0]);
  CHECK(table.columns.back().values[1] == at_5.condition);
}

TEST_CASE("mistakes in such a set are named", "[information_test]") {
  CHECK_THROWS_WITH(information({}, three, {}), Catch::Contains("there is no total"));
  CHECK_THROWS_AS(information({"a"}, three, {{1.0, 2.0}}), InputError);
  CHECK_THROWS_AS(information({"a"}, three, {{1.0, 2.0, 3.0}}, {{0.0}, 1e-8, 0.0}), InputError);
  CHECK_THROWS_WITH(information_at({neutron("a", {"Fe", "O"}), neutron("b", {"O", "Fe"})}, {0.5, 0.5}, 1.0),
                    Catch::Contains("'a' and 'b' are of different species"));
}
