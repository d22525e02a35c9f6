#include "parallel/domain.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <stdexcept>

#include "spread.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// A structure with velocities and images that tell its atoms apart.
Structure moving(Structure atoms) {
  Random random(73, Stream::velocities, 0, 0);
  for (Index i = 0; i < atoms.size(); ++i) {
    atoms.v.push_back(random.normal3());
    atoms.image.push_back({static_cast<int>(i), -static_cast<int>(i), 3});
  }
  return atoms;
}

/// On the root: whether `found` is `expected`, bit for bit.
void check_same(const Communicator& ranks, const Structure& found, const Structure& expected) {
  if (!ranks.is_root()) return;
  CHECK(found.cell == expected.cell);
  CHECK(found.species == expected.species);
  CHECK(found.type == expected.type);
  CHECK(found.r == expected.r);
  CHECK(found.v == expected.v);
  CHECK(found.image == expected.image);
}

bool all_at_home(const Domain& domain, const OwnAtoms& own) {
  for (const auto& r : own.atoms.r)
    if (domain.bricks().rank_of(own.atoms.cell.fractional(own.atoms.cell.wrapped(r))) != domain.ranks().rank())
      return false;
  return true;
}

/// The most atoms on a rank over the mean.
double imbalance(const Communicator& ranks, const OwnAtoms& own) {
  const auto mine = static_cast<Index>(own.id.size());
  return static_cast<double>(ranks.max(mine) * ranks.size()) / static_cast<double>(ranks.sum(mine));
}

}  // namespace

TEST_CASE("a structure handed out and gathered is what it was", "[domain_test]") {
  const auto ranks = Communicator::world();
  for (const auto& system : systems())
    for (const bool with_velocities : {true, false}) {
      INFO(system.name << ", rank " << ranks.rank());
      const auto whole = with_velocities ? moving(system.atoms) : system.atoms;
      Domain domain(ranks);
      const auto own = domain.scatter(ranks.is_root() ? whole : Structure{});
      CHECK(all_at_home(domain, own));
      CHECK(own.atoms.v.size() == (with_velocities ? own.id.size() : 0));
      CHECK(own.atoms.image.size() == (with_velocities ? own.id.size() : 0));
      CHECK(ranks.sum(own.atoms.size()) == whole.size());
      check_same(ranks, domain.gather(own), whole);
    }
}

TEST_CASE("atoms that wander over ranks keep what belongs to them", "[domain_test]") {
  const auto ranks = Communicator::world();
  for (const auto& system : systems()) {
    INFO(system.name << ", rank " << ranks.rank());
    auto whole = moving(system.atoms);
    for (auto& r : whole.r) r = whole.cell.wrapped(r);
    Domain domain(ranks);
    auto own = domain.scatter(ranks.is_root() ? whole : Structure{});
    const auto step = [&whole](Vec3& r, Image& image, Index id, Index n) {
      Random random(79, Stream::langevin, id, n);
      r = whole.cell.wrapped(r + random_vector(random, 5.0), &image);
    };
    for (Index n = 0; n < 10; ++n) {
      for (std::size_t i = 0; i < whole.r.size(); ++i) step(whole.r[i], whole.image[i], static_cast<Index>(i), n);
      for (std::size_t i = 0; i < own.id.size(); ++i) step(own.atoms.r[i], own.atoms.image[i], own.id[i], n);
      domain.migrate(own);
      CHECK(all_at_home(domain, own));
    }
    check_same(ranks, domain.gather(own), whole);
    const auto id = gather_by_id(ranks, std::span<const Index>(own.id), std::span<const Index>(own.id));
    for (std::size_t i = 0; i < id.size(); ++i)
      if (id[i] != static_cast<Index>(i)) FAIL("atom " << i << " stands where " << id[i] << " should");
    CHECK(scatter_by_id(ranks, std::span<const Index>(own.id), std::span<const Vec3>(whole.v)) == own.atoms.v);
  }
}

TEST_CASE("a layout restores who has which atom, in which order", "[domain_test]") {
  const auto ranks = Communicator::world();
  const auto whole = moving(systems()[0].atoms);
  Domain domain(ranks), later(ranks);
  auto own = domain.scatter(ranks.is_root() ? whole : Structure{});
  for (std::size_t i = 0; i < own.id.size(); ++i) {
    Random random(83, Stream::langevin, own.id[i], 0);
    own.atoms.r[i] = own.atoms.cell.wrapped(own.atoms.r[i] + random_vector(random, 4.0));
  }
  domain.migrate(own);
  const auto layout = gather_layout(ranks, own.id);
  const auto state = domain.state();
  const auto now = domain.gather(own);
  const auto restored = later.scatter(now, state, layout);
  CHECK(restored.id == own.id);
  CHECK(restored.atoms.r == own.atoms.r);
  CHECK(restored.atoms.v == own.atoms.v);
  CHECK(later.state() == state);

  if (ranks.alone()) return;
  Layout other = layout;
  if (ranks.is_root()) other.counts.push_back(0);
  CHECK_THROWS_AS(later.scatter(now, state, other), std::invalid_argument);
  other = layout;
  if (ranks.is_root()) other.ids.front() = other.ids.back();
  CHECK_THROWS_AS(later.scatter(now, state, other), std::invalid_argument);
  other = layout;
  if (ranks.is_root()) other.counts.front() += 1;
  CHECK_THROWS_AS(later.scatter(now, state, other), std::invalid_argument);
  CHECK_THROWS_AS(later.scatter(now, {1.0, 1.0, 9.0, 0.0}, layout), std::invalid_argument);
}

TEST_CASE("bricks give way to uneven density", "[domain_test]") {
  const auto ranks = Communicator::world();
  Random random(89, Stream::packing, 0, 0);
  const auto cloud = random_structure(random, Cell::orthorhombic({12.0, 12.0, 60.0}), {"Ar"}, 1200);
  const auto slab = squeezed(cloud, {1.0, 1.0, 0.2});

  Domain rigid(ranks, false), domain(ranks);
  CHECK(imbalance(ranks, rigid.scatter(slab)) == Approx(ranks.size()));
  CHECK(imbalance(ranks, domain.scatter(slab)) < 1.1);

  // what begins evenly spread and contracts is followed
  auto own = domain.scatter(cloud);
  REQUIRE(imbalance(ranks, own) < 1.1);
  own.atoms = squeezed(own.atoms, {1.0, 1.0, 0.2});
  domain.migrate(own);
  CHECK(imbalance(ranks, own) < 1.1);
  CHECK(all_at_home(domain, own));
  CHECK(ranks.sum(own.atoms.size()) == 1200);
}

TEST_CASE("an atom that has left all bricks stops every rank", "[domain_test]") {
  const auto ranks = Communicator::world();
  const auto atoms = systems()[16].atoms;
  constexpr double nan = std::numeric_limits<double>::quiet_NaN(), infinite = std::numeric_limits<double>::infinity();
  for (const double x : {nan, infinite, -1e300, 1e12}) {
    Domain domain(ranks);
    auto own = domain.scatter(atoms);
    for (std::size_t i = 0; i < own.id.size(); ++i)
      if (own.id[i] == 5) own.atoms.r[i][1] = x;
    if (ranks.alone()) continue;  // nobody leaves; the lists refuse it
    CHECK_THROWS_AS(domain.migrate(own), SimulationError);
    CHECK_THROWS_WITH(domain.migrate(own), Catch::Contains("atom 5 'Cl'"));
    CHECK(ranks.sum(Index{1}) == ranks.size());
  }
}
