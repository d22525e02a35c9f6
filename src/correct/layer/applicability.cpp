#include "correct/layer/applicability.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace liquidus {
namespace {

struct Range {
  double low = 0.0, high = 0.0;
};

Range range_of(const std::vector<FittedState>& states, double FittedState::*member) {
  Range range{states.front().*member, states.front().*member};
  for (const auto& state : states) {
    range.low = std::min(range.low, state.*member);
    range.high = std::max(range.high, state.*member);
  }
  return range;
}

bool leaves(const Range& used, const Range& fitted) {
  return used.low < fitted.low * (1.0 - applicability_margin) || used.high > fitted.high * (1.0 + applicability_margin);
}

/// "85 K" or "85-120 K".
std::string text(const Range& range, std::string_view unit, int digits) {
  if (range.low == range.high) return fmt::format("{:.{}g} {}", range.low, digits, unit);
  return fmt::format("{:.{}g}-{:.{}g} {}", range.low, digits, range.high, digits, unit);
}

double fraction_of(const CorrectionUse& use, const std::string& name) {
  for (const auto& [species, fraction] : use.composition)
    if (species == name) return fraction;
  return 0.0;
}

/// The smallest, over the states, of the largest difference of a fraction.
double composition_difference(const Correction& correction, const CorrectionUse& use) {
  double least = 1.0;
  for (const auto& state : correction.provenance.states) {
    double largest = 0.0;
    for (std::size_t k = 0; k < correction.species.size(); ++k)
      largest = std::max(largest, std::abs(state.fractions[k] - fraction_of(use, correction.species[k])));
    least = std::min(least, largest);
  }
  return least;
}

std::string composition_text(const CorrectionUse& use) {
  std::vector<std::string> parts;
  for (const auto& [species, fraction] : use.composition) parts.push_back(fmt::format("{} {:.3g}", species, fraction));
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string first_digits(const std::string& sha256) { return sha256.substr(0, 12); }

}  // namespace

std::vector<std::string> remarks_on(const Correction& correction, const CorrectionUse& use) {
  std::vector<std::string> remarks;
  const auto& from = correction.provenance;
  if (!use.base.sha256.empty() && !from.base.sha256.empty() && use.base.sha256 != from.base.sha256)
    remarks.push_back(fmt::format("made for {} (SHA-256 {}…), used with {} ({}…)", from.base.name,
                                  first_digits(from.base.sha256), use.base.name, first_digits(use.base.sha256)));
  std::vector<std::string> unknown;
  for (const auto& [species, fraction] : use.composition)
    if (std::find(correction.species.begin(), correction.species.end(), species) == correction.species.end())
      unknown.push_back(species);
  if (!unknown.empty())
    remarks.push_back(fmt::format("it is for {} and knows nothing of {}", fmt::join(correction.species, ", "),
                                  fmt::join(unknown, ", ")));
  if (from.states.empty()) return remarks;
  if (!use.composition.empty() && composition_difference(correction, use) > composition_margin)
    remarks.push_back("none of the states it was fitted at has this composition: " + composition_text(use));
  const Range temperatures{use.coldest, use.hottest}, densities{use.density, use.density};
  if (const auto fitted = range_of(from.states, &FittedState::temperature);
      use.coldest > 0.0 && leaves(temperatures, fitted))
    remarks.push_back(fmt::format("fitted at {}, used at {}", text(fitted, "K", 5), text(temperatures, "K", 5)));
  if (const auto fitted = range_of(from.states, &FittedState::density); use.density > 0.0 && leaves(densities, fitted))
    remarks.push_back(
        fmt::format("fitted at {}, used at {}", text(fitted, "atoms/Å³", 4), text(densities, "atoms/Å³", 4)));
  return remarks;
}

}  // namespace liquidus
