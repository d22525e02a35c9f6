#include "correct/correction.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "scatter/pair_index.hpp"

namespace liquidus {

Correction Correction::zero(std::vector<std::string> species, const KnotGrid& knots,
                            const TemperatureBasis& temperature) {
  Correction correction;
  correction.species = std::move(species);
  correction.knots = knots;
  correction.temperature = temperature;
  correction.values.assign(correction.terms() * correction.pairs(),
                           std::vector<double>(static_cast<std::size_t>(knots.count), 0.0));
  return correction;
}

std::size_t Correction::find(const std::string& pair) const {
  std::string known;
  for (std::size_t b = 0; b < species.size(); ++b)
    for (std::size_t a = 0; a <= b; ++a) {
      if (pair == species[a] + "-" + species[b] || pair == species[b] + "-" + species[a]) return pair_index(a, b);
      known += (known.empty() ? "" : ", ") + species[a] + "-" + species[b];
    }
  throw InputError("there is no pair '" + pair + "'; there are " + known);
}

std::string Correction::name(std::size_t pair) const {
  std::size_t b = 0;
  while (pair_count(b + 1) <= pair) ++b;
  return species[pair - pair_count(b)] + "-" + species[b];
}

std::vector<double> Correction::at(std::size_t pair, double temperature_in_K) const {
  const auto b = temperature.at(temperature_in_K);
  std::vector<double> sum(static_cast<std::size_t>(knots.count), 0.0);
  for (std::size_t m = 0; m < b.size(); ++m)
    for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += b[m] * values[m * pairs() + pair][k];
  return sum;
}

std::vector<double> Correction::deviation_at(std::size_t pair, double temperature_in_K) const {
  if (covariance.empty()) return {};
  const auto b = temperature.at(temperature_in_K);
  const auto n = static_cast<std::size_t>(knots.count);
  std::vector<double> deviation(n);
  for (std::size_t k = 0; k < n; ++k) {
    double variance = 0.0;
    for (std::size_t m = 0; m < b.size(); ++m)
      for (std::size_t l = 0; l < b.size(); ++l) {
        const std::size_t row = (m * pairs() + pair) * n + k, column = (l * pairs() + pair) * n + k;
        variance += b[m] * b[l] * covariance[row * size() + column];
      }
    deviation[k] = std::sqrt(std::max(0.0, variance));
  }
  return deviation;
}

}  // namespace liquidus
