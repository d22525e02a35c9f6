#include "active/mixtures/nearest_counts.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace liquidus {
namespace {

/// Deviations as whole multiples of 1e-12, so that those that are equal but for rounding count as equal.
Index quantised(double x) { return std::llround(1e12 * x); }

struct Side {
  Index deviation = 0, squares = 0;  // in 1e-12
  std::vector<Index> counts;
  auto operator<=>(const Side&) const = default;
};
/// The best counts by the sum of their charges.
using ByCharge = std::map<Index, Side>;

/// All vectors of `total` ions of the kinds, one at least of each, with fractions within the tolerance.
class SideSearch {
 public:
  SideSearch(const IonShares& shares, Index total, double tolerance)
      : shares_(shares), total_(total), tolerance_(quantised(tolerance)), counts_(shares.charges.size()) {}

  ByCharge run() {
    if (total_ >= static_cast<Index>(counts_.size())) choose(0, total_, 0, 0, 0);
    return std::move(best_);
  }

 private:
  void choose(std::size_t kind, Index left, Index charge, Index deviation, Index squares) {
    const Index others = static_cast<Index>(counts_.size() - kind) - 1;
    const double wanted = shares_.fractions[kind] * static_cast<double>(total_);
    const double width = 1e-12 * static_cast<double>(tolerance_) * static_cast<double>(total_);
    Index first = std::max(Index{1}, static_cast<Index>(std::floor(wanted - width)));
    Index last = std::min(left - others, static_cast<Index>(std::ceil(wanted + width)));
    if (others == 0) {
      if (left < first || left > last) return;
      first = last = left;
    }
    for (Index n = first; n <= last; ++n) {
      const double off = static_cast<double>(n) / static_cast<double>(total_) - shares_.fractions[kind];
      const Index one = quantised(std::abs(off));
      if (one > tolerance_) continue;
      counts_[kind] = n;
      const Index worst = std::max(deviation, one), sum = squares + quantised(off * off);
      if (others > 0)
        choose(kind + 1, left - n, charge + n * shares_.charges[kind], worst, sum);
      else
        keep(charge + n * shares_.charges[kind], {worst, sum, counts_});
    }
  }

  void keep(Index charge, Side side) {
    const auto [at, is_new] = best_.try_emplace(charge, side);
    if (!is_new && side < at->second) at->second = std::move(side);
  }

  const IonShares& shares_;
  Index total_, tolerance_;
  std::vector<Index> counts_;
  ByCharge best_;
};

}  // namespace

double count_vectors(std::size_t kinds, Index most, double tolerance) {
  double sum = 0.0;
  for (Index total = 1; total <= most; ++total) {
    const double n = static_cast<double>(total), choices = std::min(2.0 * tolerance * n + 1.0, n);
    sum += std::pow(choices, static_cast<double>(kinds) - 1.0);
  }
  return sum;
}

std::optional<IonCounts> nearest_counts(const IonShares& cations, const IonShares& anions, Index least, Index most,
                                        double tolerance) {
  // anions by the sum of their charges, then by their number
  std::map<Index, std::vector<std::pair<Index, Side>>> of_anions;
  for (Index n = 1; n < most; ++n)
    for (auto& [charge, side] : SideSearch(anions, n, tolerance).run()) of_anions[charge].emplace_back(n, side);
  using Rank = std::tuple<Index, Index, Index>;
  std::optional<Rank> lowest;
  IonCounts found;
  for (Index n = 1; n < most; ++n)
    for (const auto& [charge, cation] : SideSearch(cations, n, tolerance).run()) {
      const auto matching = of_anions.find(charge);
      if (matching == of_anions.end()) continue;
      for (const auto& [other, anion] : matching->second) {
        if (n + other < least || n + other > most) continue;
        const Rank rank{std::max(cation.deviation, anion.deviation), n + other, cation.deviation + anion.deviation};
        if (lowest && !(rank < *lowest)) continue;
        lowest = rank;
        found = {cation.counts, anion.counts, 1e-12 * static_cast<double>(std::get<0>(rank))};
      }
    }
  return lowest ? std::optional(found) : std::nullopt;
}

}  // namespace liquidus
