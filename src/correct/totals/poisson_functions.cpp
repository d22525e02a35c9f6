#include "correct/totals/poisson_functions.hpp"

#include <algorithm>
#include <cmath>

#include "core/units.hpp"

namespace liquidus {

PoissonFunctions::PoissonFunctions(double sigma, double spacing, double from, double cutoff) : sigma_(sigma) {
  const auto whole = [&](double r) { return std::max<Index>(1, static_cast<Index>(std::lround(r / sigma))); };
  for (Index n = whole(from); static_cast<double>(n) * sigma <= cutoff; n += whole(spacing)) order_.push_back(n);
}

double PoissonFunctions::value(std::size_t i, double r) const {
  const auto n = static_cast<double>(order_[i]);
  if (!(r > 0.0)) return 0.0;
  // (n + 2)! overflows from n = 169 on.
  const double x = r / sigma_, power = n * std::log(x) - x - std::lgamma(n + 3.0);
  return std::exp(power) / (4.0 * units::pi * sigma_ * sigma_ * sigma_);
}

double PoissonFunctions::transform(std::size_t i, double q) const {
  const double m = static_cast<double>(order_[i]) + 2.0, x = q * sigma_;
  if (m * x < 1e-4) return 1.0 - (m + 1.0) * (m + 2.0) * x * x / 6.0;  // ⟨r²⟩ = (n+3)(n+4) σ²
  return std::sin(m * std::atan(x)) / (m * x) * std::exp(-0.5 * m * std::log1p(x * x));
}

}  // namespace liquidus
