#include "correct/local/sopr_options.hpp"

#include <cmath>

#include "core/errors.hpp"

namespace liquidus {

double SoprOptions::width_or_default() const {
  return std::isnan(width) && mode != "recommended" ? 0.05 * units::kcal_per_mol : width;
}

double SoprOptions::length_or_default() const {
  return std::isnan(length) && mode != "recommended" ? 1.0 * units::angstrom : length;
}

double SoprOptions::tolerance_or_default() const {
  if (!std::isnan(tolerance)) return tolerance;
  return mode == "published" ? 5e-4 : mode == "code" ? 1e-4 : unset;
}

void check(const SoprOptions& options) {
  const auto refuse = [](const std::string& what) { throw InputError("[sopr]: " + what); };
  const auto positive = [&](const char* key, double value) {
    if (!(value > 0.0 && std::isfinite(value))) refuse(std::string(key) + " must be positive");
  };
  const auto positive_if_given = [&](const char* key, double value) {
    if (!std::isnan(value)) positive(key, value);
  };
  if (options.mode != "recommended" && options.mode != "published" && options.mode != "code")
    refuse("mode must be one of recommended, published, code");
  positive("gain", options.gain);
  positive_if_given("width", options.width);
  positive_if_given("length", options.length);
  positive("noise", options.noise);
  positive_if_given("tolerance", options.tolerance);
  positive("from", options.from);
  for (const double sigma : options.sigma) positive("sigma", sigma);
  positive("floor", options.floor);
  positive("trust", options.trust);
  positive("least_noise", options.least_noise);
  if (!(options.taper >= 0.0 && std::isfinite(options.taper))) refuse("taper must be 0 or above");
}

}  // namespace liquidus
