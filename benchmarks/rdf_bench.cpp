// Pairs per second of the pair distributions of one configuration, sorting and normalisation of each frame included.
#include <fmt/core.h>

#include <chrono>
#include <cmath>
#include <string>

#include "core/random.hpp"
#include "core/threads.hpp"
#include "scatter/pairs/pair_distribution.hpp"
#include "start_file.hpp"
#include "systems.hpp"

namespace liquidus::bench {
namespace {

/// Unordered pairs of a frame that stand in the bins.
double pairs_of(const PairDistributions& result) {
  double pairs = 0.0;
  for (std::size_t a = 0; a < result.species.size(); ++a)
    for (std::size_t b = 0; b <= a; ++b) {
      const Partial p = result.pair(result.species[a] + "-" + result.species[b]);
      pairs += (a == b ? 0.5 : 1.0) * result.atoms[a] * p.n_ab.back();
    }
  return pairs;
}

/// One species anywhere in a cube: a gas has as many pairs as a liquid, and none of its empty core.
Structure gas(Index atoms, double density) {
  Random random(1, Stream::packing, 0, 0);
  Structure s;
  const double length = std::cbrt(static_cast<double>(atoms) / density);
  s.cell = Cell::cubic(length);
  for (Index i = 0; i < atoms; ++i) s.add("Ar", length * Vec3{random.uniform(), random.uniform(), random.uniform()});
  return s;
}

void measure(const Structure& atoms, double cutoff, Index frames) {
  PairDistributionOptions options;
  options.cutoff = cutoff;
  PairDistribution rdf(options);
  rdf.add(atoms);  // scratch memory is there from here on
  const auto mark = std::chrono::steady_clock::now();
  for (Index n = 0; n < frames; ++n) rdf.add(atoms);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - mark).count();
  const double pairs = pairs_of(rdf.result());
  fmt::print("{} atoms, {} partials, {} bins to {} Å, {:.0f} pairs a frame, {} threads, {:.3f} ms a frame\n",
             atoms.size(), rdf.result().partials.size(), rdf.result().bins.count, cutoff, pairs, threads(),
             1e3 * seconds / static_cast<double>(frames));
  fmt::print("pairs/s {:.4g}\n", pairs * static_cast<double>(frames) / seconds);
}

}  // namespace
}  // namespace liquidus::bench

int main(int argc, char** argv) {
  const bool random = argc == 6 && std::string(argv[1]) == "gas";
  if (argc != 5 && !random) {
    fmt::print(stderr,
               "usage: rdf_bench lj|nacl START CUTOFF FRAMES\n       rdf_bench gas ATOMS DENSITY CUTOFF FRAMES\n");
    return 2;
  }
  using namespace liquidus::bench;
  try {
    if (random)
      measure(gas(std::stol(argv[2]), std::stod(argv[3])), std::stod(argv[4]), std::stol(argv[5]));
    else
      measure(read_start(argv[2], species_of(argv[1])), std::stod(argv[3]), std::stol(argv[4]));
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}\n", e.what());
    return 1;
  }
  return 0;
}
