#pragma once
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "parallel/domain.hpp"
#include "support/pairs_by_trial.hpp"
#include "support/random_structure.hpp"

namespace liquidus::testing {

constexpr double cutoff = 4.0, skin = 0.6;

struct System {
  std::string name;
  Structure atoms;
};

/// Positions of all atoms moved towards a corner of the cell: the share `of` it along each direction.
inline Structure squeezed(Structure atoms, const Vec3& of) {
  for (auto& r : atoms.r) {
    const Vec3 s = atoms.cell.fractional(r);
    r = atoms.cell.cartesian({of[0] * s[0], of[1] * s[1], of[2] * s[2]});
  }
  return atoms;
}

/// What a decomposition has to get right: every periodicity, skewed cells, cells narrower than the ghosts are wide,
/// ranks without atoms, and no atoms at all. The same on all ranks.
inline std::vector<System> systems() {
  std::vector<System> all;
  Random random(53, Stream::packing, 0, 0);
  for (int number = 0; number < 8; ++number) {
    const Cell wide = random_cell(random, 13.0, periodicity(number), number % 2 == 1);
    const Cell narrow = random_cell(random, 3.5, periodicity(number), number % 2 == 0);
    const std::string name = "periodicity " + std::to_string(number);
    all.push_back({"wide, " + name, random_structure(random, wide, {"Na", "Cl"}, 60)});
    all.push_back({"narrow, " + name, random_structure(random, narrow, {"Na", "Cl"}, 5)});
  }
  all.push_back({"cubic", random_structure(random, Cell::cubic(14.0), {"Na", "Cl"}, 90)});
  all.push_back({"long", random_structure(random, Cell::orthorhombic({5.0, 40.0, 4.5}), {"Na", "Cl"}, 60)});
  const auto cloud = random_structure(random, Cell::cubic(16.0), {"Na", "Cl"}, 40);
  all.push_back({"a slab", squeezed(cloud, {1.0, 1.0, 0.25})});
  all.push_back({"all in a corner", squeezed(cloud, {0.2, 0.2, 0.2})});
  all.push_back({"one atom", random_structure(random, Cell::cubic(3.0), {"Na"}, 1)});
  Structure none = cloud;
  none.r.clear();
  none.type.clear();
  all.push_back({"no atoms", none});
  return all;
}

/// A structure spread over the ranks, followed as a simulation does it.
class Spread {
 public:
  Spread(const Communicator& ranks, const Structure& whole, std::vector<ListRequest> requests, bool rebalance,
         double reach = 0.0)
      : domain(ranks, rebalance),
        own(domain.scatter(ranks.is_root() ? whole : Structure{})),
        neighbours(std::move(requests), Skin{skin}, domain.ghosts(), reach) {
    rebuild();
  }
  void update() {
    if (!neighbours.follow(own.atoms)) rebuild();
  }
  void rebuild() {
    wrap();
    domain.migrate(own);
    neighbours.rebuild(own.atoms);
    id = own.id;
    id.resize(static_cast<std::size_t>(all().total()), -1);
    all().halo->forward(id, 1);
  }
  void wrap() {
    for (auto& r : own.atoms.r) r = own.atoms.cell.wrapped(r);
  }
  const Neighbourhood& all() const { return neighbours.neighbourhood(); }
  /// On the root: what the lists of all ranks together lack or have too much of, against the pairs by trial.
  std::string wrong_clusters(double length) const {
    return wrong(pairs_of(all().clusters(length), all(), length, id), length, false);
  }
  std::string wrong_full(double length) const {
    return wrong(entries_of(all().full(length), all(), length, id), length, true);
  }

  Domain domain;
  OwnAtoms own;
  Neighbours neighbours;
  std::vector<Index> id;  // [total] numbers in the whole structure

 private:
  std::string wrong(const std::vector<Pair>& mine, double length, bool from_both_sides) const {
    const auto& ranks = domain.ranks();
    auto found = ranks.gather(std::span<const Pair>(mine));
    const std::vector<Vec3> here(all().r.begin(), all().r.begin() + all().own);
    const auto r = gather_by_id(ranks, std::span<const Index>(own.id), std::span<const Vec3>(here));
    if (!ranks.is_root()) return {};
    if (from_both_sides) found = halved(found);
    std::sort(found.begin(), found.end());
    return difference(found, pairs_by_trial(all().cell, r, static_cast<Index>(r.size()), length));
  }
};

}  // namespace liquidus::testing
