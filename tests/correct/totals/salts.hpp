#pragma once
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "io/curve.hpp"
#include "scatter/experiment/experiment.hpp"
#include "scatter/pair_index.hpp"

namespace liquidus::testing {

/// The shape of one pair's g(r): a rise at r0 and an order that dies away.
struct Order {
  double rise, height, length, wave;  // Å, 1, Å, 1/Å
  double operator()(double r) const {
    const double step = 1.0 / (1.0 + std::exp(-(r - rise) / 0.12));
    return step * std::max(0.0, 1.0 + height * std::exp(-(r - rise) / length) * std::cos(wave * (r - rise - 0.35)));
  }
};

/// g(r) of all pairs as a simulation of 1000 atoms, half of each species (or all of one), would have them, without
/// errors: the averages over bins of smooth curves.
inline PairDistributions pairs_of(const std::vector<std::string>& species, const std::vector<Order>& orders,
                                  double width = 0.05) {
  PairDistributions pairs;
  pairs.number_density = 0.03;
  pairs.frames = 100;
  pairs.species = species;
  pairs.atoms.assign(species.size(), 1000.0 / static_cast<double>(species.size()));
  pairs.least_height = std::cbrt(1000.0 / 0.03);
  pairs.bins = RadialBins::up_to(16.0, width);
  const auto averaged = [&](const Order& order) {
    std::vector<double> g;
    for (Index k = 0; k < pairs.bins.count; ++k) {
      double sum = 0.0;
      for (int i = 0; i < 8; ++i) {
        const double r = pairs.bins.lower(k) + width * (i + 0.5) / 8.0;
        sum += order(r) * 4.0 * units::pi * r * r * width / 8.0;
      }
      g.push_back(sum / pairs.bins.shell(k));
    }
    return g;
  };
  for (Index k = 0; k < pairs.bins.count; ++k) pairs.total.r.push_back(pairs.bins.centre(k));
  pairs.total.g.assign(pairs.total.r.size(), 1.0);
  for (std::size_t b = 0; b < species.size(); ++b)
    for (std::size_t a = 0; a <= b; ++a) {
      Partial p;
      p.a = species[a];
      p.b = species[b];
      p.r = pairs.total.r;
      p.g = averaged(orders[pair_index(a, b)]);
      pairs.partials.push_back(std::move(p));
    }
  return pairs;
}

/// Like ions keep apart, unlike ones are close: a molten salt. Its structure factors are those of a liquid (positive
/// eigenvalues) from 0.8 1/Å on.
inline PairDistributions true_salt() {
  return pairs_of({"Na", "Cl"}, {{3.0, 0.6, 1.7, 2.1}, {2.5, 1.55, 1.4, 2.0}, {3.0, 0.68, 1.7, 2.1}});
}
/// What a potential that is too hard would make of it.
inline PairDistributions simulated_salt() {
  return pairs_of({"Na", "Cl"}, {{3.0, 0.7, 1.8, 2.1}, {2.5, 1.8, 1.5, 2.0}, {3.0, 0.8, 1.8, 2.1}});
}

struct DataFile {
  explicit DataFile(const std::string& name) : path("correct_totals_" + name + ".csv") {}
  ~DataFile() { std::remove(path.c_str()); }
  DataFile(const DataFile&) = delete;
  DataFile& operator=(const DataFile&) = delete;
  const std::string path;
};

inline ExperimentOptions experiment(const std::string& name, const std::string& radiation,
                                    const std::vector<std::string>& isotopes = {}) {
  ExperimentOptions options;
  options.name = name;
  options.radiation = radiation;
  options.isotopes = isotopes;
  options.checks = false;
  return options;
}

/// What the options' experiment would measure on these pairs from Q = `from` to 15 1/Å, with normal errors of that size
/// (0: exact, and no column of errors).
inline void measure(const ExperimentOptions& options, const PairDistributions& truth, const std::string& path,
                    double error, Index seed = 1, double from = 0.2) {
  ExperimentOptions alone = options;
  alone.file.clear();
  alone.qmax = 15.0;
  const auto result = run_experiment(alone, {&truth, nullptr});
  const auto all = result.convention.from_total(result.total.q, result.total.value.value);
  std::vector<double> q, y;
  for (std::size_t k = 9; k < all.size(); k += 2) {
    if (result.total.q[k] < from) continue;
    q.push_back(result.total.q[k]);
    y.push_back(all[k]);
    if (error > 0.0)
      y.back() += error * Random(static_cast<std::uint64_t>(seed), Stream::packing, static_cast<Index>(k), 3).normal();
  }
  std::vector<CurveColumn> columns{{"Q", "1/Å", q}, {"y", "", y}};
  if (error > 0.0) columns.push_back({"err_y", "", std::vector<double>(q.size(), error)});
  write_curves(path, columns);
}

}  // namespace liquidus::testing
