#pragma once
#include <span>
#include <string>
#include <vector>

#include "core/structure.hpp"
#include "correct/correction.hpp"
#include "potential/potential.hpp"
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

/// The same of two atoms of a potential alone in space, less those of two atoms beyond its cutoff: the pair energy of a
/// potential that is a sum over pairs. At the cutoff itself stands what is just inside it, beyond it zero.
/// @param a,b  places of the pair's species among those that the potential was made for
PairTable sampled(const Potential& potential, std::span<const Species> species, std::size_t a, std::size_t b,
                  std::span<const double> r);

/// Adds a table at the same distances. @throws std::invalid_argument if they differ
void add(PairTable& to, const PairTable& other);

/// The file for LAMMPS's `pair_style table`, in its units "metal": a section for each pair on even distances. Other
/// letters than ASCII in the comments are dropped, which LAMMPS doesn't take.
std::string lammps_table(std::span<const NamedPairTable> pairs, std::span<const std::string> comments);

}  // namespace liquidus
