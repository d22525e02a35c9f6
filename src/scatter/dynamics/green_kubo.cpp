#include "scatter/dynamics/green_kubo.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"

namespace liquidus {
namespace {

/// Whether ∫ from t to 2t differs from zero by less than its standard error.
bool faded(const WithErrors& integral, std::size_t t) {
  const auto part = [&](const std::vector<double>& values) { return values[2 * t] - values[t]; };
  const double error =
      integral.jackknife.error(part(integral.value), [&](std::size_t b) { return part(integral.without[b]); });
  return std::abs(part(integral.value)) < error;
}

/// The first t at which it has, and up to 1.5 t; 0 if there is none.
std::size_t first_faded(const WithErrors& integral) {
  if (integral.error.empty()) return 0;
  const std::size_t lags = integral.value.size();
  std::size_t begin = 1;
  for (std::size_t t = 1; 2 * t < lags; ++t) {
    if (!faded(integral, t)) begin = t + 1;
    if (2 * t >= 3 * begin && 2 * begin < lags) return begin;
  }
  return 0;
}

}  // namespace

std::vector<double> running_integral(std::span<const double> values, double spacing) {
  std::vector<double> integral(values.size(), 0.0);
  for (std::size_t k = 1; k < values.size(); ++k)
    integral[k] = integral[k - 1] + 0.5 * spacing * (values[k - 1] + values[k]);
  return integral;
}

Estimate GreenKubo::value() const {
  Estimate result{integral.value[cutoff], {}};
  if (!integral.error.empty()) result.error = integral.error[cutoff];
  return result;
}

void read_off(GreenKubo& found, double spacing, double cutoff) {
  const auto& correlation = found.correlation.value;
  if (correlation.empty()) throw Error("there are no samples to correlate");
  found.first_fall = correlation.size() > 1 && correlation[0] != 0.0 ? 1.0 - correlation[1] / correlation[0] : 0.0;
  const std::size_t last = correlation.size() - 1;
  if (!std::isnan(cutoff)) {
    found.cutoff = static_cast<std::size_t>(std::max(0.0, std::round(cutoff / spacing)));
    if (found.cutoff > last)
      throw InputError(fmt::format("cutoff is {:g} fs, but the longest lag is {:g} fs", cutoff,
                                   spacing * static_cast<double>(last)));
    found.converged = true;
    return;
  }
  const std::size_t t = first_faded(found.integral);
  found.converged = t > 0;
  found.cutoff = found.converged ? 2 * t : last;
}

std::vector<std::string> green_kubo_remarks(const std::string& of, const GreenKubo& found, double spacing) {
  std::vector<std::string> remarks;
  if (!found.converged)
    remarks.push_back(fmt::format(
        "the integral for {} has not come to a plateau within {:g} fs: run longer, or raise the longest lag", of,
        spacing * static_cast<double>(found.cutoff)));
  if (found.first_fall > 0.2)
    remarks.push_back(
        fmt::format("the correlation for {} falls by {:.0f} % from one sample to the next, so its integral is coarse: "
                    "sample at a shorter interval",
                    of, 100.0 * found.first_fall));
  return remarks;
}

}  // namespace liquidus
