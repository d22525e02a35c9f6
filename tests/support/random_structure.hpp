#pragma once
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "core/structure.hpp"

namespace liquidus::testing {

inline Vec3 random_vector(Random& random, double scale) {
  return {scale * (2.0 * random.uniform() - 1.0), scale * (2.0 * random.uniform() - 1.0),
          scale * (2.0 * random.uniform() - 1.0)};
}

/// A triclinic cell with edges between half of `edge` and `edge`, no angle far from 90°; `skew` adds whole multiples of
/// one vector to another, so that the lattice stays and the vectors lie flat.
inline Cell random_cell(Random& random, double edge, Cell::Periodic periodic, bool skew = false) {
  Mat3 m{random_vector(random, 0.15 * edge), random_vector(random, 0.15 * edge), random_vector(random, 0.15 * edge)};
  for (std::size_t k = 0; k < 3; ++k) m[k][k] = edge * (0.5 + 0.5 * random.uniform());
  if (skew) {
    m[1] += m[0];
    m[2] -= m[0] + m[1];
  }
  return {m, periodic};
}

/// The eight choices of periodic directions, by number 0 … 7.
inline Cell::Periodic periodicity(int number) { return {(number & 1) != 0, (number & 2) != 0, (number & 4) != 0}; }

/// `n` atoms of the species in turn, uniform in the cell, none nearer than `closest` to another or to an image of one.
/// Gives up on the distance after many trials, so that tests of lists may ask for 0.
inline Structure random_structure(Random& random, const Cell& cell, const std::vector<std::string>& species, Index n,
                                  double closest = 0.0) {
  Structure s;
  s.cell = cell;
  for (Index i = 0; i < n; ++i) {
    Vec3 r;
    for (int trial = 0; trial < 100000; ++trial) {
      r = cell.cartesian({random.uniform(), random.uniform(), random.uniform()});
      const auto far = [&](const Vec3& x) { return norm(cell.minimum_image(x - r)) >= closest; };
      if (std::all_of(s.r.begin(), s.r.end(), far)) break;
    }
    s.add(species[static_cast<std::size_t>(i) % species.size()], r);
  }
  return s;
}

/// Adds whole cells to every atom along the periodic directions, as callers do that wrap or unwrap coordinates.
inline void scatter_over_images(Random& random, Structure& s, int most) {
  for (auto& r : s.r) {
    Image n{};
    for (std::size_t k = 0; k < 3; ++k)
      if (s.cell.periodic()[k]) n[k] = static_cast<int>(std::floor(random.uniform() * (2 * most + 1))) - most;
    r = s.cell.translated(r, n);
  }
}

}  // namespace liquidus::testing
