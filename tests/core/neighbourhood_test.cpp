#include "core/neighbours.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <stdexcept>

#include "core/errors.hpp"
#include "support/pairs_by_trial.hpp"
#include "support/random_structure.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

constexpr double cutoff = 4.0, skin = 0.6;

PeriodicNeighbours make_neighbours(double skin_width = skin) {
  return PeriodicNeighbours({{cutoff, ListKind::clusters}, {0.7 * cutoff, ListKind::full}}, Skin{skin_width});
}

/// Cells of all periodicities; every other one has no height above the cutoff.
Structure random_atoms(int number) {
  Random random(31, Stream::packing, number, 0);
  const double edge = number % 2 ? 9.0 : 3.5;
  return random_structure(random, random_cell(random, edge, periodicity(number / 2), number % 3 == 0), {"Na", "Cl"},
                          number % 2 ? 30 : 4);
}

void check_lists(const Neighbourhood& all) {
  CHECK(difference(pairs_of(all.clusters(cutoff), all, cutoff), pairs_by_trial(all.cell, all.r, all.own, cutoff)) ==
        "");
  const double shorter = 0.7 * cutoff;
  CHECK(difference(pairs_of(all.full(shorter), all, shorter), pairs_by_trial(all.cell, all.r, all.own, shorter)) == "");
}

/// Own atoms stand on images of the structure's, ghosts on images of own atoms.
void check_positions(const Neighbourhood& all, const Structure& atoms) {
  REQUIRE(all.own == atoms.size());
  double worst = 0.0;
  int wrong = 0;
  for (std::size_t i = 0; i < atoms.r.size(); ++i) {
    const Vec3 n = atoms.cell.fractional(all.r[i] - atoms.r[i]);
    for (std::size_t k = 0; k < 3; ++k) {
      const double whole = atoms.cell.periodic()[k] ? std::nearbyint(n[k]) : 0.0;
      worst = std::max(worst, std::abs(n[k] - whole));
    }
    wrong += all.type[i] == atoms.type[i] ? 0 : 1;
  }
  CHECK(worst < 1e-13);  // a few roundings of fractions of up to about ten cells
  for (std::size_t g = 0; g < all.owner.size(); ++g) {
    const auto i = static_cast<std::size_t>(all.owner[g]);
    if (all.owner[g] >= all.own) FAIL("ghost " << g << " has no owner");
    wrong += all.r[atoms.r.size() + g] == all.cell.translated(all.r[i], all.shift[g]) ? 0 : 1;
    wrong += all.type[atoms.r.size() + g] == atoms.type[i] ? 0 : 1;
    wrong += all.shift[g] != Image{} ? 0 : 1;
  }
  CHECK(wrong == 0);
}

}  // namespace

TEST_CASE("ghosts are the images of own atoms, each pair ± counted on one side", "[neighbourhood_test]") {
  for (int number = 0; number < 16; ++number) {
    INFO("case " << number);
    const auto atoms = random_atoms(number);
    auto neighbours = make_neighbours();
    const auto& all = neighbours.update(atoms);
    check_positions(all, atoms);
    int wrong = 0;
    for (std::size_t g = 0; g < all.owner.size(); ++g) wrong += (all.upper[g] == 1) == (all.shift[g] > Image{}) ? 0 : 1;
    CHECK(wrong == 0);
    check_lists(all);
  }
}

TEST_CASE("lists stay complete along a walk whose atoms are wrapped between rebuilds", "[neighbourhood_test]") {
  for (int number = 0; number < 16; ++number) {
    auto atoms = random_atoms(number);
    auto neighbours = make_neighbours();
    Random random(37, Stream::langevin, number, 0);
    neighbours.update(atoms);
    Index followed = 0;
    for (int step = 0; step < 60; ++step) {
      INFO("case " << number << " step " << step);
      for (auto& r : atoms.r) r += random_vector(random, 0.06);
      if (step % 5 == 3) scatter_over_images(random, atoms, 1);
      if (step % 7 == 4)
        for (auto& r : atoms.r) r = atoms.cell.wrapped(r);
      const Index before = neighbours.rebuilds();
      const auto& all = neighbours.update(atoms);
      followed += neighbours.rebuilds() == before ? 1 : 0;
      check_positions(all, atoms);
      check_lists(all);
    }
    // steps of about 0.06 Å in random directions need many to get past half a skin of 0.6 Å, yet not 60
    CHECK(followed > 30);
    CHECK(neighbours.rebuilds() > 1);
  }
}

TEST_CASE("own positions are continuous from one rebuild to the next", "[neighbourhood_test]") {
  auto atoms = random_atoms(15);
  auto neighbours = make_neighbours();
  Random random(41, Stream::langevin, 0, 0);
  auto before = neighbours.update(atoms).r;
  for (int step = 0; step < 5; ++step) {
    for (auto& r : atoms.r) r += random_vector(random, 0.03);
    scatter_over_images(random, atoms, 3);
    const auto& all = neighbours.update(atoms);
    REQUIRE(neighbours.rebuilds() == 1);
    double longest = 0.0;
    for (std::size_t a = 0; a < all.r.size(); ++a) longest = std::max(longest, norm(all.r[a] - before[a]));
    CHECK(longest < 0.06);
    before = all.r;
  }
}

TEST_CASE("an atom may move by half the skin, and no further", "[neighbourhood_test]") {
  for (const int number : {14, 15}) {
    auto atoms = random_atoms(number);
    auto neighbours = make_neighbours();
    neighbours.update(atoms);
    const Vec3 start = atoms.r[2], direction = Vec3{2.0, -1.0, 2.0} / 3.0;
    atoms.r[2] = start + (0.5 * skin - 1e-9) * direction;
    check_lists(neighbours.update(atoms));
    CHECK(neighbours.rebuilds() == 1);
    atoms.r[2] = start;
    neighbours.update(atoms);
    CHECK(neighbours.rebuilds() == 1);
    atoms.r[2] = start + (0.5 * skin + 1e-9) * direction;
    check_lists(neighbours.update(atoms));
    CHECK(neighbours.rebuilds() == 2);
  }
}

TEST_CASE("a cell that strains takes its atoms along and is rebuilt before a pair is missed", "[neighbourhood_test]") {
  for (int number = 0; number < 16; ++number) {
    auto atoms = random_atoms(number);
    auto neighbours = make_neighbours();
    neighbours.update(atoms);
    Random random(43, Stream::barostat, number, 0);
    Index followed = 0;
    for (int step = 0; step < 60; ++step) {
      INFO("case " << number << " step " << step);
      Mat3 strain = Mat3::identity();
      for (auto& row : strain) row += random_vector(random, 2e-3);
      const auto old = atoms.cell;
      atoms.cell = Cell(old.vectors() * strain, old.periodic());
      for (auto& r : atoms.r) r = r * strain + random_vector(random, 0.01);
      const Index before = neighbours.rebuilds();
      const auto& all = neighbours.update(atoms);
      followed += neighbours.rebuilds() == before ? 1 : 0;
      check_positions(all, atoms);
      check_lists(all);
    }
    CHECK(followed > 30);
  }
}

TEST_CASE("a strain past the skin rebuilds though no atom leaves its place in the cell", "[neighbourhood_test]") {
  auto atoms = random_atoms(15);
  auto neighbours = make_neighbours();
  neighbours.update(atoms);
  // the norm of the strain, √3·s, against the skin's share of reach + skin
  const double limit = skin / (cutoff + skin) / std::sqrt(3.0);
  for (const auto& [s, rebuilds] : {std::pair<double, Index>{0.99 * limit, 1}, {1.01 * limit, 2}}) {
    auto squeezed = atoms;
    squeezed.cell = Cell((1.0 - s) * atoms.cell.vectors(), atoms.cell.periodic());
    for (auto& r : squeezed.r) r = (1.0 - s) * r;
    check_lists(neighbours.update(squeezed));
    CHECK(neighbours.rebuilds() == rebuilds);
  }
}

TEST_CASE("what does not belong to the last structure is not followed", "[neighbourhood_test]") {
  auto neighbours = make_neighbours();
  const auto atoms = random_atoms(15);
  neighbours.update(atoms);

  SECTION("another number of atoms") {
    auto fewer = atoms;
    fewer.r.pop_back();
    fewer.type.pop_back();
    const auto& all = neighbours.update(fewer);
    check_positions(all, fewer);
    check_lists(all);
  }
  SECTION("another periodicity") {
    auto slab = atoms;
    slab.cell = Cell(atoms.cell.vectors(), {true, true, false});
    const auto& all = neighbours.update(slab);
    check_positions(all, slab);
    check_lists(all);
  }
  SECTION("exchanged species") {
    auto swapped = atoms;
    std::swap(swapped.type[0], swapped.type[1]);
    check_positions(neighbours.update(swapped), swapped);
  }
  SECTION("no atoms at all") {
    Structure none;
    none.cell = atoms.cell;
    const auto& all = neighbours.update(none);
    CHECK(all.total() == 0);
    CHECK(all.clusters(cutoff).slots() == 0);
    CHECK(neighbours.update(atoms).own == atoms.size());
  }
  SECTION("on request") {
    neighbours.invalidate();
    check_lists(neighbours.update(atoms));
    CHECK(neighbours.rebuilds() == 2);
  }
}

TEST_CASE("a position that is no number is refused, and the next good structure is taken", "[neighbourhood_test]") {
  auto atoms = random_atoms(15);
  auto neighbours = make_neighbours();
  neighbours.update(atoms);
  auto bad = atoms;
  bad.r[5][1] = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_WITH(neighbours.update(bad), Catch::Contains("atom 5 'Cl'") && Catch::Contains("not a finite number"));
  // what was refused leaves nothing behind: the next structure is at the refused one's positions
  for (std::size_t i = 0; i + 1 < atoms.r.size(); ++i) atoms.r[i] = 0.5 * atoms.r[i];
  bad = atoms;
  bad.r.back()[0] = std::numeric_limits<double>::infinity();
  CHECK_THROWS_AS(neighbours.update(bad), SimulationError);
  const auto& all = neighbours.update(atoms);
  check_positions(all, atoms);
  check_lists(all);
  bad.r.back()[0] = 1e100;
  CHECK_THROWS_WITH(neighbours.update(bad), Catch::Contains("atom 29 'Cl'") && Catch::Contains("1e9 cells away"));
}

TEST_CASE("without a skin every move rebuilds and lists are exact", "[neighbourhood_test]") {
  auto atoms = random_atoms(15);
  auto neighbours = make_neighbours(0.0);
  Random random(47, Stream::langevin, 0, 0);
  for (Index step = 1; step <= 3; ++step) {
    for (auto& r : atoms.r) r += random_vector(random, 0.1);
    check_lists(neighbours.update(atoms));
    CHECK(neighbours.rebuilds() == step);
  }
  CHECK_THROWS_AS(PeriodicNeighbours({}, Skin{-1.0}), std::invalid_argument);
  CHECK_THROWS_AS(PeriodicNeighbours({{-1.0, ListKind::full}}, Skin{1.0}), std::invalid_argument);
}

TEST_CASE("the halo copies to ghosts and sums back from them", "[neighbourhood_test]") {
  const auto atoms = random_atoms(14);
  auto neighbours = make_neighbours();
  const auto& all = neighbours.update(atoms);
  REQUIRE(all.halo == &neighbours.halo());
  REQUIRE(all.ghosts() > 0);
  const auto total = static_cast<std::size_t>(all.total()), own = static_cast<std::size_t>(all.own);
  constexpr std::size_t width = 3;
  int wrong = 0;
  std::vector<double> values(total * width, -1.0);
  for (std::size_t k = 0; k < own * width; ++k) values[k] = 1.0 + static_cast<double>(k);
  auto expected = values;
  all.halo->forward(values, width);
  std::vector<double> copies(own, 1.0);  // an atom and its ghosts
  for (std::size_t g = 0; g < all.owner.size(); ++g) {
    const auto i = static_cast<std::size_t>(all.owner[g]);
    copies[i] += 1.0;
    for (std::size_t k = 0; k < width; ++k) wrong += values[(own + g) * width + k] == values[i * width + k] ? 0 : 1;
  }
  for (std::size_t k = 0; k < own * width; ++k) wrong += values[k] == expected[k] ? 0 : 1;
  CHECK(wrong == 0);

  all.halo->reverse(values, width);
  for (std::size_t i = 0; i < own; ++i)
    for (std::size_t k = 0; k < width; ++k)  // sums of equal whole numbers below 2⁵³ are exact
      wrong += values[i * width + k] == copies[i] * expected[i * width + k] ? 0 : 1;
  for (std::size_t k = own * width; k < total * width; ++k) wrong += values[k] == 0.0 ? 0 : 1;
  CHECK(wrong == 0);
}
