#pragma once
#include <span>
#include <string>
#include <vector>

#include "core/vec3.hpp"
#include "correct/correction.hpp"
#include "potential/tabulated.hpp"

namespace liquidus {

/// A pair of species, "Na-Cl", and its energy for other programs.
struct NamedPairTable {
  std::string pair;
  PairTable table;  // with forces
};

/// [points] even distances from `from` to `to`, both among them. @throws InputError unless 0 < from < to and points ≥ 2
std::vector<double> even_distances(double from, double to, Index points);

/// Energy and exact force of a correction's pair at any distances.
PairTable sampled(const Correction& correction, std::size_t pair, double temperature_in_K, double scale,
                  std::span<const double> r);

/// Adds a table at the same distances. @throws std::invalid_argument if they differ
void add(PairTable& to, const PairTable& other);

/// The file for LAMMPS's `pair_style table`, in its units "metal": a section for each pair on even distances. Other
/// letters than ASCII in the comments are dropped, which LAMMPS doesn't take.
std::string lammps_table(std::span<const NamedPairTable> pairs, std::span<const std::string> comments);

}  // namespace liquidus
