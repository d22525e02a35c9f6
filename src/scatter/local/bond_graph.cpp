#include "scatter/local/bond_graph.hpp"

#include <algorithm>

#include "core/periodic_images.hpp"

namespace liquidus {
namespace {

double longest(const std::vector<BondRule>& rules) {
  double length = 0.0;
  for (const auto& rule : rules) length = std::max(length, rule.length);
  return length;
}

}  // namespace

BondFinder::BondFinder(std::vector<BondRule> rules)
    : rules_(std::move(rules)),
      species_(species_of(rules_)),
      length2_(species_.size() * species_.size(), 0.0),
      // frames are far apart, so that a list would hardly ever serve twice: no skin
      neighbours_({{longest(rules_), ListKind::full}}, Skin{0.0}) {
  const auto place = [&](const std::string& name) {
    return static_cast<std::size_t>(std::find(species_.begin(), species_.end(), name) - species_.begin());
  };
  for (const auto& rule : rules_)
    for (const auto& [a, b] : {std::pair(place(rule.a), place(rule.b)), std::pair(place(rule.b), place(rule.a))})
      length2_[a * species_.size() + b] = rule.length * rule.length;
}

/// visit(i, j, shift, d) for every bond, each once: of the two directions, rounding could see one and not the other.
template <class Visit>
void BondFinder::each_bond(const Neighbourhood& atoms, Visit visit) const {
  const NeighbourList& list = atoms.full_lists.front();
  for (Index i = 0; i < atoms.own; ++i) {
    const int kind = graph_.kind[static_cast<std::size_t>(i)];
    if (kind < 0) continue;
    for (const std::int32_t other : list.of(i)) {
      const bool ghost = other >= atoms.own;
      const auto g = static_cast<std::size_t>(other - (ghost ? atoms.own : 0));
      const Index j = ghost ? atoms.owner[g] : other;
      const Image shift = ghost ? atoms.shift[g] : Image{};
      if (j < i || (j == i && !is_upper(shift))) continue;
      const Vec3 d = atoms.r[static_cast<std::size_t>(other)] - atoms.r[static_cast<std::size_t>(i)];
      if (norm2(d) < length2(kind, graph_.kind[static_cast<std::size_t>(j)])) visit(i, j, shift, d);
    }
  }
}

const BondGraph& BondFinder::find(const Structure& atoms) {
  neighbours_.rebuild(atoms);
  const Neighbourhood& all = neighbours_.neighbourhood();
  std::vector<int> kind_of(atoms.species.size());
  for (std::size_t s = 0; s < kind_of.size(); ++s) {
    const auto found = std::find(species_.begin(), species_.end(), atoms.species[s].name);
    kind_of[s] = found == species_.end() ? -1 : static_cast<int>(found - species_.begin());
  }
  const auto n = atoms.r.size();
  graph_.kind.resize(n);
  for (std::size_t i = 0; i < n; ++i) graph_.kind[i] = kind_of[static_cast<std::size_t>(atoms.type[i])];
  graph_.first.assign(n + 1, 0);
  each_bond(all, [&](Index i, Index j, const Image&, const Vec3&) {
    ++graph_.first[static_cast<std::size_t>(i) + 1];
    ++graph_.first[static_cast<std::size_t>(j) + 1];
  });
  for (std::size_t i = 0; i < n; ++i) graph_.first[i + 1] += graph_.first[i];
  next_.assign(graph_.first.begin(), graph_.first.end() - 1);
  graph_.bonds.resize(static_cast<std::size_t>(graph_.first.back()));
  each_bond(all, [&](Index i, Index j, const Image& shift, const Vec3& d) {
    const Index forth = next_[static_cast<std::size_t>(i)]++, back = next_[static_cast<std::size_t>(j)]++;
    graph_.bonds[static_cast<std::size_t>(forth)] = {static_cast<std::int32_t>(j), shift, back, d};
    graph_.bonds[static_cast<std::size_t>(back)] = {static_cast<std::int32_t>(i), Image{} - shift, forth, -d};
  });
  return graph_;
}

}  // namespace liquidus
