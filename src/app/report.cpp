#include "app/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace liquidus {

std::string with_error(const Estimate& estimate, int digits) {
  if (!estimate.error || !(*estimate.error > 0.0)) return fmt::format("{:.{}f}", estimate.value, digits);
  // one digit of the error, two where it would be a 1
  int places = -static_cast<int>(std::floor(std::log10(*estimate.error)));
  if (std::round(*estimate.error * std::pow(10.0, places)) < 2.0) ++places;
  places = std::clamp(places, 0, 9);
  const double last = std::ceil(*estimate.error * std::pow(10.0, places) - 0.5);
  if (places == 0) return fmt::format("{:.0f}({:.0f})", estimate.value, *estimate.error);
  return fmt::format("{:.{}f}({:.0f})", estimate.value, places, last);
}

std::string shells_table(const PairDistributions& result) {
  const auto optional = [](const auto& value) { return value ? with_error(*value) : std::string("–"); };
  std::string text = fmt::format("{:<10}{:>14}{:>14}{:>14}{:>16}{:>16}\n", "pair", "peak (Å)", "height", "minimum (Å)",
                                 "n(a→b)", "n(b→a)");
  for (const auto& partial : result.partials) {
    const auto shell = first_shell(partial);
    if (!shell) {
      text += fmt::format("{:<10}{:>14}\n", partial.name(), "no peak");
      continue;
    }
    const std::string minimum = shell->minimum ? with_error(shell->minimum->r) : "–";
    text += fmt::format("{:<10}{:>14}{:>14}{:>14}{:>16}{:>16}\n", partial.name(), with_error(shell->peak.r),
                        with_error(shell->peak.height), minimum, optional(shell->n_ab), optional(shell->n_ba));
  }
  return text;
}

std::string agreement_text(const RdfCompareOptions& options, const Agreement& agreement) {
  const std::string unit(unit_of(agreement.function));
  return fmt::format("{} against {}: R_χ = {} on {}(r){}, ⟨Δg²⟩ = {:.2e}, over {} points from {:g} to {:g} Å\n",
                     options.pair, options.file, with_error({agreement.r_chi, agreement.r_chi_error}, 4),
                     name_of(agreement.function), unit.empty() ? "" : " in " + unit, agreement.mean_square_dg,
                     agreement.points, agreement.from, agreement.to);
}

}  // namespace liquidus
