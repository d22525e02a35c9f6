#include "scatter/experiment/experiment_options.hpp"

#include <cmath>

#include "core/errors.hpp"
#include "scatter/experiment/total_convention.hpp"
#include "scatter/transform/window.hpp"

namespace liquidus {
namespace {

struct Range {
  const char* name;
  double from, to;
};

}  // namespace

void check(const ExperimentOptions& options) {
  const auto refuse = [&](const std::string& what) {
    throw InputError("[[experiment]] '" + options.name + "': " + what);
  };
  const auto positive = [&](const char* key, double value) {
    if (!std::isnan(value) && !(value > 0.0 && std::isfinite(value))) refuse(std::string(key) + " must be positive");
  };
  positive("density", options.density);
  positive("window_width", options.window_width);
  positive("qmax", options.qmax);
  positive("temperature", options.temperature);
  if (!(std::isfinite(options.scale) && options.scale != 0.0)) refuse("scale must be a number other than 0");
  if (!std::isfinite(options.offset)) refuse("offset must be a number");
  if (!(options.r_step > 0.0 && options.r_step <= options.r_max && options.r_max / options.r_step <= 1e6))
    refuse("r_step must be positive, at most r_max, and make at most 1e6 points");
  for (const Range& range :
       {Range{"qmin and qmax", options.qmin, options.qmax},
        Range{"merge_from and merge_to", options.merge_from, options.merge_to},
        Range{"q_from and q_to", options.q_from, options.q_to}, Range{"from and to", options.from, options.to},
        Range{"core_from and core_to", options.core_from, options.core_to}})
    if (range.from < 0.0 || range.to <= 0.0 || range.from >= range.to)
      refuse(std::string(range.name) + " must be a range, from 0 or above and rising");
  try {
    window_kind(options.window);
    TotalConvention(options.radiation, options.holds, options.normalisation);
  } catch (const InputError& error) {
    refuse(error.what());
  }
}

}  // namespace liquidus
