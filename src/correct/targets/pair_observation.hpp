#pragma once
#include <string>
#include <vector>

#include "correct/observation.hpp"
#include "correct/targets/pair_target.hpp"
#include "scatter/pairs/radial_bins.hpp"

namespace liquidus {

/// A measured g(r) at its own points: y = of_g · g, no constant. What a bin holds is the average of g over it with the
/// weight r²; the row of a point is the cubic whose averages over the four nearest bins are theirs, at that point, so
/// that bins and points are aligned to fourth order in the width. Points are taken as they are, each with its error.
/// The box's g tends to 1 − 1/N where the measured one tends to 1; that is left as it is.
/// @param species  the correction's
/// @throws InputError if the pair isn't one of theirs; as cut_at, where bins end before the points
Observation observation_of(const PairTarget& target, const std::vector<std::string>& species, const RadialBins& bins);

}  // namespace liquidus
