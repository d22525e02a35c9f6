#include "correct/newton/newton_options.hpp"

#include <cmath>
#include <string>

#include "core/errors.hpp"
#include "core/units.hpp"

namespace liquidus {

CorrectionPrior NewtonOptions::prior() const {
  if (std::isnan(width)) throw InputError("[newton] 'width' is not known");
  return {{Kernel::Form::squared_exponential, width, length}, taper};
}

NewtonOptions NewtonOptions::at(double temperature) const {
  NewtonOptions known = *this;
  if (std::isnan(width)) known.width = units::kB * temperature;
  return known;
}

void check(const NewtonOptions& options) {
  const auto positive = [](double x, const char* key) {
    if (!(x > 0.0 && std::isfinite(x))) throw InputError("[newton] '" + std::string(key) + "' must be positive");
  };
  if (!std::isnan(options.width)) positive(options.width, "width");
  positive(options.length, "length");
  positive(options.taper, "taper");
  positive(options.gain, "gain");
  positive(options.trust, "trust");
  if (options.memory < 0) throw InputError("[newton] 'memory' must be 0 or more");
  if (options.gain > 1.0) throw InputError("[newton] 'gain' must be at most 1");
  if (!(options.floor >= 0.0)) throw InputError("[newton] 'floor' must be 0 or more");
  if (!(options.pressure_weight >= 0.0 && std::isfinite(options.pressure_weight)))
    throw InputError("[newton] 'pressure_weight' must be 0 or more");
}

}  // namespace liquidus
