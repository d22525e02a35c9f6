// Pairs per second of the pair distributions of one configuration, sorting and normalisation of each frame included.
#include <fmt/core.h>

#include <chrono>
#include <string>

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

void measure(const std::string& system, const std::string& start, double cutoff, Index frames) {
  const Structure atoms = read_start(start, species_of(system));
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
  if (argc != 5) {
    fmt::print(stderr, "usage: rdf_bench lj|nacl START CUTOFF FRAMES\n");
    return 2;
  }
  try {
    liquidus::bench::measure(argv[1], argv[2], std::stod(argv[3]), std::stol(argv[4]));
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}\n", e.what());
    return 1;
  }
  return 0;
}
