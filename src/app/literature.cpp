#include "app/literature.hpp"

#include <fmt/format.h>

#include <cmath>

#include "app/report.hpp"
#include "core/units.hpp"

namespace liquidus {
namespace {

std::string of_stage(const LiteratureOptions& entry, const RunResults& results) {
  for (auto stage = results.summary.stages.rbegin(); stage != results.summary.stages.rend(); ++stage) {
    if (!entry.stage.empty() && stage->name != entry.stage) continue;
    const bool density = entry.quantity == "density";
    const Average& average = density ? stage->density : stage->pressure;
    const double unit = density ? units::g_per_cm3 : units::GPa;
    const Estimate value{average.mean / unit,
                         std::isfinite(average.error) ? std::optional(average.error / unit) : std::nullopt};
    return with_error(value, 4) + (density ? " g/cm³" : " GPa");
  }
  return "–";
}

std::string of_measure(const LiteratureOptions& entry, const RunResults& results) {
  if (const auto* result = results.measured.find(entry.measure); result && result->pairs) {
    const auto shell = first_shell(result->pairs->pair(entry.pair));
    if (!shell) return "–";
    if (entry.quantity == "peak") return with_error(shell->peak.r) + " Å";
    if (entry.quantity == "minimum" && shell->minimum) return with_error(shell->minimum->r) + " Å";
    if (entry.quantity == "coordination" && shell->n_ab)
      return with_error(*shell->n_ab, 2) + " to " + fmt::format("{:.2f} Å", shell->minimum->r.value);
  }
  return "–";
}

}  // namespace

std::string literature_table(const RunFileOptions& options, const RunResults& results) {
  if (options.literature.empty()) return {};
  std::string text = fmt::format("{:<22}{:<24}{:<16}{}\n", "", "this run", "literature", "source");
  for (const auto& entry : options.literature) {
    const bool of_state = entry.quantity == "density" || entry.quantity == "pressure";
    text += fmt::format("{:<22}{:<24}{:<16}{}\n", entry.quantity + (of_state ? "" : " " + entry.pair),
                        of_state ? of_stage(entry, results) : of_measure(entry, results), entry.value, entry.source);
  }
  return text;
}

}  // namespace liquidus
