#pragma once
#include <string>
#include <vector>

#include "scatter/block_sums.hpp"
#include "scatter/pairs/pair_distribution.hpp"
#include "scatter/transform/partials.hpp"
#include "scatter/weights/weights.hpp"

namespace liquidus {

/// The total Σ w_ij (A_ij − 1) over i ≤ j that an experiment measures, and what each pair adds to it.
struct Total {
  std::vector<double> q;                     // [m] 1/Å
  WithErrors value;                          // [m]; tends to 0
  std::vector<std::string> pairs;            // "Fe-O", as of the partials
  std::vector<std::vector<double>> weights;  // [pairs][m] w_ij(Q)
  std::vector<WithErrors> parts;             // [pairs] of [m]: w_ij (A_ij − 1), which add up to `value`
  std::vector<double> level;                 // [m] Σ w_ij: what a vanishing g(r) is worth; 1 if divided by ⟨b⟩²
};

/// With errors from the blocks of the partials. @throws InputError if the scatterers aren't those of the partials'
/// species in their order, and as pair_weights and Scatterers::at
Total total_of(const PartialStructureFactors& partials, const Scatterers& scatterers, DividedBy divided);

/// [species] Number fractions of the mean composition.
std::vector<double> fractions(const PairDistributions& pairs);

/// Σ w_ij (g_ij − 1) over i ≤ j with the weights at one Q. Exact for neutrons; for x-rays, whose weights depend on Q,
/// an approximation: transform the total instead where it matters. A pair that never met has g = 0.
/// @return  [bins] of the pairs' r; tends to 0, and is −Σ w where no atoms meet
/// @throws InputError as total_of
WithErrors fixed_weight_sum(const PairDistributions& pairs, const Scatterers& scatterers, DividedBy divided,
                            double q = 0.0);

}  // namespace liquidus
