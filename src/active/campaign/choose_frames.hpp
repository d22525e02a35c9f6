#pragma once
#include <span>
#include <string>
#include <vector>

#include "active/query/feature_table.hpp"

namespace liquidus {

/// How candidates are chosen from.
struct ChooseOptions {
  std::string by = "farthest";  // "farthest", "clusters", "variance", "deviation" or "random"
  Index count = 20;
  Index cluster = 5;  // rows that make one
  Index seed = 1, draw = 0;
};

/// Rows of `candidates`, ascending:
/// farthest: far from each other and from the known ones (farthest_points);
/// clusters: in turn from each cluster of HDBSCAN, the steadiest first, and from the rows that lie in none; from each
/// those far from each other and from the known ones;
/// variance: those whose energies a linear model knows least, of rows as energy_design makes them (uncertain_rows);
/// deviation: those of the largest deviation;
/// random: drawn by (seed, draw).
/// @param deviations  [rows of candidates] of "deviation" alone
std::vector<Index> choose_frames(const FeatureTable& candidates, const FeatureTable& known,
                                 std::span<const double> deviations, const ChooseOptions& options);

}  // namespace liquidus
