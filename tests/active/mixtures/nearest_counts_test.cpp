#include "active/mixtures/nearest_counts.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <numeric>

using namespace liquidus;

namespace {

/// Largest difference of the counts' fractions from those asked for.
double deviation(const std::vector<Index>& counts, const std::vector<double>& fractions) {
  const auto all = static_cast<double>(std::accumulate(counts.begin(), counts.end(), Index{0}));
  double worst = 0.0;
  for (std::size_t k = 0; k < counts.size(); ++k)
    worst = std::max(worst, std::abs(static_cast<double>(counts[k]) / all - fractions[k]));
  return worst;
}

Index charge(const std::vector<Index>& counts, const std::vector<Index>& charges) {
  return std::inner_product(counts.begin(), counts.end(), charges.begin(), Index{0});
}

/// All vectors of counts of 1 or more with a sum up to `most`.
void for_all(std::size_t kinds, Index most, const std::function<void(const std::vector<Index>&)>& look) {
  std::vector<Index> counts(kinds, 1);
  const std::function<void(std::size_t, Index)> choose = [&](std::size_t k, Index left) {
    if (k == kinds) return look(counts);
    for (Index n = 1; n + static_cast<Index>(kinds - k) - 1 <= left; ++n) {
      counts[k] = n;
      choose(k + 1, left - n);
    }
  };
  choose(0, most);
}

struct Best {
  double deviation = 1e300;
  Index size = 0;
};

/// By trying everything, with no cleverness: the least deviation, and the fewest ions that have it.
Best by_trial(const IonShares& cations, const IonShares& anions, Index least, Index most) {
  Best best;
  for_all(cations.charges.size(), most, [&](const std::vector<Index>& c) {
    const double of_cations = deviation(c, cations.fractions);
    for_all(anions.charges.size(), most, [&](const std::vector<Index>& a) {
      const Index n = std::accumulate(c.begin(), c.end(), std::accumulate(a.begin(), a.end(), Index{0}));
      if (n < least || n > most || charge(c, cations.charges) != charge(a, anions.charges)) return;
      const double x = std::max(of_cations, deviation(a, anions.fractions));
      if (x < best.deviation - 1e-10 || (x < best.deviation + 1e-10 && n < best.size)) best = {x, n};
    });
  });
  return best;
}

}  // namespace

TEST_CASE("The nearest neutral counts are those that trying everything finds", "[nearest_counts_test]") {
  const std::vector<IonShares> cations = {
      {{1}, {1.0}},         {{4}, {1.0}},         {{1, 2}, {0.25, 0.75}},        {{1, 4}, {0.6, 0.4}},
      {{3, 4}, {0.1, 0.9}}, {{1, 1}, {0.5, 0.5}}, {{1, 2, 3}, {0.25, 0.25, 0.5}}};
  const std::vector<IonShares> anions = {{{1}, {1.0}}, {{2}, {1.0}}, {{1, 1}, {0.25, 0.75}}, {{1, 2}, {0.5, 0.5}}};
  int without = 0;
  for (const auto& cation : cations)
    for (const auto& anion : anions)
      for (const auto& [least, most] : {std::pair<Index, Index>{2, 9}, {10, 14}, {17, 17}}) {
        CAPTURE(cation.charges, anion.charges, least, most);
        const Best best = by_trial(cation, anion, least, most);
        for (const double tolerance : {0.01, 0.05, 0.3}) {
          const auto found = nearest_counts(cation, anion, least, most, tolerance);
          REQUIRE(found.has_value() == (best.deviation <= tolerance + 1e-10));
          without += !found;
          if (!found) continue;
          const Index n = std::accumulate(found->cations.begin(), found->cations.end(),
                                          std::accumulate(found->anions.begin(), found->anions.end(), Index{0}));
          CHECK(found->deviation == Approx(best.deviation).margin(1e-10));
          CHECK(n == best.size);
          CHECK(charge(found->cations, cation.charges) == charge(found->anions, anion.charges));
          CHECK(std::max(deviation(found->cations, cation.fractions), deviation(found->anions, anion.fractions)) ==
                Approx(found->deviation).margin(1e-10));
        }
      }
  CHECK(without > 50);  // of 252: both outcomes are tried
}

TEST_CASE("An exact composition takes the smallest box that has it", "[nearest_counts_test]") {
  const auto found = nearest_counts({{1, 4}, {0.5, 0.5}}, {{1}, {1.0}}, 60, 100, 0.02);
  REQUIRE(found);
  CHECK(found->cations == std::vector<Index>{9, 9});  // K9 Th9 Cl45: 63 ions, a multiple of 7
  CHECK(found->anions == std::vector<Index>{45});
  CHECK(found->deviation == 0.0);
  CHECK_FALSE(nearest_counts({{3}, {1.0}}, {{1}, {1.0}}, 61, 63, 0.5));  // multiples of 4 alone
}
