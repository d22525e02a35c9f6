#include "scatter/pairs/rdf_options.hpp"

#include <cmath>

#include "core/errors.hpp"
#include "io/curve.hpp"

namespace liquidus {

PairDistributionOptions pair_distribution_options(const RdfOptions& options) {
  const auto refuse = [](const std::string& what) { refuse_measure("rdf", what); };
  if (!(options.width > 0.0) || !std::isfinite(options.width)) refuse("width must be positive");
  if (!(options.cutoff >= options.width) || !std::isfinite(options.cutoff))
    refuse("cutoff must be at least one width of a bin");
  if (options.cutoff / options.width > 1e7) refuse("cutoff / width must be at most 1e7 bins");
  check_keys("rdf", options);
  if (!std::isnan(options.volume) && !(options.volume > 0.0 && std::isfinite(options.volume)))
    refuse("volume must be positive");
  return {options.cutoff, options.width, options.interval, options.blocks, options.volume};
}

void write_pair_distributions(const std::string& path, const PairDistributions& result) {
  const CurveTable table = pair_table(result);
  write_curves(path, table.columns, table.comment);
}

}  // namespace liquidus
