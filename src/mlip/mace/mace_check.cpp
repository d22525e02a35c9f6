#include "mlip/mace/mace_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/errors.hpp"

namespace liquidus {
namespace {

void require(bool good, const std::string& what) {
  if (!good) throw InputError("MACE model: " + what);
}

void require_kind(const std::string& key, const std::string& found, std::span<const std::string> known) {
  require(std::find(known.begin(), known.end(), found) != known.end(),
          fmt::format("unknown {} '{}'{}", key, found, suggestion(found, known)));
}

}  // namespace

void check_mace_config(const MaceConfig& config) {
  static const std::array<std::string, 4> kinds = {"residual", "non-residual", "density-residual", "density"};
  static const std::array<std::string, 2> transforms = {"none", "agnesi"};
  const auto& z = config.atomic_numbers;
  require(!z.empty(), "there are no elements");
  require(z.front() > 0 && z.back() <= 118 && std::adjacent_find(z.begin(), z.end(), std::greater_equal<>()) == z.end(),
          "atomic numbers must ascend from 1 to at most 118");
  require(config.atomic_energies.size() == z.size(),
          fmt::format("{} reference energies for {} elements", config.atomic_energies.size(), z.size()));
  require(std::isfinite(config.r_max) && config.r_max > 0.0, "the cutoff must be a length above zero");
  require(config.bessel > 0, "at least one Bessel function is needed");
  require(config.cutoff_power >= 2.0, "the power of the cutoff must be at least 2, or forces jump there");
  require(config.max_ell >= 0 && config.max_ell <= 6, "max_ell must be 0 to 6");
  require(config.correlation >= 1 && config.correlation <= 3, "correlation must be 1, 2 or 3");
  require(config.interactions >= 1, "at least one interaction is needed");
  require(config.channels >= 1 && config.readout >= 1, "channels and readout must be at least 1");
  require(config.max_L >= 0 && config.max_L <= config.max_ell, "max_L must be 0 to max_ell");
  require(std::all_of(config.radial_mlp.begin(), config.radial_mlp.end(), [](int n) { return n > 0; }),
          "widths of the radial network must be above zero");
  require(config.neighbours > 0.0, "the average number of neighbours must be above zero");
  require(std::isfinite(config.scale) && std::isfinite(config.shift), "scale and shift must be finite");
  require_kind("first_interaction", config.first_interaction, kinds);
  require_kind("interaction", config.interaction, kinds);
  require_kind("distance_transform", config.distance_transform, transforms);
}

}  // namespace liquidus
