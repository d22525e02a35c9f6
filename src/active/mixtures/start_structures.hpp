#pragma once
#include <span>
#include <vector>

#include "active/mixtures/melt_volume.hpp"
#include "core/structure.hpp"

namespace liquidus {

/// Structures from which simulations of a mixture begin.
struct StartOptions {
  Index seed = 1;
  Index count = 1;                      // structures for each temperature and density
  std::vector<double> densities = {1};  // times that of the melt
  double closest = 1.0;                 // times the least distances
};

/// Least distances of packed ions, [kinds × kinds] Å, cations first: 0.8 times the sum of the radii for a cation and an
/// anion, and for ions of one sign 1.06 times the mean of their sums with the ions of the other sign (√2 times 0.75:
/// two neighbours of an ion seen at a right angle, brought as near as three quarters). In molten NaCl that is 2.26
/// and 3.0 Å, where the g(r) of a simulation rises.
std::vector<double> least_distances(const Mixture& mixture, double scale);

/// Packed boxes, `count` for each temperature and density in this order, with what they are in `info`. The random
/// numbers are keyed by the seed, the mixture's name and formula, and the structure's place in the order, so that a
/// mixture has the same ones in any list.
/// @param melts  the melt at each temperature
/// @param temperatures  [melts.size()] K
/// @throws InputError if the ions don't fit
std::vector<Frame> start_structures(const Mixture& mixture, std::span<const double> temperatures,
                                    std::span<const MeltVolume> melts, const StartOptions& options);

}  // namespace liquidus
