#pragma once
#include <span>

#include "correct/correction.hpp"
#include "correct/targets/pair_target.hpp"
#include "scatter/pairs/radial_bins.hpp"

namespace liquidus {

/// Where two atoms of a pair meet closest: Å, the inner edge of the first peak of g(r), as far in as simulated or
/// measured ones, without a gap, are above the floor. What stands apart inside of it, as pairs that fell into a well
/// that a learned potential has at distances it was never shown, is no contact. The bins' end if none are seen.
/// @param simulated  [bins]
/// @param measured   or null: then the highest peak of the simulated one counts
double contact_of(const RadialBins& bins, std::span<const double> simulated, const PairTarget* measured, double floor);

/// Within the contact nothing is known of a correction, and atoms that it draws there may never come back: at knots
/// inside of it its energy is made not to fall towards r = 0, at none of the temperatures, by going on with its value
/// where it would.
void repel_within(Correction& correction, std::size_t pair, double contact, std::span<const double> temperatures);

}  // namespace liquidus
