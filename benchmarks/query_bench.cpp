// What choosing takes of candidates for labels: features of frames as large as those of molten K-Th-Cl, then those that
// a linear model knows least, those that lie farthest apart, and clusters.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>

#include "active/query/density_clusters.hpp"
#include "active/query/energy_design.hpp"
#include "active/query/environments.hpp"
#include "active/query/farthest_points.hpp"
#include "active/query/principal_components.hpp"
#include "core/random.hpp"
#include "core/threads.hpp"

namespace liquidus::bench {
namespace {

/// 65 ions anywhere in a cube, at a melt's density: as many neighbours as in one.
Structure frame(Index number) {
  Random random(1, Stream::packing, number, 0);
  Structure atoms;
  const double length = std::cbrt(65 / 0.027);  // Å
  atoms.cell = Cell::cubic(length);
  for (Index i = 0; i < 65; ++i)
    atoms.add(i < 5 ? "Th" : i < 20 ? "K" : "Cl", length * Vec3{random.uniform(), random.uniform(), random.uniform()});
  return atoms;
}

template <class F>
double seconds(F&& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void measure(Index frames, Index labelled, Index count, bool clusters) {
  std::vector<Structure> structures;
  for (Index k = 0; k < frames + labelled; ++k) structures.push_back(frame(k));
  std::vector<const Structure*> candidates, known;
  for (Index k = 0; k < frames + labelled; ++k)
    (k < frames ? candidates : known).push_back(&structures[static_cast<std::size_t>(k)]);
  const std::vector<std::string> species = {"K", "Th", "Cl"};
  const EnvironmentFeatures features(species);
  FeatureTables tables;
  const double making = seconds([&] { tables = {table_of(features, candidates), table_of(features, known)}; });
  std::vector<Index> chosen;
  const double designing = seconds([&] {
    const auto design = energy_design(tables, candidates, known, species);
    chosen = uncertain_rows(design.candidates, design.known, count, 0.01);
  });
  const double choosing = seconds([&] {
    scale(tables);
    chosen = farthest_points(tables.candidates, tables.known, count);
  });
  fmt::print("{} candidates, {} labelled, {} chosen, {} threads\n", frames, labelled, chosen.size(), threads());
  fmt::print("features {:.3g} s ({} numbers a frame), variances {:.3g} s, farthest points {:.3g} s\n", making,
             features.columns(), designing, choosing);
  if (clusters) {
    FeatureTable fewer;
    DensityClusters found;
    const double reducing = seconds([&] { fewer = principal_components(tables.candidates, 0.95, 32); });
    const double finding = seconds([&] { found = density_clusters(fewer, 5, 5); });
    fmt::print("{} principal components {:.3g} s, {} clusters {:.3g} s\n", fewer.columns, reducing, found.count(),
               finding);
  }
  fmt::print("seconds {:.4g}\n", making + std::max(designing, choosing));
}

}  // namespace
}  // namespace liquidus::bench

int main(int argc, char** argv) {
  if (argc != 4 && argc != 5) {
    fmt::print(stderr, "usage: query_bench CANDIDATES LABELLED COUNT [clusters]\n");
    return 2;
  }
  liquidus::bench::measure(std::stol(argv[1]), std::stol(argv[2]), std::stol(argv[3]), argc == 5);
  return 0;
}
