// Pairs counted per second by the pair distribution: rdf_bench [atoms] [cutoff in Å] [kinds], on OMP_NUM_THREADS.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "core/random.hpp"
#include "core/threads.hpp"
#include "scatter/pair_counter.hpp"

using namespace liquidus;

namespace {

constexpr double density = 0.06;  // 1/Å³

/// A simple cubic lattice with every atom shifted by up to half a spacing: homogeneous, as a melt is.
std::vector<Vec3> positions(Index atoms, double length) {
  const auto side = static_cast<Index>(std::ceil(std::cbrt(static_cast<double>(atoms))));
  const double spacing = length / static_cast<double>(side);
  std::vector<Vec3> r;
  for (Index i = 0; i < atoms; ++i) {
    Random random(1, Stream::packing, i, 0);
    const Index places[3] = {i / (side * side), i / side % side, i % side};
    Vec3 x;
    for (std::size_t k = 0; k < 3; ++k) x[k] = spacing * (static_cast<double>(places[k]) + random.uniform());
    r.push_back(x);
  }
  return r;
}

}  // namespace

int main(int argc, char** argv) {
  const Index atoms = argc > 1 ? std::atol(argv[1]) : 100000;
  const double cutoff = argc > 2 ? std::atof(argv[2]) : 10.0;
  const int kinds = argc > 3 ? std::atoi(argv[3]) : 2;
  if (atoms < 1 || !(cutoff > 0.0) || kinds < 1) {
    fmt::print(stderr, "usage: rdf_bench [atoms] [cutoff in Å] [kinds]\n");
    return 2;
  }
  const Cell cell = Cell::cubic(std::cbrt(static_cast<double>(atoms) / density));
  const auto r = positions(atoms, cell.vectors()[0][0]);
  std::vector<int> kind(r.size());
  for (std::size_t i = 0; i < kind.size(); ++i) kind[i] = static_cast<int>(i) % kinds;

  PairCounter counter(RadialBins::up_to(cutoff, 0.02), kinds);
  double best = 1e300;
  for (int round = 0; round < 7; ++round) {
    counter.clear();
    const auto start = std::chrono::steady_clock::now();
    counter.count(cell, r, kind);
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  double pairs = 0.0;
  for (const auto n : counter.counts()) pairs += static_cast<double>(n);
  fmt::print("rdf: {} atoms at {} 1/Å^3 to {} Å, {} kinds, {} threads: {:.4f} s a frame, {:.3g} pairs/s\n", atoms,
             density, cutoff, kinds, threads(), best, pairs / best);
}
