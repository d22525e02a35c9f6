#include "scatter/pairs/rdf_options.hpp"

#include <cmath>

#include "core/errors.hpp"
#include "io/curve.hpp"

namespace liquidus {

PairDistributionOptions pair_distribution_options(const RdfOptions& options) {
  const auto refuse = [](const std::string& what) { throw InputError("[[measure]] type = \"rdf\": " + what); };
  if (!(options.width > 0.0) || !std::isfinite(options.width)) refuse("width must be positive");
  if (!(options.cutoff >= options.width) || !std::isfinite(options.cutoff))
    refuse("cutoff must be at least one width of a bin");
  if (options.cutoff / options.width > 1e7) refuse("cutoff / width must be at most 1e7 bins");
  if (options.interval < 1) refuse("interval must be at least 1 step");
  if (options.blocks < 1) refuse("blocks must be at least 1");
  if (!std::isnan(options.volume) && !(options.volume > 0.0 && std::isfinite(options.volume)))
    refuse("volume must be positive");
  return {options.cutoff, options.width, options.interval, options.blocks, options.volume};
}

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

void write_pair_distributions(const std::string& path, const PairDistributions& result) {
  const CurveTable table = pair_table(result);
  write_curves(path, table.columns, table.comment);
}

}  // namespace liquidus
