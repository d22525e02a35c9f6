#include "active/query/energy_design.hpp"

#include <Eigen/Dense>
#include <catch2/catch.hpp>
#include <cmath>

#include "active/query/clouds.hpp"
#include "active/query/frame_features.hpp"

using namespace liquidus;
using testing::cloud;

namespace {

/// [rows] xᵀ (1 + Σ y yᵀ/noise)⁻¹ x by dense algebra, with the rows measured that stand in `known` and `chosen`.
Eigen::VectorXd variances(const FeatureTable& rows, const FeatureTable& known, const std::vector<Index>& chosen,
                          double noise) {
  const auto vector = [](std::span<const float> row) {
    return Eigen::VectorXd(
        Eigen::Map<const Eigen::VectorXf>(row.data(), static_cast<Index>(row.size())).cast<double>());
  };
  Eigen::MatrixXd information = Eigen::MatrixXd::Identity(rows.columns, rows.columns);
  const auto add = [&](const Eigen::VectorXd& x) { information += x * x.transpose() / noise; };
  for (Index k = 0; k < known.rows(); ++k) add(vector(known.row(k)));
  for (const Index k : chosen) add(vector(rows.row(k)));
  const Eigen::MatrixXd covariance = information.inverse();
  Eigen::VectorXd all(rows.rows());
  for (Index i = 0; i < rows.rows(); ++i) all[i] = vector(rows.row(i)).dot(covariance * vector(rows.row(i)));
  for (const Index k : chosen) all[k] = -1.0;
  return all;
}

Structure salt(Index sodium, Index chlorine) {
  Structure atoms;
  atoms.cell = Cell::cubic(10.0);
  for (Index k = 0; k < sodium; ++k) atoms.add("Na", {0.0, 0.0, static_cast<double>(k)});
  for (Index k = 0; k < chlorine; ++k) atoms.add("Cl", {5.0, 0.0, static_cast<double>(k)});
  return atoms;
}

}  // namespace

TEST_CASE("Rows are taken by the posterior variance of a linear model", "[energy_design_test]") {
  const auto rows = cloud(60, 7, {{0.0, 1.0}, {2.0, 0.3}}, 3), known = cloud(4, 7, {{1.0, 1.0}}, 8);
  for (const double noise : {0.01, 2.0}) {
    const auto chosen = uncertain_rows(rows, known, 12, noise);
    REQUIRE(chosen.size() == 12);
    for (std::size_t k = 0; k < chosen.size(); ++k) {
      Index most = 0;
      variances(rows, known, {chosen.begin(), chosen.begin() + static_cast<std::ptrdiff_t>(k)}, noise).maxCoeff(&most);
      CHECK(chosen[k] == most);
    }
  }
}

TEST_CASE("What a linear model can't learn from isn't asked for first", "[energy_design_test]") {
  // Three directions: after one row of each the next is the longest again.
  FeatureTable rows;
  for (const auto& row : std::vector<std::vector<float>>{{9, 0, 0}, {10, 0, 0}, {0, 3, 0}, {0, 2, 0}, {0, 0, 1}})
    rows.add(row);
  CHECK(uncertain_rows(rows, {}, 3, 1e-6) == std::vector<Index>{1, 2, 4});
  CHECK(uncertain_rows(rows, {}, 9, 1e-6).size() == 5);
  CHECK(uncertain_rows({}, rows, 2, 1e-6).empty());
  CHECK_THROWS_AS(uncertain_rows(rows, {}, 2, 0.0), std::invalid_argument);
  CHECK_THROWS_AS(uncertain_rows(rows, cloud(2, 2, {{0.0, 1.0}}, 1), 2, 1.0), std::invalid_argument);
}

TEST_CASE("Rows of the energy hold shares of species and features by share", "[energy_design_test]") {
  const auto half = salt(2, 2), more = salt(3, 1), least = salt(1, 3);
  const std::vector<const Structure*> candidates{&half, &more}, known{&least};
  const auto moments = [&](float sodium, float chlorine) {
    SpeciesMoments one(2, 1);
    one.add(0, std::span<const float>(&sodium, 1));
    one.add(1, std::span<const float>(&chlorine, 1));
    return one.row();
  };
  FeatureTables tables;
  tables.candidates.add(moments(1.0F, 2.0F));
  tables.candidates.add(moments(4.0F, 0.0F));
  tables.known.add(moments(0.0F, 8.0F));
  const auto rows = energy_design(tables, candidates, known, {"Na", "Cl"});
  CHECK(rows.candidates.columns == 4);
  CHECK(rows.candidates.row(0)[0] == Approx(50.0));
  CHECK(rows.candidates.row(1)[1] == Approx(25.0));
  CHECK(rows.known.row(0)[1] == Approx(75.0));
  // Shares times features are 0.5, 3 and 0 of Na, 1, 0 and 6 of Cl; their deviations' mean square is in common 1.
  const double scale = rows.candidates.row(0)[2] / 0.5;
  CHECK(rows.candidates.row(1)[2] == Approx(3.0 * scale));
  CHECK(rows.known.row(0)[3] == Approx(6.0 * scale));
  const double na = (std::pow(0.5 - 3.5 / 3, 2) + std::pow(3 - 3.5 / 3, 2) + std::pow(3.5 / 3, 2)) / 3,
               cl = (std::pow(1 - 7.0 / 3, 2) + std::pow(7.0 / 3, 2) + std::pow(6 - 7.0 / 3, 2)) / 3;
  CHECK(scale == Approx(1.0 / std::sqrt(0.5 * (na + cl))));
  // A round without a candidate has nothing to choose from, whatever is known.
  CHECK(energy_design({{}, tables.known}, {}, known, {"Na", "Cl"}).candidates.rows() == 0);
}
