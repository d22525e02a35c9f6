#pragma once
#include <cstddef>
#include <vector>

namespace liquidus {

/// g(r) of one pair of species at one state, simulated and wanted, on the bin centres of the simulation within the
/// range of the target.
struct PairComparison {
  std::size_t state = 0, pair = 0;  // pair: pair_index of the correction's species
  double temperature = 0.0;         // K
  std::vector<double> r;            // [n] Å, evenly spaced
  std::vector<double> simulated, simulated_error, measured, measured_error;  // [n] standard errors; none is empty
};

}  // namespace liquidus
