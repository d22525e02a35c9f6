#pragma once
#include <optional>
#include <vector>

#include "core/vec3.hpp"

namespace liquidus {

/// The cations of a mixture, or its anions: absolute charges, and the mole fractions asked for, which sum to 1.
struct IonShares {
  std::vector<Index> charges;
  std::vector<double> fractions;
  auto operator<=>(const IonShares&) const = default;
};

/// Whole numbers of ions, one at least of each.
struct IonCounts {
  std::vector<Index> cations, anions;
  double deviation =
      0.0;  // the largest difference of a mole fraction among cations, or among anions, from that asked for
};

/// How many vectors of counts nearest_counts() looks at, at most; what takes too long can be refused before it starts.
double count_vectors(std::size_t kinds, Index most, double tolerance);

/// The neutral mixture of least to most ions nearest to the fractions: of least deviation, which must not be above the
/// tolerance. Of several the one with the fewest ions, then that with the least sum of the cations' and the anions'
/// largest deviations. Exact: all numbers of ions are looked at. Nothing if there is none.
std::optional<IonCounts> nearest_counts(const IonShares& cations, const IonShares& anions, Index least, Index most,
                                        double tolerance);

}  // namespace liquidus
