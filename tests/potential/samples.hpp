#pragma once
#include <cmath>
#include <string>
#include <vector>

#include "core/neighbours.hpp"
#include "support/random_structure.hpp"

namespace liquidus::testing {

/// True if some pair is nearer than `margin` to the distance r.
inline bool has_pair_at(const Structure& atoms, double r, double margin) {
  PeriodicNeighbours neighbours({{r + margin, ListKind::full}}, Skin{0.0});
  const auto& all = neighbours.update(atoms);
  const auto& list = all.full(r + margin);
  for (Index i = 0; i < all.own; ++i)
    for (const auto j : list.of(i))
      if (std::abs(norm(all.r[static_cast<std::size_t>(j)] - all.r[static_cast<std::size_t>(i)]) - r) < margin)
        return true;
  return false;
}

struct Sample {
  std::string name;
  Structure atoms;
};

/// Disordered atoms of the species in cells that try a potential in every way: smaller and larger than the cutoff,
/// triclinic and flat, periodic in three, two, one and no directions. No pair is below `closest`, none within 0.002 Å
/// of the cutoff, where a plain truncation has a step that differences would see.
inline std::vector<Sample> samples(const std::vector<std::string>& species, double closest, double cutoff) {
  struct Kind {
    const char* name;
    double edge;  // in cutoffs
    int periodic;
    bool skew;
  };
  constexpr Kind kinds[] = {{"cell smaller than the cutoff", 0.8, 7, false},
                            {"flat cell", 1.1, 7, true},
                            {"cell larger than twice the cutoff", 3.0, 7, false},
                            {"slab", 1.4, 3, false},
                            {"wire", 1.4, 4, false},
                            {"cluster", 1.4, 0, false}};
  std::vector<Sample> all;
  for (const auto& kind : kinds) {
    for (Index attempt = 0;; ++attempt) {
      Random random(53, Stream::packing, static_cast<Index>(all.size()), attempt);
      const Cell cell = random_cell(random, kind.edge * cutoff, periodicity(kind.periodic), kind.skew);
      const double density = std::min(0.1, 0.25 / std::pow(closest, 3));  // 1/Å³
      const auto n = std::min<Index>(24, static_cast<Index>(density * cell.volume()) + 2);
      Structure s = random_structure(random, cell, species, n, closest);
      scatter_over_images(random, s, 1);
      if (has_pair_at(s, cutoff, 0.002)) continue;
      all.push_back({kind.name, std::move(s)});
      break;
    }
  }
  return all;
}

}  // namespace liquidus::testing
