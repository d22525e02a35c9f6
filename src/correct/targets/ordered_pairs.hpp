#pragma once
#include <string>
#include <vector>

#include "scatter/pairs/pair_distribution.hpp"

namespace liquidus {

/// Pair distributions with their species in the order of a correction's, so that pairs stand at the same pair_index.
/// Pairs that no frame has both atoms of are still missing.
/// @throws InputError if the two aren't of the same species
PairDistributions in_order_of(const std::vector<std::string>& species, const PairDistributions& pairs);

/// How far g(r) can be held against a measured one, Å: to its end or half the least height of the box.
double reach_of(const PairDistributions& pairs);

/// [bins] Standard errors of a pair's g: those from blocks, or of counts of independent pairs where there were no two
/// blocks: √(g/n), n the number of pairs an ideal gas would have shown in the bin, and at least one of them.
std::vector<double> errors_of(const PairDistributions& pairs, const Partial& partial);

}  // namespace liquidus
