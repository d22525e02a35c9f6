#include "correct/targets/state_target.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/errors.hpp"

namespace liquidus {

StateTarget state_target(const StateTargetOptions& options, double density_of_box) {
  const auto refuse = [](const std::string& what) { throw InputError("[state.target]: " + what); };
  const auto positive = [&](const char* key, double value) {
    if (!std::isnan(value) && !(value > 0.0 && std::isfinite(value))) refuse(std::string(key) + " must be positive");
  };
  if (!std::isfinite(options.pressure)) refuse("pressure is missing");
  positive("uncertainty", options.uncertainty);
  positive("density", options.density);
  positive("density_uncertainty", options.density_uncertainty);
  positive("compressibility", options.compressibility);
  StateTarget target{options.pressure, options.uncertainty};
  if (std::isnan(options.density)) return target;
  const double excess = density_of_box / options.density - 1.0;
  if (std::isnan(options.compressibility)) {
    if (std::abs(excess) > 1e-3)
      refuse(
          fmt::format("the box has {:g} atoms/Å³, {:g} were measured; give the compressibility or the box that "
                      "density",
                      density_of_box, options.density));
    return target;
  }
  target.pressure += excess / options.compressibility;
  target.uncertainty = std::hypot(target.uncertainty, options.density_uncertainty / options.compressibility);
  return target;
}

}  // namespace liquidus
