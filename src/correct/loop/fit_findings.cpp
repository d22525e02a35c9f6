#include "correct/loop/fit_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/units.hpp"
#include "correct/newton/posterior_band.hpp"
#include "correct/newton/resolution.hpp"
#include "correct/targets/compare_on_bins.hpp"
#include "correct/totals/resolution_findings.hpp"
#include "scatter/experiment/experiment.hpp"

namespace liquidus {
namespace {

/// ΔU of every pair at each state's temperature with its band.
Findings correction_findings(const Correction& correction, const std::vector<std::string>& names,
                             std::span<const StateEvidence> states) {
  Findings findings;
  for (const auto& state : states) {
    CurveTable table{names[state.state],
                     fmt::format("Delta U(r) at {:g} K, to be added to the base; err_: standard deviation of the "
                                 "posterior",
                                 state.temperature),
                     {}};
    table.columns.push_back({"r", "Å", correction.knots.all()});
    for (std::size_t pair = 0; pair < correction.pairs(); ++pair)
      add_column(table.columns, "dU_" + correction.name(pair), "eV", correction.at(pair, state.temperature),
                 correction.deviation_at(pair, state.temperature));
    findings.tables.push_back(std::move(table));
  }
  return findings;
}

/// A measured curve on all bins; not a number where it isn't measured.
void add_target(std::vector<CurveColumn>& columns, const PairTarget& target, const RadialBins& bins) {
  const auto n = static_cast<std::size_t>(bins.count);
  std::vector<double> g(n, std::numeric_limits<double>::quiet_NaN()), error = g;
  const auto on_bins = binned(target, bins);
  for (std::size_t i = 0; i < on_bins.g.size(); ++i) {
    g[static_cast<std::size_t>(on_bins.first) + i] = on_bins.g[i];
    error[static_cast<std::size_t>(on_bins.first) + i] = on_bins.error[i];
  }
  add_column(columns, "measured_" + target.pair, "", g, error);
}

Findings state_findings(const Correction& correction, const StateEvidence& state) {
  const auto& bins = state.frames->bins();
  const auto n = static_cast<std::size_t>(bins.count);
  const auto g = state.frames->g();
  const auto answer = response(*state.frames, correction.knots, state.temperature);
  const std::vector<double> no_q;
  const auto band = posterior_band(correction, state.temperature, answer, bins, state.density, no_q);
  Findings findings;
  CurveTable table{"rdf",
                   "g(r) as simulated with the correction (err_: of the simulation; band_: standard deviation by the "
                   "correction's posterior) and as measured, averaged over the bins",
                   {}};
  std::vector<double> r;
  for (Index k = 0; k < bins.count; ++k) r.push_back(bins.centre(k));
  table.columns.push_back({"r", "Å", r});
  const auto part = [&](const std::vector<double>& all, std::size_t pair) {
    const auto from = all.begin() + static_cast<std::ptrdiff_t>(pair * n);
    return all.empty() ? all : std::vector<double>(from, from + static_cast<std::ptrdiff_t>(n));
  };
  for (std::size_t pair = 0; pair < correction.pairs(); ++pair) {
    add_column(table.columns, "g_" + correction.name(pair), "", part(g.value, pair), part(g.error, pair));
    table.columns.push_back({"band_" + correction.name(pair), "", part(band.g, pair)});
  }
  for (const auto& target : state.measured->pairs) add_target(table.columns, target, bins);
  findings.tables.push_back(std::move(table));
  Finding pressure{"pressure", "bar", state.pressure, ""};
  pressure.value.value /= units::bar;
  if (pressure.value.error) *pressure.value.error /= units::bar;
  if (band.pressure)
    pressure.note = fmt::format("the correction's posterior leaves ± {:.3g} bar", *band.pressure / units::bar);
  findings.numbers.push_back(std::move(pressure));
  return findings;
}

/// The distances at which atoms meet: from the first bin with g above ½ to the cutoff.
std::pair<double, double> meeting_range(const Correction& correction, std::span<const StateEvidence> states) {
  double from = correction.knots.cutoff();
  for (const auto& state : states) {
    const auto g = state.frames->g().value;
    const auto n = static_cast<std::size_t>(state.frames->bins().count);
    for (std::size_t k = 0; k < g.size(); ++k)
      if (g[k] > 0.5) from = std::min(from, state.frames->bins().centre(static_cast<Index>(k % n)));
  }
  return {from, correction.knots.cutoff()};
}

Findings resolution_of(const NewtonStep& posterior, std::span<const StateEvidence> states) {
  const Correction& c = posterior.correction;
  const auto [from, to] = meeting_range(c, states);
  const auto found = resolution(posterior, states.front().temperature, from, to);
  Findings findings;
  CurveTable table{"", "share of the prior variance of each value of the correction that the data took away", {}};
  table.columns.push_back({"r", "Å", c.knots.all()});
  for (std::size_t m = 0; m < c.terms(); ++m)
    for (std::size_t pair = 0; pair < c.pairs(); ++pair)
      table.columns.push_back({c.terms() == 1 ? c.name(pair) : fmt::format("{}_term{}", c.name(pair), m), "",
                               found.resolved[m * c.pairs() + pair]});
  findings.tables.push_back(std::move(table));
  findings.remarks = found.statements;
  return findings;
}

}  // namespace

FitFindings findings_of(const FitOptions& options, const std::vector<std::string>& names, const NewtonStep& posterior,
                        std::span<const StateEvidence> states) {
  const Correction& correction = posterior.correction;
  FitFindings all;
  all.emplace_back("correction", correction_findings(correction, names, states));
  all.emplace_back("resolution", resolution_of(posterior, states));
  for (const auto& state : states) {
    const std::string& name = names[state.state];
    all.emplace_back(name, state_findings(correction, state));
    const auto& totals = state.measured->totals;
    if (totals.empty()) continue;
    const auto pairs = state.frames->distributions();
    for (const auto& total : totals)
      all.emplace_back(name + "-" + total.name, run_experiment(total, {&pairs, nullptr}).findings());
    if (correction.species.size() < 2) continue;
    const auto misfit = totals_misfit(totals, options.totals, pairs, state.temperature);
    const StructurePrior prior(pairs, correction, options.newton.prior(), state.temperature);
    all.emplace_back(name + "-totals", resolution_findings(per_q_inverse(misfit, prior)));
  }
  return all;
}

void write_findings(const std::string& folder, const FitFindings& findings) {
  for (const auto& [name, found] : findings)
    for (const auto& table : found.tables)
      write_curves(folder + "/" + name + (table.suffix.empty() ? "" : "-" + table.suffix) + ".csv", table.columns,
                   table.comment);
}

}  // namespace liquidus
