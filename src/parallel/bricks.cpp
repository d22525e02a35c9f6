#include "parallel/bricks.hpp"

#include <algorithm>
#include <limits>

namespace liquidus {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr Index histogram_bins = 2048;

/// Å² between a brick and others: faces towards itself, where there is one brick along a direction, cost no message.
double surface(const Bricks::Place& grid, const Vec3& areas) {
  double sum = 0.0;
  for (std::size_t k = 0; k < 3; ++k)
    if (grid[k] > 1) sum += areas[k] * grid[k] / (grid[0] * grid[1] * grid[2]);
  return sum;
}

/// Of grids alike the one with the fewest cut directions and so the fewest neighbours, and with the most cuts across a:
/// there charges find their part of an Ewald sum's mesh, which is spread in slabs along a, on their own rank.
Bricks::Place best_grid(int ranks, const Vec3& areas) {
  Bricks::Place best{ranks, 1, 1};
  double least = infinite;
  for (int x = ranks; x >= 1; --x) {
    if (ranks % x != 0) continue;
    for (int y = ranks / x; y >= 1; --y) {
      if (ranks / x % y != 0) continue;
      const Bricks::Place grid{x, y, ranks / x / y};
      if (const double now = surface(grid, areas); now < least * (1.0 - 1e-9)) {
        least = now;
        best = grid;
      }
    }
  }
  return best;
}

}  // namespace

Bricks::Bricks() : Bricks(Cuts{std::vector{0.0, 1.0}, std::vector{0.0, 1.0}, std::vector{0.0, 1.0}}) {}

Bricks::Bricks(Cuts cuts) : cuts_(std::move(cuts)) {
  for (std::size_t k = 0; k < 3; ++k) grid_[k] = static_cast<int>(cuts_[k].size()) - 1;
}

Bricks Bricks::divide(const Cell& cell, int ranks, const Vec3& low, const Vec3& high) {
  const Mat3& h = cell.vectors();
  Vec3 extent{1.0, 1.0, 1.0}, areas{};
  for (std::size_t k = 0; k < 3; ++k)
    if (!cell.periodic()[k]) extent[k] = std::max(high[k] - low[k], 1e-3);
  for (std::size_t k = 0; k < 3; ++k) {
    const std::size_t a = (k + 1) % 3, b = (k + 2) % 3;
    areas[k] = norm(cross(h[a], h[b])) * extent[a] * extent[b];
  }
  const Place grid = best_grid(ranks, areas);
  Cuts cuts;
  for (std::size_t k = 0; k < 3; ++k) {
    const bool periodic = cell.periodic()[k];
    for (int n = 0; n <= grid[k]; ++n) {
      const double share = static_cast<double>(n) / grid[k];
      cuts[k].push_back(periodic ? share : low[k] + share * extent[k]);
    }
    if (periodic) continue;
    cuts[k].front() = -infinite;
    cuts[k].back() = infinite;
  }
  return Bricks(std::move(cuts));
}

Bricks::Place Bricks::place(int rank) const {
  return {rank / grid_[2] / grid_[1], rank / grid_[2] % grid_[1], rank % grid_[2]};
}

int Bricks::rank_of(const Vec3& s) const {
  Place at{};
  for (std::size_t k = 0; k < 3; ++k) {
    const auto& cuts = cuts_[k];
    const auto above = std::upper_bound(cuts.begin() + 1, cuts.end() - 1, s[k]);
    at[k] = static_cast<int>(above - cuts.begin()) - 1;
  }
  return rank(at);
}

Bricks balanced(const Communicator& ranks, const Bricks& bricks, const std::array<bool, 3>& periodic,
                std::span<const Vec3> s) {
  Bricks::Cuts cuts = bricks.cuts();
  for (std::size_t k = 0; k < 3; ++k) {
    const int count = bricks.grid()[k];
    if (count == 1) continue;
    double low = 0.0, high = 1.0;
    if (!periodic[k]) {
      low = infinite, high = -infinite;
      for (const auto& x : s) low = std::min(low, x[k]), high = std::max(high, x[k]);
      low = ranks.min(low), high = ranks.max(high);
      if (!(high > low)) continue;
    }
    const double width = (high - low) / static_cast<double>(histogram_bins);
    std::vector<Index> histogram(histogram_bins, 0);
    for (const auto& x : s)
      ++histogram[static_cast<std::size_t>(
          std::clamp<Index>(static_cast<Index>((x[k] - low) / width), 0, histogram_bins - 1))];
    ranks.sum(std::span<Index>(histogram));
    Index total = 0;
    for (const Index n : histogram) total += n;
    if (total == 0) continue;
    Index below = 0;
    std::size_t bin = 0;
    for (int n = 1; n < count; ++n) {
      const double wanted = static_cast<double>(total) * n / count;
      while (static_cast<double>(below + histogram[bin]) < wanted) below += histogram[bin++];
      const double share = (wanted - static_cast<double>(below)) / static_cast<double>(histogram[bin]);
      cuts[k][static_cast<std::size_t>(n)] = low + (static_cast<double>(bin) + share) * width;
    }
  }
  return Bricks(std::move(cuts));
}

}  // namespace liquidus
