#pragma once
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "core/random.hpp"
#include "mlip/labelled_set.hpp"

namespace liquidus::testing {

/// Ions off a rock-salt lattice by up to 0.5 Å each way, with labels that are random but belong together in size.
inline LabelledFrame melt(Index seed, const std::string& cation = "Na", Index edge = 4, double spacing = 2.9) {
  LabelledFrame labelled;
  Frame& frame = labelled.frame;
  frame.atoms.cell = Cell::cubic(spacing * static_cast<double>(edge));
  for (Index i = 0; i < edge * edge * edge; ++i) {
    Random random(7, Stream::curation, i, seed);
    const Index x = i % edge, y = i / edge % edge, z = i / (edge * edge);
    const Vec3 site{spacing * static_cast<double>(x), spacing * static_cast<double>(y),
                    spacing * static_cast<double>(z)};
    frame.atoms.add((x + y + z) % 2 == 0 ? cation : "Cl",
                    site + Vec3{random.uniform() - 0.5, random.uniform() - 0.5, random.uniform() - 0.5});
    frame.forces.push_back(0.5 * random.normal3());
  }
  Random random(7, Stream::curation, 1000, seed);
  frame.energy = static_cast<double>(frame.atoms.size()) * (-3.0 + 0.01 * random.normal());
  labelled.number = seed;
  labelled.file = "melts.extxyz";
  return labelled;
}

/// The same frame turned, shifted, in another order and in other periodic images.
inline LabelledFrame disguised(const LabelledFrame& given) {
  LabelledFrame result = given;
  Structure& atoms = result.frame.atoms;
  const double c = std::cos(0.7), s = std::sin(0.7);
  const Mat3 turn{Vec3{c, s, 0.0}, Vec3{-s, c, 0.0}, Vec3{0.0, 0.0, 1.0}};
  atoms.cell = Cell(atoms.cell.vectors() * turn, atoms.cell.periodic());
  for (std::size_t i = 0; i < atoms.r.size(); ++i) {
    atoms.r[i] =
        atoms.cell.translated((atoms.r[i] + Vec3{1.3, -0.4, 9.0}) * turn, {static_cast<int>(i % 3) - 1, 2, -1});
    result.frame.forces[i] = result.frame.forces[i] * turn;
  }
  for (std::size_t i = 0; i + 5 < atoms.r.size(); i += 5) {
    std::swap(atoms.r[i], atoms.r[i + 5]);
    std::swap(atoms.type[i], atoms.type[i + 5]);
    std::swap(result.frame.forces[i], result.frame.forces[i + 5]);
  }
  return result;
}

/// Each atom displaced at random, by `way` Å in the root mean square.
inline LabelledFrame displaced(const LabelledFrame& given, double way, Index seed) {
  LabelledFrame result = given;
  for (std::size_t i = 0; i < result.frame.atoms.r.size(); ++i) {
    Random random(11, Stream::curation, static_cast<Index>(i), seed);
    result.frame.atoms.r[i] += way / std::sqrt(3.0) * random.normal3();
  }
  return result;
}

}  // namespace liquidus::testing
