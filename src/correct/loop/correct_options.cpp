#include "correct/loop/correct_options.hpp"

#include <cmath>

#include "core/errors.hpp"

namespace liquidus {
namespace {

void require(bool holds, const std::string& what) {
  if (!holds) throw InputError("[correct]: " + what);
}

}  // namespace

void check(const CorrectOptions& o) {
  require(o.iterations >= 1, "iterations must be 1 or more");
  require(o.cutoff > 0.0 && std::isfinite(o.cutoff), "cutoff must be positive");
  require(o.first >= 0.0 && o.first < o.cutoff, "the first knot must lie between 0 and the cutoff");
  require(o.spacing > 0.0 && o.spacing < 0.25 * (o.cutoff - o.first),
          "spacing must be positive and a small part of the cutoff");
  require(o.width > 0.0 && o.width <= 0.05 * o.cutoff, "width must be positive and at most a twentieth of the cutoff");
  require(std::isnan(o.range) || o.range >= o.cutoff, "range must reach the cutoff, or the correction's end is blind");
  require(o.interval >= 1, "interval must be 1 or more");
  require(o.blocks >= 2, "blocks must be 2 or more: without error bars nothing says when to stop");
  require(o.temperature_slope > 0.0 && o.temperature_length > 0.0,
          "temperature_slope and temperature_length must be positive");
  require(std::isnan(o.reference_temperature) || o.reference_temperature > 0.0,
          "reference_temperature must be positive");
  require(o.reweight >= 0, "reweight must be 0 or more");
  require(o.effective > 0.0 && o.effective < 1.0, "effective must lie between 0 and 1");
  require(std::isnan(o.tolerance) || o.tolerance > 0.0, "tolerance must be positive");
  require(o.contact >= 0.0 && o.contact < 0.5, "contact must be from 0 to below a half");
  require(o.patience >= 1, "patience must be 1 or more");
  require(std::isnan(o.worse) || o.worse > 1.0, "worse must be more than 1");
}

}  // namespace liquidus
