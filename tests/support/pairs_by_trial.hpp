#pragma once
#include <algorithm>
#include <cmath>
#include <compare>
#include <iterator>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/neighbourhood.hpp"

namespace liquidus::testing {

/// A pair of own atoms i ≤ j, the second one `shift` cells away; each pair of a periodic system has one such key.
struct Pair {
  Index i, j;
  Image shift;
  auto operator<=>(const Pair&) const = default;
};

inline Pair make_pair_key(Index i, Index j, const Image& shift) {
  const Image back{-shift[0], -shift[1], -shift[2]};
  return i < j || (i == j && shift > back) ? Pair{i, j, shift} : Pair{j, i, back};
}

/// All pairs below `cutoff` by trying every shift that could matter: the reference that lists are held against.
inline std::vector<Pair> pairs_by_trial(const Cell& cell, const std::vector<Vec3>& r, Index own, double cutoff) {
  std::vector<Pair> pairs;
  Image most{};
  for (std::size_t k = 0; k < 3; ++k) {
    if (!cell.periodic()[k]) continue;
    double low = 0.0, high = 0.0;  // spread of the atoms in cells
    for (Index i = 0; i < own; ++i) {
      const double s = cell.fractional(r[static_cast<std::size_t>(i)])[k];
      low = i == 0 ? s : std::min(low, s);
      high = i == 0 ? s : std::max(high, s);
    }
    most[k] = static_cast<int>(std::ceil(cutoff / cell.heights()[k] + high - low)) + 1;
  }
  Image n;
  for (n[0] = -most[0]; n[0] <= most[0]; ++n[0])
    for (n[1] = -most[1]; n[1] <= most[1]; ++n[1])
      for (n[2] = -most[2]; n[2] <= most[2]; ++n[2]) {
        const Vec3 offset = cell.translated(Vec3{}, n);
        for (Index i = 0; i < own; ++i)
          for (Index j = i; j < own; ++j) {
            if (i == j && n <= Image{}) continue;  // an atom and its images: one of ±n
            const Vec3 d = r[static_cast<std::size_t>(j)] + offset - r[static_cast<std::size_t>(i)];
            if (norm2(d) < cutoff * cutoff) pairs.push_back(make_pair_key(i, j, n));
          }
      }
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

/// Own atom and shift of an atom of the neighbourhood; over ranks, its number in the whole system by `id` [total].
inline std::pair<Index, Image> origin(const Neighbourhood& atoms, Index a, std::span<const Index> id = {}) {
  if (a < atoms.own) return {id.empty() ? a : id[static_cast<std::size_t>(a)], Image{}};
  const auto g = static_cast<std::size_t>(a - atoms.own);
  return {id.empty() ? atoms.owner[g] : id[static_cast<std::size_t>(a)], atoms.shift[g]};
}

inline bool within(const Neighbourhood& atoms, Index a, Index b, double cutoff) {
  return norm2(atoms.r[static_cast<std::size_t>(b)] - atoms.r[static_cast<std::size_t>(a)]) < cutoff * cutoff;
}

/// What a kernel would find in a cluster list below `cutoff`, sorted, with everything that stands twice.
inline std::vector<Pair> pairs_of(const ClusterList& list, const Neighbourhood& atoms, double cutoff,
                                  std::span<const Index> id = {}) {
  std::vector<Pair> pairs;
  for (Index c = 0; c < list.i_clusters(); ++c)
    for (auto n = list.first[static_cast<std::size_t>(c)]; n < list.last[static_cast<std::size_t>(c)]; ++n)
      for (Index si = c * ClusterList::ni; si < (c + 1) * ClusterList::ni; ++si)
        for (Index k = 0; k < ClusterList::nj; ++k) {
          const Index sj = list.second[static_cast<std::size_t>(n)] * Index{ClusterList::nj} + k;
          if (list.second[static_cast<std::size_t>(n)] == ClusterList::home(c) && sj <= si) continue;
          const Index a = list.atom[static_cast<std::size_t>(si)], b = list.atom[static_cast<std::size_t>(sj)];
          if (a < 0 || b < 0 || !within(atoms, a, b, cutoff)) continue;
          const auto [j, shift] = origin(atoms, b, id);
          pairs.push_back(make_pair_key(origin(atoms, a, id).first, j, shift));
        }
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

/// The pairs below `cutoff` of a full list's rows of own atoms, as often as they stand there.
inline std::vector<Pair> entries_of(const NeighbourList& list, const Neighbourhood& atoms, double cutoff,
                                    std::span<const Index> id = {}) {
  std::vector<Pair> entries;
  for (Index i = 0; i < atoms.own; ++i)
    for (const auto b : list.of(i))
      if (within(atoms, i, b, cutoff)) {
        const auto [j, shift] = origin(atoms, b, id);
        entries.push_back(make_pair_key(origin(atoms, i, id).first, j, shift));
      }
  return entries;
}

/// Every pair is to stand twice in a full list (once from either side), so each key is halved and an odd count leaves a
/// key {−1, …} behind.
inline std::vector<Pair> halved(std::vector<Pair> twice) {
  std::vector<Pair> once;
  std::sort(twice.begin(), twice.end());
  for (std::size_t k = 0; k < twice.size(); k += 2)
    once.push_back(k + 1 < twice.size() && twice[k] == twice[k + 1] ? twice[k] : Pair{-1, -1, {}});
  return once;
}

inline std::vector<Pair> pairs_of(const NeighbourList& list, const Neighbourhood& atoms, double cutoff) {
  return halved(entries_of(list, atoms, cutoff));
}

/// Empty if `found` is `expected`; otherwise how many pairs are missing and how many too many, and the first of them.
inline std::string difference(const std::vector<Pair>& found, const std::vector<Pair>& expected) {
  std::vector<Pair> missing, extra;
  std::set_difference(expected.begin(), expected.end(), found.begin(), found.end(), std::back_inserter(missing));
  std::set_difference(found.begin(), found.end(), expected.begin(), expected.end(), std::back_inserter(extra));
  const auto text = [](const char* what, const std::vector<Pair>& pairs) {
    if (pairs.empty()) return std::string();
    const Pair& p = pairs.front();
    return std::to_string(pairs.size()) + what + std::to_string(p.i) + "-" + std::to_string(p.j) + " shifted by " +
           std::to_string(p.shift[0]) + " " + std::to_string(p.shift[1]) + " " + std::to_string(p.shift[2]) + "; ";
  };
  return text(" missing, as ", missing) + text(" too many, as ", extra);
}

}  // namespace liquidus::testing
