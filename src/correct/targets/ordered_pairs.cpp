#include "correct/targets/ordered_pairs.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"

namespace liquidus {
namespace {

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::size_t place(const std::vector<std::string>& names, const std::string& name) {
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

}  // namespace

PairDistributions in_order_of(const std::vector<std::string>& species, const PairDistributions& pairs) {
  if (species.size() != pairs.species.size() ||
      !std::is_permutation(species.begin(), species.end(), pairs.species.begin()))
    throw InputError("the correction is of the species " + listed(species) + ", the simulation has " +
                     listed(pairs.species));
  PairDistributions ordered = pairs;
  ordered.species = species;
  ordered.atoms.clear();
  ordered.partials.clear();
  for (std::size_t b = 0; b < species.size(); ++b) {
    ordered.atoms.push_back(pairs.atoms[place(pairs.species, species[b])]);
    for (std::size_t a = 0; a <= b; ++a)
      for (Partial p : pairs.partials) {
        const bool same = p.a == species[a] && p.b == species[b];
        if (!same && !(p.a == species[b] && p.b == species[a])) continue;
        if (!same) {
          std::swap(p.a, p.b);
          std::swap(p.n_ab, p.n_ba);
          std::swap(p.n_ab_error, p.n_ba_error);
          std::swap(p.n_ab_without, p.n_ba_without);
        }
        ordered.partials.push_back(std::move(p));
      }
  }
  return ordered;
}

double reach_of(const PairDistributions& pairs) {
  const double half = pairs.least_height > 0.0 ? 0.5 * pairs.least_height : pairs.bins.end();
  return std::min(half, pairs.bins.end());
}

std::vector<double> errors_of(const PairDistributions& pairs, const Partial& partial) {
  if (!partial.g_error.empty()) return partial.g_error;
  double all = 0.0;
  for (const double n : pairs.atoms) all += n;
  const double of_a = pairs.atoms[place(pairs.species, partial.a)], of_b = pairs.atoms[place(pairs.species, partial.b)];
  const double per_volume = of_a * of_b / (partial.a == partial.b ? 2.0 : 1.0) * pairs.number_density / all;
  std::vector<double> errors;
  for (std::size_t k = 0; k < partial.g.size(); ++k) {
    const double n = per_volume * pairs.bins.shell(static_cast<Index>(k)) * static_cast<double>(pairs.frames);
    errors.push_back(std::sqrt(std::max(partial.g[k], 1.0 / n) / n));
  }
  return errors;
}

}  // namespace liquidus
