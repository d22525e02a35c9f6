#include "active/mixtures/mixtures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <set>

#include "active/mixtures/nearest_counts.hpp"
#include "core/errors.hpp"

namespace liquidus {
namespace {

constexpr double most_points = 1e6, most_vectors = 2e7;

/// Ions of one sign with fractions that sum to 1.
struct Part {
  std::vector<std::size_t> ions;  // ascending
  std::vector<double> fractions;
};

/// All ordered choices of `kinds` fractions that sum to 1.
void add_fractions(std::size_t kinds, const std::vector<double>& allowed, std::vector<double>& chosen,
                   std::vector<std::vector<double>>& all) {
  const double left = 1.0 - std::accumulate(chosen.begin(), chosen.end(), 0.0);
  for (const double x : kinds == 1 ? std::vector<double>{1.0} : allowed) {
    const bool last = chosen.size() + 1 == kinds;
    if (last ? std::abs(x - left) > 1e-9 : x > left - 1e-9) continue;
    chosen.push_back(x);
    if (last)
      all.push_back(chosen);
    else
      add_fractions(kinds, allowed, chosen, all);
    chosen.pop_back();
  }
}

/// All choices of `kinds` of `n` ions.
std::vector<std::vector<std::size_t>> subsets(std::size_t n, std::size_t kinds) {
  std::vector<std::vector<std::size_t>> all;
  std::vector<std::size_t> chosen(kinds);
  std::iota(chosen.begin(), chosen.end(), std::size_t{0});
  while (kinds <= n) {
    all.push_back(chosen);
    std::size_t k = kinds;
    while (k > 0 && chosen[k - 1] == n - kinds + k - 1) --k;
    if (k == 0) break;
    ++chosen[k - 1];
    for (std::size_t j = k; j < kinds; ++j) chosen[j] = chosen[j - 1] + 1;
  }
  return all;
}

double binomial(std::size_t n, std::size_t k) {
  double product = 1.0;
  for (std::size_t i = 0; i < k; ++i) product *= static_cast<double>(n - i) / static_cast<double>(i + 1);
  return product;
}

std::vector<Part> parts(std::size_t n, std::pair<Index, Index> kinds, const std::vector<double>& allowed) {
  std::vector<Part> all;
  for (auto k = static_cast<std::size_t>(kinds.first); k <= std::min(n, static_cast<std::size_t>(kinds.second)); ++k) {
    std::vector<std::vector<double>> fractions;
    std::vector<double> chosen;
    // k fractions that sum to 1: the last one follows from the others
    if (binomial(n, k) * std::pow(static_cast<double>(allowed.size()), static_cast<double>(k) - 1.0) > 1e9)
      throw InputError("the grid has too many points; ask for fewer kinds of ions at once or a coarser grid");
    add_fractions(k, allowed, chosen, fractions);
    if (binomial(n, k) * static_cast<double>(fractions.size()) > most_points)
      throw InputError(
          fmt::format("the grid has more than {:.0f} points; ask for fewer kinds of ions at once or a "
                      "coarser grid",
                      most_points));
    for (const auto& ions : subsets(n, k))
      for (const auto& x : fractions) all.push_back({ions, x});
  }
  return all;
}

IonShares shares_of(const Part& part, const std::vector<Ion>& ions) {
  IonShares shares;
  for (const auto i : part.ions) shares.charges.push_back(std::abs(ions[i].charge));
  shares.fractions = part.fractions;
  return shares;
}

/// Searches, each done once: what comes out depends on charges and fractions alone.
class Searches {
 public:
  explicit Searches(const MixtureGrid& grid) : grid_(grid) {}

  const std::optional<IonCounts>& nearest(const IonShares& cations, const IonShares& anions) {
    const auto [at, is_new] = found_.try_emplace({cations, anions});
    if (is_new) at->second = nearest_counts(cations, anions, grid_.least, grid_.most, grid_.tolerance);
    return at->second;
  }

  /// Why there is none: how far away the nearest is, unless that takes too long to find.
  const std::string& reason(const IonShares& cations, const IonShares& anions) {
    const auto [at, is_new] = reasons_.try_emplace({cations, anions});
    if (!is_new) return at->second;
    at->second = fmt::format("no neutral mixture of {} to {} ions is within {:g} of these fractions", grid_.least,
                             grid_.most, grid_.tolerance);
    const std::size_t kinds = std::max(cations.charges.size(), anions.charges.size());
    for (double wide = grid_.tolerance; wide < 1.0 && count_vectors(kinds, grid_.most, 2.0 * wide) < most_vectors;) {
      wide *= 2.0;
      const auto found = nearest_counts(cations, anions, grid_.least, grid_.most, wide);
      if (!found) continue;
      at->second += fmt::format("; the nearest is off by {:.3g}", found->deviation);
      break;
    }
    return at->second;
  }

 private:
  const MixtureGrid& grid_;
  std::map<std::pair<IonShares, IonShares>, std::optional<IonCounts>> found_;
  std::map<std::pair<IonShares, IonShares>, std::string> reasons_;
};

/// As many decimals, 2 or more, as the fractions have; of those that have no end, enough to tell all apart.
int decimals(const MixtureGrid& grid) {
  const auto enough = [&](int digits) {
    bool exact = true, apart = true;
    for (const auto* fractions : {&grid.cation_fractions, &grid.anion_fractions}) {
      std::set<std::string> texts;
      for (const double x : *fractions) {
        const double shifted = x * std::pow(10.0, digits);
        exact = exact && std::abs(shifted - std::round(shifted)) < 1e-6;
        apart = apart && texts.insert(fmt::format("{:.{}f}", x, digits)).second;
      }
    }
    return std::pair(exact, apart);
  };
  for (int digits = 2; digits <= 4; ++digits)
    if (enough(digits).first) return digits;
  for (int digits = 2; digits < 9; ++digits)
    if (enough(digits).second) return digits;
  return 9;
}

std::string part_name(const Part& part, const std::vector<Ion>& ions, int digits) {
  std::string name;
  for (std::size_t k = 0; k < part.ions.size(); ++k)
    name += ions[part.ions[k]].name + (part.ions.size() > 1 ? fmt::format("{:.{}f}", part.fractions[k], digits) : "");
  return name;
}

std::vector<MixtureIon> counted(const Part& part, const std::vector<Ion>& ions, const std::vector<Index>& counts) {
  std::vector<MixtureIon> all;
  for (std::size_t k = 0; k < part.ions.size(); ++k) all.push_back({ions[part.ions[k]], part.fractions[k], counts[k]});
  return all;
}

/// Ions and counts in lowest terms: what makes two compositions the same.
using Reduced = std::vector<std::pair<std::size_t, Index>>;
Reduced reduced(const Part& cations, const Part& anions, const IonCounts& counts) {
  Index divisor = 0;
  for (const auto* all : {&counts.cations, &counts.anions})
    for (const Index n : *all) divisor = std::gcd(divisor, n);
  Reduced key;
  for (std::size_t k = 0; k < cations.ions.size(); ++k) key.emplace_back(cations.ions[k], counts.cations[k] / divisor);
  key.emplace_back(0, 0);
  for (std::size_t k = 0; k < anions.ions.size(); ++k) key.emplace_back(anions.ions[k], counts.anions[k] / divisor);
  return key;
}

void check_kinds(const std::pair<Index, Index>& kinds, std::size_t ions, const std::string& sign) {
  if (ions == 0) throw InputError(fmt::format("there are no {0}s; a mixture needs cations and anions", sign));
  if (kinds.first < 1 || kinds.first > kinds.second || kinds.first > static_cast<Index>(ions))
    throw InputError(fmt::format("{}_kinds = [{}, {}] can't be; expected 1 ≤ least ≤ most, and there are {}", sign,
                                 kinds.first, kinds.second, ions));
}

void check_fractions(const std::vector<double>& fractions, const std::string& sign) {
  for (const double x : fractions)
    if (!(x > 0.0 && x < 1.0))
      throw InputError(fmt::format("{}_fractions: {:g} must be between 0 and 1; a lone {} has 1", sign, x, sign));
}

void check(const MixtureGrid& grid) {
  check_kinds(grid.cation_kinds, grid.cations.size(), "cation");
  check_kinds(grid.anion_kinds, grid.anions.size(), "anion");
  check_fractions(grid.cation_fractions, "cation");
  check_fractions(grid.anion_fractions, "anion");
  if (grid.least < 2 || grid.most < grid.least)
    throw InputError(fmt::format("atoms = [{}, {}] can't be; expected 2 ≤ least ≤ most", grid.least, grid.most));
  if (!(grid.tolerance >= 0.0 && grid.tolerance < 1.0))
    throw InputError(fmt::format("tolerance = {:g} must be at least 0 and below 1", grid.tolerance));
  const auto kinds = static_cast<std::size_t>(std::max(grid.cation_kinds.second, grid.anion_kinds.second));
  if (count_vectors(std::min(kinds, std::max(grid.cations.size(), grid.anions.size())), grid.most, grid.tolerance) >
      most_vectors)
    throw InputError(
        fmt::format("boxes of {} ions of so many kinds are too many to look at; ask for smaller boxes, a "
                    "smaller tolerance or fewer kinds",
                    grid.most));
}

}  // namespace

std::vector<double> grid_fractions(double step) {
  const double n = std::round(1.0 / step);
  if (!(step > 0.0 && step <= 1.0) || std::abs(n * step - 1.0) > 1e-6) {
    const double below = std::max(1.0, std::floor(1.0 / step));
    const std::string near = step > 0.0 && step < 1.0 ? fmt::format("; the nearest that do are {:.6g} and {:.6g}",
                                                                    1.0 / (below + 1.0), 1.0 / below)
                                                      : std::string("; expected one such as 0.25");
    throw InputError(fmt::format("a step of {:g} does not divide 1{}", step, near));
  }
  if (n > 1000.0) throw InputError(fmt::format("a step of {:g} is below 0.001", step));
  std::vector<double> all;
  for (double k = 1.0; k < n; ++k) all.push_back(k / n);
  return all;
}

Index Mixture::size() const {
  Index sum = 0;
  for (const auto* part : {&cations, &anions})
    for (const auto& entry : *part) sum += entry.count;
  return sum;
}

std::string Mixture::formula() const {
  std::string text;
  for (const auto* part : {&cations, &anions})
    for (const auto& entry : *part) text += with_count(entry.ion.name, entry.count, true);
  return text;
}

MixtureList enumerate_mixtures(const MixtureGrid& grid) {
  check(grid);
  const auto cations = parts(grid.cations.size(), grid.cation_kinds, grid.cation_fractions);
  const auto anions = parts(grid.anions.size(), grid.anion_kinds, grid.anion_fractions);
  for (const auto& [part, sign] : {std::pair(&cations, "cation"), std::pair(&anions, "anion")})
    if (part->empty()) throw InputError(fmt::format("no {0}_kinds of the {0} fractions sum to 1", sign));
  MixtureList list;
  list.points = static_cast<Index>(cations.size() * anions.size());
  if (static_cast<double>(list.points) > most_points)
    throw InputError(
        fmt::format("the grid has {} points, above {:.0f}; ask for fewer kinds of ions at once or a "
                    "coarser grid",
                    list.points, most_points));
  const int digits = decimals(grid);
  Searches searches(grid);
  std::map<Reduced, std::size_t> known;  // index into list.made
  for (const auto& anion : anions) {
    const IonShares anion_shares = shares_of(anion, grid.anions);
    const std::string anion_name = part_name(anion, grid.anions, digits);
    for (const auto& cation : cations) {
      const IonShares cation_shares = shares_of(cation, grid.cations);
      const std::string name = part_name(cation, grid.cations, digits) + "-" + anion_name;
      const auto& counts = searches.nearest(cation_shares, anion_shares);
      if (!counts) {
        list.unmade.push_back({name, searches.reason(cation_shares, anion_shares)});
        continue;
      }
      Mixture mixture{name, counted(cation, grid.cations, counts->cations), counted(anion, grid.anions, counts->anions),
                      counts->deviation};
      const auto [at, is_new] = known.try_emplace(reduced(cation, anion, *counts), list.made.size());
      if (is_new) {
        list.made.push_back(std::move(mixture));
        continue;
      }
      ++list.merged;
      if (mixture.deviation < list.made[at->second].deviation) list.made[at->second] = std::move(mixture);
    }
  }
  return list;
}

}  // namespace liquidus
