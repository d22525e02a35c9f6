#include "app/correct_report.hpp"

#include <fmt/format.h>

#include <cmath>

#include "app/report.hpp"
#include "core/units.hpp"

namespace liquidus {
namespace {

/// Å²/fs as people print it.
constexpr double diffusion_unit = 1e-9 * 1e20 / 1e15;  // 1e-9 m²/s

std::string percent(const Estimate& r_chi) {
  if (!std::isfinite(r_chi.value)) return "–";
  Estimate scaled{100.0 * r_chi.value, {}};
  if (r_chi.error) scaled.error = 100.0 * *r_chi.error;
  return with_error(scaled, 2);
}

std::string in_unit(const Estimate& value, double unit, int digits) {
  return with_error({value.value / unit, value.error ? std::optional(*value.error / unit) : std::nullopt}, digits);
}

/// The largest R_χ of the states that are fitted.
double worst_r_chi(const IterationReport& report) {
  double worst = 0.0;
  for (const auto& state : report.states)
    if (state.fit)
      for (const auto& target : state.result.targets)
        if (std::isfinite(target.r_chi.value)) worst = std::max(worst, target.r_chi.value);
  return worst;
}

Json estimate_json(const Estimate& value, double unit = 1.0) {
  Json json{{"value", json_number(value.value / unit)}};
  if (value.error) json["error"] = json_number(*value.error / unit);
  return json;
}

Json report_json(const IterationReport& report) {
  Json json{{"iteration", report.iteration}, {"chi2_per_point", estimate_json(report.quality.chi2)}};
  for (const auto& state : report.states) {
    Json of_state{{"name", state.name},
                  {"fitted", state.fit},
                  {"temperature_K", estimate_json(state.temperature)},
                  {"pressure_bar", estimate_json(state.pressure, units::bar)}};
    for (const auto& [species, d] : state.diffusion)
      of_state["diffusion_1e-9_m2_per_s"][species] = estimate_json(d, diffusion_unit);
    for (const auto& target : state.result.targets) {
      Json of_target{{"name", target.name},
                     {"points", target.points},
                     {"chi2_per_point", estimate_json(target.chi2)},
                     {"r_chi", estimate_json(target.r_chi)}};
      if (target.mean_square_dg) of_target["mean_square_dg"] = estimate_json(*target.mean_square_dg);
      of_state["targets"].push_back(std::move(of_target));
    }
    json["states"].push_back(std::move(of_state));
  }
  return json;
}

}  // namespace

std::string iteration_head() {
  return fmt::format("{:>9}{:>14}{:>11}{:>12}{:>7}{:>9}{:>8}  {}\n", "iteration", "χ²/point", "R_χ (%)", "⟨Δg²⟩",
                     "gain", "updates", "s", "");
}

std::string iteration_line(const IterationReport& report) {
  const auto seconds = report.simulating + report.fitting;
  if (report.states.empty())
    return fmt::format("{:>9}{:>14}{:>11}{:>12}{:>7.3g}{:>9}{:>8.1f}  {}\n", report.iteration, "–", "–", "–",
                       report.gain, report.updates, seconds, report.note);
  return fmt::format("{:>9}{:>14}{:>11.2f}{:>12.2g}{:>7.3g}{:>9}{:>8.1f}  {}\n", report.iteration,
                     with_error(report.quality.chi2, 2), 100.0 * worst_r_chi(report), report.quality.largest_dg2,
                     report.gain, report.updates, seconds, report.note);
}

std::string fit_text(const FitResult& result) {
  std::string text = fmt::format("{:<28}{:>22}{:>22}\n", "", "without", "with the correction");
  const auto row = [&](const std::string& what, const std::string& before, const std::string& after) {
    text += fmt::format("{:<28}{:>22}{:>22}\n", what, before, after);
  };
  for (std::size_t s = 0; s < result.first.states.size() && s < result.best.states.size(); ++s) {
    const auto &before = result.first.states[s], &after = result.best.states[s];
    text += before.name + (before.fit ? "\n" : " (left out of the fit)\n");
    for (std::size_t t = 0; t < before.result.targets.size(); ++t) {
      const auto &was = before.result.targets[t], &is = after.result.targets[t];
      row(fmt::format("  {}: R_χ (%)", was.name), percent(was.r_chi), percent(is.r_chi));
      if (was.mean_square_dg && is.mean_square_dg)
        row("    ⟨Δg²⟩", fmt::format("{:.2g}", was.mean_square_dg->value),
            fmt::format("{:.2g}", is.mean_square_dg->value));
      row("    χ²/point", with_error(was.chi2, 2), with_error(is.chi2, 2));
    }
    row("  pressure (bar)", in_unit(before.pressure, units::bar, 0), in_unit(after.pressure, units::bar, 0));
    for (std::size_t k = 0; k < before.diffusion.size() && k < after.diffusion.size(); ++k)
      row(fmt::format("  D of {} (1e-9 m²/s)", before.diffusion[k].first),
          in_unit(before.diffusion[k].second, diffusion_unit, 2),
          in_unit(after.diffusion[k].second, diffusion_unit, 2));
  }
  for (const auto& remark : result.remarks) text += "  " + remark + "\n";
  return text;
}

Json fit_json(const FitResult& result) {
  return {{"finished", result.finished},
          {"iterations_to_the_best", result.best.iteration},
          {"ended", result.correction.provenance.converged},
          {"without", report_json(result.first)},
          {"with", report_json(result.best)},
          {"remarks", result.remarks}};
}

}  // namespace liquidus
