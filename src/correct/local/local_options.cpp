#include "correct/local/local_options.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"

namespace liquidus {
namespace {

void refuse(const std::string& what) { throw InputError("[local]: " + what); }

void check_positive(const char* key, double value) {
  if (!(value > 0.0 && std::isfinite(value))) refuse(std::string(key) + " must be positive");
}

void check_word(const char* key, const std::string& value, std::initializer_list<const char*> known) {
  if (std::find(known.begin(), known.end(), value) != known.end()) return;
  std::string all;
  for (const char* word : known) all += (all.empty() ? "" : ", ") + std::string(word);
  refuse(std::string(key) + " must be one of " + all);
}

void check_table(const LocalOptions& options) {
  if (options.gain_at.size() != options.gain_factors.size())
    refuse("gain_at and gain_factors must have as many numbers as each other");
  for (std::size_t k = 0; k < options.gain_at.size(); ++k) {
    if (k > 0 && !(options.gain_at[k] > options.gain_at[k - 1])) refuse("gain_at must rise");
    if (!(options.gain_factors[k] >= 0.0 && std::isfinite(options.gain_factors[k])))
      refuse("gain_factors must be 0 or above");
  }
}

}  // namespace

void check(const LocalOptions& options) {
  check_word("rule", options.rule, {"ibi", "schommers"});
  check_word("core", options.core, {"hold", "linear", "power"});
  check_word("smoothing", options.smoothing, {"knots", "gp"});
  check_word("ramp", options.ramp, {"none", "simple", "virial"});
  check_positive("gain", options.gain);
  check_positive("floor", options.floor);
  check_positive("trust", options.trust);
  check_positive("core_power", options.core_power);
  check_positive("ramp_full", options.ramp_full);
  check_positive("ramp_limit", options.ramp_limit);
  if (!std::isnan(options.width)) check_positive("width", options.width);
  if (!std::isnan(options.length)) check_positive("length", options.length);
  if (!(options.taper >= 0.0 && std::isfinite(options.taper))) refuse("taper must be 0 or above");
  check_table(options);
}

double gain_at(const LocalOptions& options, double r) {
  const auto &at = options.gain_at, &factors = options.gain_factors;
  if (at.empty()) return options.gain;
  if (r <= at.front()) return options.gain * factors.front();
  if (r >= at.back()) return options.gain * factors.back();
  const auto k = static_cast<std::size_t>(std::upper_bound(at.begin(), at.end(), r) - at.begin());
  const double t = (r - at[k - 1]) / (at[k] - at[k - 1]);
  return options.gain * ((1.0 - t) * factors[k - 1] + t * factors[k]);
}

}  // namespace liquidus
