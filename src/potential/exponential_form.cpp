#include "potential/exponential_form.hpp"

#include <algorithm>
#include <cmath>

#include "core/units.hpp"
#include "potential/safe_core.hpp"

namespace liquidus {
namespace {

double slope(const ExponentialPair& p, double charge_product, double r) {
  const double r2 = r * r, r7 = r2 * r2 * r2 * r;
  return -p.A / p.rho * std::exp((p.sigma - r) / p.rho) + 6.0 * p.C / r7 + 8.0 * p.D / (r7 * r2) -
         units::coulomb * charge_product / r2;
}

}  // namespace

ExponentialTable make_exponential_table(Index types, std::span<const ExponentialPair> pairs, bool eighth, double cutoff,
                                        const CoreOptions& core) {
  const std::size_t n = pairs.size();
  ExponentialTable table{std::vector<double>((eighth ? 6 : 5) * n), {0.0}};
  for (std::size_t k = 0; k < n; ++k) {
    const ExponentialPair& p = pairs[k];
    const Index a = static_cast<Index>(k) / types, b = static_cast<Index>(k) % types;
    if (!(p.rho > 0.0)) throw PairError(a, b, "rho must be positive");
    SafeCore found;
    if (core.safe) {
      const double charges = core.charge_products.empty() ? 0.0 : core.charge_products[k];
      try {
        found = find_safe_core([&](double r) { return slope(p, charges, r); }, cutoff);
      } catch (const std::invalid_argument& e) {
        throw PairError(a, b, std::string("no core keeps this pair apart: ") + e.what());
      }
    }
    const double values[] = {p.A * std::exp(p.sigma / p.rho), 1.0 / p.rho, p.C, found.radius, found.strength, p.D};
    for (std::size_t row = 0; row < table.parameters.size() / n; ++row) table.parameters[row * n + k] = values[row];
    table.constants[0] = std::max(table.constants[0], found.radius * found.radius);
  }
  return table;
}

}  // namespace liquidus
