#pragma once
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "core/structure.hpp"
#include "scatter/pairs/pair_distribution.hpp"

namespace liquidus::testing {

/// Rocksalt with lattice constant `a`: the cubic cell of 8 atoms n times along each direction.
inline Structure rocksalt(double a, Index n) {
  Structure unit;
  unit.cell = Cell::cubic(a);
  for (const Vec3& s : {Vec3{0, 0, 0}, Vec3{0, 0.5, 0.5}, Vec3{0.5, 0, 0.5}, Vec3{0.5, 0.5, 0}}) {
    unit.add("Na", a * s);
    unit.add("Cl", a * (s + Vec3{0.5, 0.5, 0.5}));
  }
  return replicate(unit, {n, n, n});
}

/// The same crystal by its cell of two atoms, whose vectors stand at 60°.
inline Structure primitive_rocksalt(double a) {
  Structure s;
  s.cell = Cell({Vec3{0, 0.5 * a, 0.5 * a}, Vec3{0.5 * a, 0, 0.5 * a}, Vec3{0.5 * a, 0.5 * a, 0}}, {true, true, true});
  s.add("Na", {0, 0, 0});
  s.add("Cl", {0.5 * a, 0.5 * a, 0.5 * a});
  return s;
}

/// Atoms anywhere in a cube, of the species in turn.
inline Structure ideal_gas(Index atoms, double length, const std::vector<std::string>& species, Index frame) {
  Random random(11, Stream::packing, 0, frame);
  Structure s;
  s.cell = Cell::cubic(length);
  for (Index i = 0; i < atoms; ++i)
    s.add(species[static_cast<std::size_t>(i) % species.size()],
          length * Vec3{random.uniform(), random.uniform(), random.uniform()});
  return s;
}

/// Every atom moved by a normal random number of that width (Å) along each direction.
inline Structure shaken(Structure s, double width, Index frame) {
  for (Index i = 0; i < s.size(); ++i)
    s.r[static_cast<std::size_t>(i)] += width * Random(12, Stream::packing, i, frame).normal3();
  return s;
}

inline PairDistributionOptions bins(double cutoff, double width, Index blocks = 10) {
  PairDistributionOptions options;
  options.cutoff = cutoff;
  options.width = width;
  options.blocks = blocks;
  return options;
}

inline PairDistributions of_frames(const std::vector<Structure>& frames, const PairDistributionOptions& options) {
  PairDistribution distribution(options);
  for (const auto& frame : frames) distribution.add(frame);
  return distribution.result();
}

}  // namespace liquidus::testing
