#pragma once
#include <string>
#include <utility>
#include <vector>

#include "active/mixtures/ion_table.hpp"

namespace liquidus {

/// Which mixtures are wanted. The composition of a mixture is given by the mole fractions of its cations among the
/// cations and of its anions among the anions: with several anions no set of component salts is the natural one, and
/// these need none.
struct MixtureGrid {
  std::vector<Ion> cations, anions;
  std::pair<Index, Index> cation_kinds{1, 2}, anion_kinds{1, 1};  // at once, least and most
  /// Fractions that an ion may have beside others, each in (0, 1). An ion that is the only one has 1.
  std::vector<double> cation_fractions, anion_fractions;
  Index least = 60, most = 100;  // ions in the box
  double tolerance = 0.02;       // of a mole fraction
};

/// s, 2 s, … below 1. @throws InputError naming the nearest steps if s doesn't divide 1
std::vector<double> grid_fractions(double step);

struct MixtureIon {
  Ion ion;
  double fraction = 1.0;  // asked for, among the ions of its sign
  Index count = 0;
};

/// A neutral mixture of whole ions.
struct Mixture {
  std::string name;                         // "Li0.50K0.50-Cl", unique in its list and fit for a folder
  std::vector<MixtureIon> cations, anions;  // in the order of the grid's
  double deviation = 0.0;                   // largest difference of a mole fraction from that asked for

  Index size() const;
  /// "Li20K20Cl40".
  std::string formula() const;
};

/// A point of the grid without a mixture.
struct UnmadeMixture {
  std::string name, reason;
};

struct MixtureList {
  std::vector<Mixture> made;
  std::vector<UnmadeMixture> unmade;
  Index points = 0;  // of the grid
  Index merged = 0;  // points whose composition is that of another's, in lowest terms
};

/// All points of the grid, each with its nearest mixture (see nearest_counts.hpp). Of points with the same composition
/// in lowest terms the nearest stays.
/// @throws InputError if there are no cations or anions, ranges that can't be, or more than a million points
MixtureList enumerate_mixtures(const MixtureGrid& grid);

}  // namespace liquidus
