#include "scatter/weights/totals.hpp"

#include <algorithm>

#include "core/errors.hpp"

namespace liquidus {
namespace {

void check_species(const std::vector<std::string>& of_model, const Scatterers& scatterers) {
  if (of_model == scatterers.species()) return;
  const auto list = [](const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
  };
  throw InputError("the scatterers are of the species " + list(scatterers.species()) + ", the model has " +
                   list(of_model));
}

/// The g of a pair without a block, or of all frames; null where the pair has none.
const Partial* find_pair(const PairDistributions& pairs, std::size_t i, std::size_t j) {
  for (const auto& p : pairs.partials)
    if ((p.a == pairs.species[i] && p.b == pairs.species[j]) || (p.a == pairs.species[j] && p.b == pairs.species[i]))
      return &p;
  return nullptr;
}

}  // namespace

Total total_of(const PartialStructureFactors& partials, const Scatterers& scatterers, DividedBy divided) {
  check_species(partials.species, scatterers);
  const std::size_t points = partials.q.size(), n = partials.pairs.size();
  Total total{partials.q, {},
              {},         std::vector<std::vector<double>>(n, std::vector<double>(points)),
              {},         std::vector<double>(points)};
  for (std::size_t k = 0; k < points; ++k) {
    const auto w = pair_weights(partials.concentration, scatterers.at(partials.q[k]), divided);
    for (std::size_t p = 0; p < n; ++p) {
      total.weights[p][k] = w[p];
      total.level[k] += w[p];
    }
  }
  for (std::size_t p = 0; p < n; ++p) {
    total.pairs.push_back(partials.name(p));
    total.parts.push_back(partials.derive(
        [&](std::size_t k, const std::vector<double>& a) { return total.weights[p][k] * (a[p] - 1.0); }));
  }
  total.value = partials.derive([&](std::size_t k, const std::vector<double>& a) {
    double sum = 0.0;
    for (std::size_t p = 0; p < n; ++p) sum += total.weights[p][k] * (a[p] - 1.0);
    return sum;
  });
  return total;
}

std::vector<double> fractions(const PairDistributions& pairs) {
  double all = 0.0;
  for (const double n : pairs.atoms) all += n;
  std::vector<double> c;
  for (const double n : pairs.atoms) c.push_back(n / all);
  return c;
}

WithErrors fixed_weight_sum(const PairDistributions& pairs, const Scatterers& scatterers, DividedBy divided, double q) {
  check_species(pairs.species, scatterers);
  const auto weights = pair_weights(fractions(pairs), scatterers.at(q), divided);
  WithErrors sum;
  sum.jackknife = pairs.total.jackknife;
  const std::size_t bins = pairs.total.r.size(), blocks = sum.jackknife.weight.size();
  sum.value.assign(bins, 0.0);
  sum.without.assign(blocks, std::vector<double>(bins, 0.0));
  for (std::size_t j = 0; j < pairs.species.size(); ++j)
    for (std::size_t i = 0; i <= j; ++i) {
      const Partial* partial = find_pair(pairs, i, j);
      const double w = weights[pair_index(i, j)];
      const auto add = [&](std::vector<double>& into, const std::vector<double>* g) {
        for (std::size_t k = 0; k < bins; ++k) into[k] += w * ((g ? (*g)[k] : 0.0) - 1.0);
      };
      add(sum.value, partial ? &partial->g : nullptr);
      for (std::size_t b = 0; b < blocks; ++b) {
        const bool has = partial && b < partial->g_without.size();
        add(sum.without[b], has ? &partial->g_without[b] : partial ? &partial->g : nullptr);
      }
    }
  sum.error = sum.jackknife.errors(sum.value, sum.without);
  return sum;
}

}  // namespace liquidus
