#include "active/query/frame_features.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/random.hpp"
#include "support/error_of.hpp"

using namespace liquidus;

namespace {

/// Stands in for a model: an atom's numbers are its distance from the corner and one more.
class FromTheCorner : public NodeFeatures {
 public:
  Index columns() const override { return 2; }
  std::vector<std::vector<float>> of(std::span<const Structure* const> structures) const override {
    std::vector<std::vector<float>> all;
    for (const auto* atoms : structures) {
      auto& numbers = all.emplace_back();
      for (const auto& r : atoms->r) numbers.insert(numbers.end(), {static_cast<float>(norm(r)), 1.0F});
    }
    return all;
  }
};

Structure salt(const std::vector<std::pair<const char*, double>>& atoms) {
  Structure all;
  all.cell = Cell::cubic(20.0);
  for (const auto& [name, x] : atoms) all.add(name, {x, 0.0, 0.0});
  return all;
}

}  // namespace

TEST_CASE("A frame has the mean and the deviation of each species", "[frame_features_test]") {
  const auto a = salt({{"Cl", 1.0}, {"Na", 5.0}, {"Cl", 4.0}}), b = salt({{"Na", 2.0}});
  const Structure* both[] = {&a, &b};
  const auto table = table_of(FromTheCorner(), {"Na", "Cl"}, both);
  REQUIRE(table.rows() == 2);
  const auto row = [&](Index i) { return std::vector<float>(table.row(i).begin(), table.row(i).end()); };
  CHECK(row(0) == std::vector<float>{5.0F, 1.0F, 0.0F, 0.0F, 2.5F, 1.0F, 1.5F, 0.0F});
  CHECK(row(1) == std::vector<float>{2.0F, 1.0F, 0.0F, 0.0F, 0.0F, 0.0F, 0.0F, 0.0F});
  CHECK(testing::error_of([&] {
          table_of(FromTheCorner(), {"Na", "C"}, both);
        }) == "features don't know the species 'Cl'; did you mean 'C'?");
}

TEST_CASE("More structures than are held at a time have a row each", "[frame_features_test]") {
  std::vector<Structure> all;
  for (int k = 0; k < 150; ++k) all.push_back(salt({{"Na", 0.1 * k}}));
  std::vector<const Structure*> pointers;
  for (const auto& one : all) pointers.push_back(&one);
  const auto table = table_of(FromTheCorner(), {"Na"}, pointers);
  REQUIRE(table.rows() == 150);
  for (int k = 0; k < 150; ++k) CHECK(table.row(k)[0] == Approx(0.1 * k));
}

TEST_CASE("Scaled columns have a standard deviation of one over the rows of both tables", "[frame_features_test]") {
  FeatureTables tables;
  for (Index i = 0; i < 40; ++i) {
    Random random(3, Stream::bootstrap, i, 0);
    const float row[] = {static_cast<float>(100.0 + 1e-2 * random.normal()), static_cast<float>(50.0 * random.normal()),
                         7.0F + 1e-6F * static_cast<float>(i % 2)};
    (i < 30 ? tables.candidates : tables.known).add(row);
  }
  const auto before = tables;
  scale(tables);
  for (const std::size_t column : {std::size_t{0}, std::size_t{1}}) {
    double sum = 0.0, squares = 0.0;
    for (const auto* table : {&tables.candidates, &tables.known})
      for (Index i = 0; i < table->rows(); ++i) {
        sum += table->row(i)[column];
        squares += table->row(i)[column] * table->row(i)[column];
      }
    CHECK(sum / 40.0 == Approx(0.0).margin(1e-5));
    CHECK(squares / 40.0 == Approx(1.0).epsilon(1e-5));
    const auto ratio = [&](const FeatureTable& from, const FeatureTable& to) {
      return (from.row(1)[column] - from.row(0)[column]) / (to.row(1)[column] - to.row(0)[column]);
    };
    CHECK(ratio(before.known, tables.known) ==
          Approx(ratio(before.candidates, tables.candidates)).epsilon(1e-2));  // as far as 100 ± 0.01 can be told
  }
  for (Index i = 0; i < 30; ++i) CHECK(tables.candidates.row(i)[2] == 0.0F);  // rounding isn't blown up
  FeatureTables empty;
  scale(empty);
  CHECK(empty.candidates.rows() == 0);
}
