#include "scatter/transform/partials.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "core/errors.hpp"
#include "core/units.hpp"
#include "scatter/transform/interpolate.hpp"

namespace liquidus {
namespace {

using Values = std::vector<double>;

/// Weight of the sums at q.
double of_direct(const Crossover& range, double q) {
  if (q <= range.from) return 1.0;
  if (q >= range.to) return 0.0;
  const double c = std::cos(0.5 * units::pi * (q - range.from) / (range.to - range.from));
  return c * c;
}

void check_mergeable(const PartialStructureFactors& a, const PartialStructureFactors& b, const Crossover& range) {
  bool same = a.species == b.species;
  for (std::size_t s = 0; same && s < a.concentration.size(); ++s)
    same = std::abs(a.concentration[s] - b.concentration[s]) < 1e-6;
  if (!same) throw InputError("structure factors of different species or compositions can't be merged");
  if (a.q.empty() || b.q.empty() || !(range.from < range.to) || range.from < a.q.front() || range.from < b.q.front() ||
      range.to > a.q.back() || range.to > b.q.back())
    throw InputError(
        fmt::format("structure factors were to be merged between {:.6g} and {:.6g} 1/Å; the sums over "
                    "reciprocal-lattice vectors run from "
                    "{:.6g} to {:.6g} 1/Å and the transform of g(r) from {:.6g} to {:.6g} 1/Å",
                    range.from, range.to, a.q.empty() ? 0.0 : a.q.front(), a.q.empty() ? 0.0 : a.q.back(),
                    b.q.empty() ? 0.0 : b.q.front(), b.q.empty() ? 0.0 : b.q.back()));
}

bool same_blocks(const Jackknife& a, const Jackknife& b) {
  return std::equal(a.weight.begin(), a.weight.end(), b.weight.begin(), b.weight.end(),
                    [](double x, double y) { return std::abs(x - y) <= 1e-9 * std::abs(x); });
}

/// The points of two sets of Q that a merged one takes.
struct Merger {
  const Values &q_direct, &q_transformed;
  Crossover range;

  template <class Mix>
  Values mixed(const Values& direct, const Values& transformed, Mix mix) const {
    Values result;
    const auto end =
        static_cast<std::size_t>(std::lower_bound(q_direct.begin(), q_direct.end(), range.to) - q_direct.begin());
    const Values other = interpolate(q_transformed, transformed, std::span(q_direct).first(end));
    for (std::size_t i = 0; i < end; ++i) {
      const double w = of_direct(range, q_direct[i]);
      result.push_back(w == 1.0 ? direct[i] : mix(w, direct[i], other[i]));
    }
    for (std::size_t i = 0; i < q_transformed.size(); ++i)
      if (q_transformed[i] >= range.to) result.push_back(transformed[i]);
    return result;
  }
  Values values(const Values& direct, const Values& transformed) const {
    return mixed(direct, transformed, [](double w, double a, double b) { return w * a + (1.0 - w) * b; });
  }
  Values errors(const Values& direct, const Values& transformed) const {
    return mixed(direct, transformed, [](double w, double a, double b) { return std::hypot(w * a, (1.0 - w) * b); });
  }
};

PairStructureFactor merge_pair(const PairStructureFactor& a, const PairStructureFactor& b, const Merger& merger,
                               const Jackknife& jackknife) {
  PairStructureFactor pair{merger.values(a.value, b.value), {}, {}};
  for (std::size_t block = 0; block < jackknife.weight.size(); ++block)
    pair.without.push_back(merger.values(a.without[block], b.without[block]));
  if (!jackknife.empty())
    pair.error = jackknife.errors(pair.value, pair.without);
  else if (!a.error.empty() && !b.error.empty())
    pair.error = merger.errors(a.error, b.error);
  return pair;
}

double number_number(const Values& c, const Values& a) {
  double sum = 0.0;
  for (std::size_t i = 0; i < c.size(); ++i)
    for (std::size_t j = 0; j < c.size(); ++j) sum += c[i] * c[j] * a[PartialStructureFactors::pair(i, j)];
  return sum;
}

}  // namespace

std::pair<std::size_t, std::size_t> PartialStructureFactors::species_of(std::size_t pair) {
  std::size_t b = 0;
  while (pair > b) pair -= ++b;
  return {pair, b};
}

std::string PartialStructureFactors::name(std::size_t pair) const {
  const auto [a, b] = species_of(pair);
  return species[a] + "-" + species[b];
}

std::size_t PartialStructureFactors::find(std::string_view wanted) const {
  std::vector<std::string> known;
  for (std::size_t p = 0; p < pairs.size(); ++p) {
    const auto [a, b] = species_of(p);
    known.push_back(name(p));
    if (wanted == known.back() || wanted == species[b] + "-" + species[a]) return p;
  }
  throw InputError("there is no pair '" + std::string(wanted) + "'" + suggestion(wanted, known));
}

WithErrors ashcroft_langreth(const PartialStructureFactors& partials, std::size_t pair) {
  const auto [a, b] = PartialStructureFactors::species_of(pair);
  const double root = std::sqrt(partials.concentration[a] * partials.concentration[b]), delta = a == b ? 1.0 : 0.0;
  return partials.derive([&](std::size_t, const Values& at) { return delta + root * (at[pair] - 1.0); });
}

WithErrors number_structure_factor(const PartialStructureFactors& partials) {
  return partials.derive([&](std::size_t, const Values& at) { return number_number(partials.concentration, at); });
}

BhatiaThornton bhatia_thornton(const PartialStructureFactors& partials) {
  if (partials.species.size() != 2)
    throw InputError(
        fmt::format("Bhatia-Thornton structure factors are of two species; there are {}", partials.species.size()));
  const double c1 = partials.concentration[0], c2 = partials.concentration[1], cc = c1 * c2;
  const auto nc = [&](std::size_t, const Values& a) { return cc * (c1 * (a[0] - a[1]) - c2 * (a[2] - a[1])); };
  const auto cc_of = [&](std::size_t, const Values& a) { return cc * (1.0 + cc * (a[0] + a[2] - 2.0 * a[1])); };
  return {number_structure_factor(partials), partials.derive(nc), partials.derive(cc_of)};
}

PartialStructureFactors merged(const PartialStructureFactors& direct, const PartialStructureFactors& transformed,
                               const Crossover& crossover) {
  check_mergeable(direct, transformed, crossover);
  PartialStructureFactors result{{}, direct.species, direct.concentration, direct.density, {}, {}};
  if (same_blocks(direct.jackknife, transformed.jackknife)) result.jackknife = direct.jackknife;
  const Merger merger{direct.q, transformed.q, crossover};
  result.q = merger.values(direct.q, transformed.q);
  for (std::size_t p = 0; p < direct.pairs.size(); ++p)
    result.pairs.push_back(merge_pair(direct.pairs[p], transformed.pairs[p], merger, result.jackknife));
  return result;
}

}  // namespace liquidus
