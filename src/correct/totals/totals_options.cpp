#include "correct/totals/totals_options.hpp"

#include <cmath>

#include "core/errors.hpp"
#include "correct/totals/epsr_options.hpp"
#include "scatter/transform/window.hpp"

namespace liquidus {

void check(const TotalsOptions& options) {
  if (!std::isnan(options.uncertainty) && !(options.uncertainty > 0.0 && std::isfinite(options.uncertainty)))
    throw InputError("[totals]: uncertainty must be positive");
  if (!(options.q_step > 0.0 && options.q_step <= 0.5)) throw InputError("[totals]: q_step must be above 0 to 0.5 1/Å");
  window_kind(options.window);
}

void check(const EpsrOptions& options) {
  const auto refuse = [](const std::string& what) { throw InputError("[epsr]: " + what); };
  if (!(options.feedback > 0.0 && options.feedback <= 1.0)) refuse("feedback must be above 0 and at most 1");
  if (!(options.width > 0.0 && std::isfinite(options.width))) refuse("width must be positive");
  if (!(options.spacing >= options.width)) refuse("spacing must be the width or more");
  if (!(options.from >= options.width)) refuse("from must be the width or more");
  if (!(options.amplitude > 0.0)) refuse("amplitude must be positive");
  if (!(options.taper >= 0.0)) refuse("taper must be 0 or more");
  if (!(options.gain > 0.0 && std::isfinite(options.gain))) refuse("gain must be positive");
  if (!(options.cutoff > 0.0 && options.cutoff < 1.0)) refuse("cutoff must be above 0 and below 1");
}

}  // namespace liquidus
