#include "correct/layer/pair_export.hpp"

#include <sstream>

#include "correct/knots.hpp"
#include "correct/layer/layer_samples.hpp"
#include "scatter/pair_index.hpp"

using namespace liquidus;
using namespace liquidus::testing;

TEST_CASE("Even distances reach from end to end", "[pair_export_test]") {
  const auto r = even_distances(0.5, 8.0, 4);
  CHECK(r == std::vector<double>{0.5, 3.0, 5.5, 8.0});
  CHECK(even_distances(0.1, 10.05, 777).back() == 10.05);
  CHECK(error_of([] { even_distances(0.0, 8.0, 4); }) ==
        "a table needs a first distance between 0 and its end at 8 Å, and two points or more; found 0 Å and 4 points");
  CHECK(error_of([] { even_distances(8.0, 8.0, 4); }) != "no error");
  CHECK(error_of([] { even_distances(1.0, 8.0, 1); }) != "no error");
}

TEST_CASE("A sampled correction holds its spline and the force that goes with it", "[pair_export_test]") {
  const auto correction = wavy({"Na", "Cl"}, KnotGrid::up_to(4.5, 0.15, 1.9), linear_basis());
  const auto r = even_distances(0.5, 5.0, 91);
  const auto table = sampled(correction, pair_index(0, 1), 1265.0, 2.0, r);
  const KnotSpline u(correction.knots, correction.at(1, 1265.0));
  CHECK(table.r == r);
  for (std::size_t k = 0; k < r.size(); ++k) {
    CHECK(table.energy[k] == 2.0 * u(r[k]));
    CHECK(table.force[k] == -2.0 * u.slope(r[k]));
  }
}

TEST_CASE("Tables at the same distances add up", "[pair_export_test]") {
  PairTable a{{1.0, 2.0}, {0.1, 0.2}, {1.0, 2.0}};
  add(a, {{1.0, 2.0}, {0.01, 0.02}, {0.1, 0.2}});
  CHECK(a.energy[1] == Approx(0.22));
  CHECK(a.force[0] == Approx(1.1));
  CHECK_THROWS_AS(add(a, {{1.0, 2.1}, {0.01, 0.02}, {0.1, 0.2}}), std::invalid_argument);
}

TEST_CASE("A file for LAMMPS has a section for each pair and ASCII alone", "[pair_export_test]") {
  const std::vector<NamedPairTable> pairs{{"Na-Cl", {{1.0, 1.5, 2.0}, {0.25, 0.1, 0.0}, {0.5, 0.2, 0.0}}},
                                          {"Cl-Cl", {{1.0, 2.0}, {0.3, 0.0}, {0.3, 0.0}}}};
  const auto text = lammps_table(pairs, std::vector<std::string>{"nacl.h5 × 2, at 0.03 atoms/Å³"});
  CHECK(
      text.starts_with("# UNITS: metal\n# nacl.h5  2, at 0.03 atoms/\n\nNa-Cl\nN 3 R 1 2\n\n"
                       "1 1.0000000000 2.500000000000000e-01 5.000000000000000e-01\n"));
  CHECK(text.find("\n\nCl-Cl\nN 2 R 1 2\n\n1 1.0") != std::string::npos);
}
