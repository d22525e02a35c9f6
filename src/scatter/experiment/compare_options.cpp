#include "scatter/experiment/compare_options.hpp"

#include <cmath>

#include "core/errors.hpp"
#include "io/curve.hpp"

namespace liquidus {

Agreement compare_with_file(const PairDistributions& model, const RdfCompareOptions& options) {
  const Partial partial = model.pair(options.pair);
  const PairFunction holds = pair_function(options.holds), function = pair_function(options.function);
  const double density = std::isnan(options.density) ? model.number_density : options.density;
  if (!(density > 0.0 && std::isfinite(density))) throw InputError("[[compare]]: density must be positive");
  const Curve measured = read_curve(options.file);
  try {
    return compare(partial, measured.x, to_g(holds, measured.x, measured.y, density), function, options.from,
                   options.to);
  } catch (const InputError& error) {
    throw InputError({options.file, 0}, error.what());
  }
}

}  // namespace liquidus
