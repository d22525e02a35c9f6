#include <catch2/catch.hpp>

#include "parallel/domain_ghosts.hpp"
#include "spread.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// A number for element k of atom `id` that a float holds exactly.
double number_of(Index id, std::size_t k) { return static_cast<double>(100 * id + static_cast<Index>(k) + 1); }

struct Odd {  // three bytes, as of no number
  std::uint8_t a, b, c;
};

template <class T>
int wrong_after_reverse(const Spread& spread, std::size_t width) {
  const auto& all = spread.all();
  const auto own = static_cast<std::size_t>(all.own), total = static_cast<std::size_t>(all.total());
  // every copy of an atom puts its number on it: the owner finds number × copies, whole numbers that are exact
  std::vector<Index> copies(spread.own.id.size(), 0);
  std::vector<T> values(total * width);
  for (std::size_t a = 0; a < total; ++a)
    for (std::size_t k = 0; k < width; ++k) values[a * width + k] = static_cast<T>(number_of(spread.id[a], k));
  std::vector<double> ones(total, 1.0);
  all.halo->reverse(values, static_cast<int>(width));
  all.halo->reverse(ones, 1);
  int wrong = 0;
  for (std::size_t i = 0; i < own; ++i)
    for (std::size_t k = 0; k < width; ++k)
      wrong += static_cast<double>(values[i * width + k]) == ones[i] * number_of(spread.id[i], k) ? 0 : 1;
  for (std::size_t k = own * width; k < values.size(); ++k) wrong += values[k] == T{0} ? 0 : 1;
  // no copy is lost: what all copies brought is what all owners have
  double brought = 0.0;
  for (std::size_t i = 0; i < own; ++i) brought += ones[i];
  const auto& ranks = spread.domain.ranks();
  wrong += ranks.sum(brought) == ranks.sum(static_cast<double>(total)) ? 0 : 1;
  return wrong;
}

template <class T>
int wrong_after_forward(const Spread& spread, std::size_t width) {
  const auto own = static_cast<std::size_t>(spread.all().own), total = static_cast<std::size_t>(spread.all().total());
  std::vector<T> values(total * width, T{77});
  for (std::size_t k = 0; k < own * width; ++k) values[k] = static_cast<T>(number_of(spread.id[k / width], k % width));
  spread.all().halo->forward(values, static_cast<int>(width));
  int wrong = 0;
  for (std::size_t k = 0; k < values.size(); ++k)
    wrong += values[k] == static_cast<T>(number_of(spread.id[k / width], k % width)) ? 0 : 1;
  return wrong;
}

}  // namespace

TEST_CASE("over all ranks each pair is found once, and from both sides in full lists", "[ghosts_test]") {
  const auto ranks = Communicator::world();
  for (const bool rebalance : {false, true})
    for (const auto& system : systems()) {
      INFO(system.name << (rebalance ? ", balanced" : "") << ", rank " << ranks.rank());
      // clusters alone: ghosts of one side are left out
      const Spread half(ranks, system.atoms, {{cutoff, ListKind::clusters}}, rebalance);
      CHECK(half.wrong_clusters(cutoff) == "");
      int lower = 0;
      for (const auto upper : half.all().upper) lower += upper == 0 ? 1 : 0;
      CHECK((ranks.alone() || lower == 0));
      const Spread both(ranks, system.atoms, {{cutoff, ListKind::clusters}, {0.7 * cutoff, ListKind::full}}, rebalance);
      CHECK(both.wrong_clusters(cutoff) == "");
      CHECK(both.wrong_full(0.7 * cutoff) == "");
      CHECK(both.all().counts == system.atoms.counts());
    }
}

TEST_CASE("a ghost is its owner, shifted by whole cells", "[ghosts_test]") {
  const auto ranks = Communicator::world();
  for (const auto& system : systems()) {
    INFO(system.name << ", rank " << ranks.rank());
    const Spread spread(ranks, system.atoms, {{cutoff, ListKind::full}}, true);
    const auto& all = spread.all();
    std::vector<Vec3> r(all.r);  // owners' positions on their ghosts
    all.halo->forward(r, 1);
    int wrong = 0;
    for (std::size_t g = 0; g < all.owner.size(); ++g) {
      const std::size_t a = g + static_cast<std::size_t>(all.own);
      const bool own = all.owner[g] >= 0;
      wrong += all.r[a] == all.cell.translated(r[a], all.shift[g]) ? 0 : 1;
      wrong += all.type[a] == system.atoms.type[static_cast<std::size_t>(spread.id[a])] ? 0 : 1;
      wrong += own && all.shift[g] == Image{} ? 1 : 0;
      wrong += own && spread.id[static_cast<std::size_t>(all.owner[g])] != spread.id[a] ? 1 : 0;
      wrong +=
          !own && std::find(spread.own.id.begin(), spread.own.id.end(), spread.id[a]) != spread.own.id.end() ? 1 : 0;
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("no ghost is further from the brick than it has to be", "[ghosts_test]") {
  const auto ranks = Communicator::world();
  for (const auto& system : systems()) {
    if (ranks.alone() || (system.name != "cubic" && system.name != "long")) continue;
    INFO(system.name << ", rank " << ranks.rank());
    const Spread spread(ranks, system.atoms, {{cutoff, ListKind::full}}, true);
    const auto& all = spread.all();
    const auto at = spread.domain.bricks().place(ranks.rank());
    double furthest = 0.0;
    for (auto a = static_cast<std::size_t>(all.own); a < all.r.size(); ++a) {
      const Vec3 s = all.cell.fractional(all.r[a]);
      Vec3 off{};
      for (std::size_t k = 0; k < 3; ++k) {
        const auto& cuts = spread.domain.bricks().cuts()[k];
        const auto n = static_cast<std::size_t>(at[k]);
        off[k] = all.cell.heights()[k] * std::max({0.0, cuts[n] - s[k], s[k] - cuts[n + 1]});
      }
      furthest = std::max(furthest, norm(off));
    }
    CHECK(furthest < cutoff + skin + 1e-9);
  }
}

TEST_CASE("blocks of any width and type travel to ghosts, and sums come home", "[ghosts_test]") {
  const auto ranks = Communicator::world();
  for (const auto& system : systems()) {
    INFO(system.name << ", rank " << ranks.rank());
    const Spread spread(ranks, system.atoms, {{cutoff, ListKind::full}}, false);
    for (const std::size_t width : {1, 3, 7, 64}) {
      CHECK(wrong_after_forward<double>(spread, width) == 0);
      CHECK(wrong_after_forward<float>(spread, width) == 0);
      CHECK(wrong_after_forward<std::int32_t>(spread, width) == 0);
      CHECK(wrong_after_forward<std::int16_t>(spread, width) == 0);
      CHECK(wrong_after_reverse<double>(spread, width) == 0);
      CHECK(wrong_after_reverse<float>(spread, width) == 0);
    }
    std::vector<Odd> odd(static_cast<std::size_t>(spread.all().total()));
    for (std::size_t i = 0; i < spread.own.id.size(); ++i)
      odd[i] = {static_cast<std::uint8_t>(spread.own.id[i]), 2, static_cast<std::uint8_t>(spread.own.id[i] + 3)};
    spread.all().halo->forward(odd, 1);
    int wrong = 0;
    for (std::size_t a = 0; a < odd.size(); ++a)
      wrong += odd[a].a == spread.id[a] && odd[a].b == 2 && odd[a].c == spread.id[a] + 3 ? 0 : 1;
    CHECK(wrong == 0);
  }
}

TEST_CASE("ghosts out to two cutoffs have whole surroundings out to one", "[ghosts_test]") {
  const auto ranks = Communicator::world();
  for (const auto& system : systems()) {
    INFO(system.name << ", rank " << ranks.rank());
    const Spread spread(ranks, system.atoms, {{cutoff, ListKind::full, true}}, true, 2.0 * cutoff);
    const auto& all = spread.all();
    const auto& list = all.full(cutoff);
    const auto near = [&](Index a) {
      Index count = 0;
      for (const auto b : list.of(a)) count += within(all, a, b, cutoff) ? 1 : 0;
      return count;
    };
    std::vector<Index> neighbours(static_cast<std::size_t>(all.total()), 0);
    for (Index i = 0; i < all.own; ++i) neighbours[static_cast<std::size_t>(i)] = near(i);
    all.halo->forward(neighbours, 1);
    int wrong = 0;
    for (Index i = 0; i < all.own; ++i)
      for (const auto b : list.of(i))
        if (b >= all.own && all.owner[static_cast<std::size_t>(b - all.own)] < 0 && within(all, i, b, cutoff))
          wrong += near(b) == neighbours[static_cast<std::size_t>(b)] ? 0 : 1;
    CHECK(wrong == 0);
    CHECK(spread.wrong_full(cutoff) == "");
  }
}

TEST_CASE("a potential without reach gets no ghosts", "[ghosts_test]") {
  const auto ranks = Communicator::world();
  const Spread spread(ranks, systems().front().atoms, {}, true);
  CHECK(spread.all().ghosts() == 0);
  CHECK(ranks.sum(spread.all().own) == 60);
}

TEST_CASE("one message goes to each rank nearby", "[ghosts_test]") {
  const auto ranks = Communicator::world();
  // bricks in a row, each wider than the ghosts: the neighbour above gets the pairs' ghosts, or both with full lists
  Random random(61, Stream::packing, 0, 0);
  const auto atoms = random_structure(random, Cell::orthorhombic({10.0, 10.0, 40.0}), {"Na", "Cl"}, 200);
  const int neighbours = std::min(ranks.size() - 1, 2);
  for (const bool full : {false, true}) {
    Spread spread(ranks, atoms, {{cutoff, full ? ListKind::full : ListKind::clusters}}, false);
    const Index before = ranks.traffic().messages;
    spread.update();
    const bool both = full || ranks.size() == 2;  // of two, each is the other's upper and lower neighbour
    CHECK(ranks.traffic().messages - before == (both ? neighbours : std::min(neighbours, 1)));
  }
}
