#include "correct/loop/fit_report.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/units.hpp"
#include "io/csv_field.hpp"

namespace liquidus {
namespace {

void put(StateWriter& out, const Estimate& estimate) {
  out.put(estimate.value);
  out.put(estimate.error.value_or(std::nan("")));
}

Estimate get_estimate(StateReader& in) {
  Estimate estimate{in.number(), {}};
  if (const double error = in.number(); !std::isnan(error)) estimate.error = error;
  return estimate;
}

void put(StateWriter& out, const TargetResult& target) {
  out.put(target.name);
  out.put(static_cast<double>(target.points));
  put(out, target.chi2);
  put(out, target.r_chi);
  put(out, target.mean_square_dg.value_or(Estimate{std::nan(""), {}}));
}

TargetResult get_target(StateReader& in) {
  TargetResult target;
  target.name = in.text();
  target.points = in.whole();
  target.chi2 = get_estimate(in);
  target.r_chi = get_estimate(in);
  if (const auto dg2 = get_estimate(in); !std::isnan(dg2.value)) target.mean_square_dg = dg2;
  return target;
}

void put(StateWriter& out, const StateReport& state) {
  out.put(state.name);
  out.put(state.fit ? 1.0 : 0.0);
  out.put(state.set_temperature);
  out.put(state.density);
  put(out, state.temperature);
  put(out, state.pressure);
  out.put(static_cast<double>(state.diffusion.size()));
  for (const auto& [species, d] : state.diffusion) {
    out.put(species);
    put(out, d);
  }
  out.put(state.result.pressure_chi2.value_or(std::nan("")));
  out.put(static_cast<double>(state.result.targets.size()));
  for (const auto& target : state.result.targets) put(out, target);
}

StateReport get_state(StateReader& in) {
  StateReport state;
  state.name = in.text();
  state.fit = in.whole() != 0;
  state.set_temperature = in.number();
  state.density = in.number();
  state.temperature = get_estimate(in);
  state.pressure = get_estimate(in);
  for (Index n = in.whole(); n > 0; --n) {
    std::string species = in.text();
    state.diffusion.emplace_back(std::move(species), get_estimate(in));
  }
  if (const double chi2 = in.number(); !std::isnan(chi2)) state.result.pressure_chi2 = chi2;
  for (Index n = in.whole(); n > 0; --n) state.result.targets.push_back(get_target(in));
  return state;
}

/// "value,error", each empty where it isn't known.
std::string cells(const Estimate& estimate, double unit = 1.0) {
  std::string text = std::isfinite(estimate.value) ? fmt::format("{:.6g}", estimate.value / unit) : "";
  text += ',';
  return estimate.error ? text + fmt::format("{:.2g}", *estimate.error / unit) : text;
}

}  // namespace

void put(StateWriter& out, const IterationReport& report) {
  out.put(static_cast<double>(report.iteration));
  out.put(static_cast<double>(report.states.size()));
  for (const auto& state : report.states) put(out, state);
  put(out, report.quality.chi2);
  out.put(report.quality.largest_dg2);
  out.put(report.quality.points);
  for (const double x :
       {report.gain, static_cast<double>(report.updates), report.share, report.simulating, report.fitting})
    out.put(x);
  out.put(report.note);
}

IterationReport get_report(StateReader& in) {
  IterationReport report;
  report.iteration = in.whole();
  for (Index n = in.whole(); n > 0; --n) report.states.push_back(get_state(in));
  report.quality.chi2 = get_estimate(in);
  report.quality.largest_dg2 = in.number();
  report.quality.points = in.number();
  report.gain = in.number();
  report.updates = in.whole();
  report.share = in.number();
  report.simulating = in.number();
  report.fitting = in.number();
  report.note = in.text();
  return report;
}

std::string iteration_header() {
  return "# chi2: squared deviations over both variances, per measured point, of the states that are fitted\n"
         "iteration,chi2,err_chi2,largest_mean_square_dg,gain,updates,effective_share,simulating/s,fitting/s,note\n";
}

std::string iteration_row(const IterationReport& report) {
  return fmt::format("{},{},{:.4g},{:g},{},{:.3g},{:.2f},{:.2f},{}\n", report.iteration,
                     report.states.empty() ? "," : cells(report.quality.chi2), report.quality.largest_dg2, report.gain,
                     report.updates, report.share, report.simulating, report.fitting, csv_field(report.note));
}

std::string target_header() {
  return "# r_chi: of T(r) over the target's range, or as the experiment says; errors are from blocks of the "
         "simulation\n"
         "iteration,state,target,points,chi2,err_chi2,r_chi,err_r_chi,mean_square_dg,err_mean_square_dg,temperature/K,"
         "err_temperature/K,pressure/bar,err_pressure/bar\n";
}

std::string target_rows(const IterationReport& report) {
  std::string rows;
  for (const auto& state : report.states)
    for (const auto& target : state.result.targets)
      rows += fmt::format("{},{},{},{},{},{},{},{},{}\n", report.iteration, csv_field(state.name),
                          csv_field(target.name), target.points, cells(target.chi2), cells(target.r_chi),
                          cells(target.mean_square_dg.value_or(Estimate{std::nan(""), {}})), cells(state.temperature),
                          cells(state.pressure, units::bar));
  return rows;
}

}  // namespace liquidus
