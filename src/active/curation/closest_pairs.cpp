#include "active/curation/closest_pairs.hpp"

#include <fmt/format.h>

#include <map>

#include "core/neighbours.hpp"

namespace liquidus {

std::vector<ClosestPair> closest_pairs(const Structure& atoms, double cutoff) {
  PeriodicNeighbours neighbours({{cutoff, ListKind::full}}, Skin{0.0});
  neighbours.rebuild(atoms);
  const Neighbourhood& all = neighbours.neighbourhood();
  std::map<std::pair<int, int>, ClosestPair> of_types;
  for (Index i = 0; i < all.own; ++i)
    for (const std::int32_t k : all.full_lists.front().of(i)) {
      const auto j = static_cast<std::size_t>(k);
      const double r = norm(all.r[j] - all.r[static_cast<std::size_t>(i)]);
      const std::pair types{all.type[static_cast<std::size_t>(i)], all.type[j]};
      const auto found = of_types.find(types);
      if (r >= cutoff || (found != of_types.end() && found->second.r <= r)) continue;
      const Index owner = k < all.own ? k : all.owner[j - static_cast<std::size_t>(all.own)];
      of_types[types] = {atoms.name(i), atoms.name(owner), i, owner, r};
    }
  std::map<std::string, ClosestPair> by_name;  // both orders of two types are one pair
  for (const auto& [types, pair] : of_types)
    if (pair.a <= pair.b) {
      const auto found = by_name.find(pair.name());
      if (found == by_name.end() || found->second.r > pair.r) by_name[pair.name()] = pair;
    }
  std::vector<ClosestPair> pairs;
  for (auto& [name, pair] : by_name) pairs.push_back(std::move(pair));
  return pairs;
}

std::string formula_of(const Structure& atoms) {
  std::map<std::string, Index> counts;
  for (Index i = 0; i < atoms.size(); ++i) ++counts[atoms.name(i)];
  std::string text;
  for (const auto& [name, count] : counts) text += fmt::format("{}{}", name, count);
  return text;
}

}  // namespace liquidus
