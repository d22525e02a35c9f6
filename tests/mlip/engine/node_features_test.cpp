#include "mlip/node_features.hpp"

#include <algorithm>
#include <cmath>

#include "mlip/engine/models.hpp"
#include "mlip/mace_model.hpp"
#include "support/error_of.hpp"
#include "support/temporary_folder.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

const std::string shipped = std::string(LIQUIDUS_SOURCE_DIR) + "/models/nacl-pbe.pt";

/// A model in double precision, of 2 × 4 scalars and vectors that must not be among what is given.
std::string small_model(const TemporaryFolder& folder) {
  MaceConfig config;
  config.atomic_numbers = {11, 17};
  config.atomic_energies = {-1.0, -2.0};
  config.r_max = 4.0;
  config.max_ell = 2;
  config.channels = 4;
  config.radial_mlp = {6};
  config.neighbours = 6.0;
  make_mace_file(config, 7, folder / "model.pt");
  return folder / "model.pt";
}

std::vector<float> of_one(const NodeFeatures& features, const Structure& atoms) {
  const Structure* one[] = {&atoms};
  return features.of(one).front();
}

/// Largest difference, with row i of `a` beside row place(i) of `b`, in units of the largest number of `a`.
template <class Place>
double difference(const std::vector<float>& a, const std::vector<float>& b, Index columns, const Place& place) {
  double worst = 0.0, size = 0.0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    const auto row = static_cast<Index>(k) / columns, column = static_cast<Index>(k) % columns;
    worst = std::max(worst,
                     std::abs(static_cast<double>(a[k]) - b[static_cast<std::size_t>(place(row) * columns + column)]));
    size = std::max(size, std::abs(static_cast<double>(a[k])));
  }
  return worst / size;
}

/// Above what single-precision sums in another order differ by, far below what another surrounding makes.
constexpr double rounding = 2e-5;

void check_invariances(const NodeFeatures& features) {
  const auto atoms = rattled({"Na", "Cl"}, 2, 4.1);
  const Index n = atoms.size(), columns = features.columns();
  const auto expected = of_one(features, atoms);
  REQUIRE(static_cast<Index>(expected.size()) == n * columns);
  const auto same = [](Index i) { return i; };

  auto moved = atoms;
  for (std::size_t i = 0; i < moved.r.size(); ++i)
    moved.r[i] = moved.cell.translated(moved.r[i] + Vec3{0.3, -2.0, 5.0}, {static_cast<int>(i % 3) - 1, 2, -1});
  CHECK(difference(expected, of_one(features, moved), columns, same) < rounding);

  const double c = std::cos(0.7), s = std::sin(0.7);
  const Mat3 turn = Mat3{Vec3{c, s, 0.0}, Vec3{-s, c, 0.0}, Vec3{0.0, 0.0, 1.0}} *
                    Mat3{Vec3{1.0, 0.0, 0.0}, Vec3{0.0, c, s}, Vec3{0.0, -s, c}};
  auto turned = atoms;
  turned.cell = Cell(atoms.cell.vectors() * turn, {true, true, true});
  for (auto& r : turned.r) r = r * turn;
  CHECK(difference(expected, of_one(features, turned), columns, same) < rounding);

  auto backwards = atoms;
  std::reverse(backwards.r.begin(), backwards.r.end());
  std::reverse(backwards.type.begin(), backwards.type.end());
  CHECK(difference(expected, of_one(features, backwards), columns, [&](Index i) { return n - 1 - i; }) < rounding);

  const auto copies = replicate(atoms, {2, 1, 1});
  const auto twice = of_one(features, copies);
  REQUIRE(twice.size() == 2 * expected.size());
  for (Index i = 0; i < copies.size(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    Index original = -1;
    for (Index j = 0; j < n && original < 0; ++j)
      for (const double shift : {0.0, atoms.cell.vectors()[0][0]})
        if (norm(copies.r[at] - atoms.r[static_cast<std::size_t>(j)] - Vec3{shift, 0.0, 0.0}) < 1e-9) original = j;
    REQUIRE(original >= 0);
    const std::vector<float> row(twice.begin() + i * columns, twice.begin() + (i + 1) * columns);
    const std::vector<float> whole(expected.begin() + original * columns, expected.begin() + (original + 1) * columns);
    CHECK(difference(whole, row, columns, same) < rounding);
  }

  auto other = atoms;
  other.r[0][0] += 0.3;
  CHECK(difference(expected, of_one(features, other), columns, same) > 30.0 * rounding);
}

}  // namespace

TEST_CASE("Atoms' features go with them and don't change with images, turns and copies of the cell",
          "[node_features_test]") {
  const TemporaryFolder folder;
  SECTION("of a model that gives them") {
    const auto features = make_node_features(small_model(folder));
    REQUIRE(features);
    CHECK(features->columns() == 8);
    check_invariances(*features);
  }
  SECTION("of the shipped model, whose file is of before") {
    const auto features = make_node_features(shipped);
    REQUIRE(features);
    check_invariances(*features);
  }
}

TEST_CASE("Structures that share a call have the features that each has alone", "[node_features_test]") {
  const TemporaryFolder folder;
  const auto features = make_node_features(small_model(folder));
  std::vector<Structure> all;
  for (const double edge : {3.9, 4.2, 4.6}) all.push_back(rattled({"Na", "Cl"}, 2, edge));
  all.push_back(rattled({"Cl", "Na"}, 4, 4.0));  // species in another order, and more than goes into one call
  all.push_back(rattled({"Na"}, 1, 9.0));        // no neighbours at all
  std::vector<const Structure*> pointers;
  for (const auto& one : all) pointers.push_back(&one);
  const auto found = features->of(pointers);
  REQUIRE(found.size() == all.size());
  for (std::size_t k = 0; k < all.size(); ++k) {
    const auto alone = of_one(*features, all[k]);
    REQUIRE(found[k].size() == alone.size());
    CHECK(difference(alone, found[k], features->columns(), [](Index i) { return i; }) < rounding);
  }
  CHECK(features->of({}).empty());
}

TEST_CASE("A structure that memory divides has the same features", "[node_features_test]") {
  const TemporaryFolder folder;
  const auto file = small_model(folder);
  const auto atoms = rattled({"Na", "Cl"}, 3, 4.6);  // so few neighbours that two hops don't reach all
  ModelOptions little;
  little.memory = 0.9 * make_model_potential(file, atoms.species)->plan(atoms).bytes;
  const auto plan = make_model_potential(file, atoms.species, little)->plan(atoms);
  CHECK(plan.chunks > 1);
  const auto whole = make_node_features(file), divided = make_node_features(file, little);
  CHECK(difference(of_one(*whole, atoms), of_one(*divided, atoms), 8, [](Index i) { return i; }) < rounding);
}

TEST_CASE("Models of other conventions have no features, and elements must be the model's", "[node_features_test]") {
  const auto features = make_node_features(shipped);
  const auto cesium = rattled({"Cs"}, 1, 6.0);
  CHECK(error_of([&] { of_one(*features, cesium); }) == shipped + ": the model has no element 'Cs'; it has: Na Cl");
  for (const auto* name : {"models/nequip-oam-s-0.1.pth", "models/sevennet-0-serial.pt"})
    if (const auto file = data_file(name)) CHECK(make_node_features(*file) == nullptr);
}
