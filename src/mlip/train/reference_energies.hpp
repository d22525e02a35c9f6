#pragma once
#include <map>
#include <span>
#include <string>
#include <vector>

#include "mlip/labelled_set.hpp"

namespace liquidus {

/// A least-squares problem, solved by singular values.
struct LeastSquares {
  std::vector<double> x;
  int rank = 0;
};

/// The x of least norm among those that make Σ_rows (A x − b)² smallest. A [rows × columns], row after row; singular
/// values below 1e-10 of the largest count as zero.
LeastSquares least_squares(std::span<const double> a, std::span<const double> b, int columns);

/// Energies of atoms that a model's interaction energy is counted from.
struct ReferenceEnergies {
  std::map<std::string, double> energies;  // eV by element symbol
  std::string source;                      // a sentence: where they come from, and what was not determined
};

/// From "isolated" atoms in the set, "given" numbers, or "least-squares" on the composition of the frames; "" takes the
/// first of these that there is.
/// @throws InputError for an element without isolated atom or given energy
ReferenceEnergies reference_energies(const std::vector<std::string>& elements, const LabelledSet& set,
                                     const std::string& method, const std::map<std::string, double>& given);

/// How many atoms of each of `elements` a frame has. Elements are compared by atomic number.
std::vector<double> composition(const Structure& atoms, const std::vector<std::string>& elements);

}  // namespace liquidus
