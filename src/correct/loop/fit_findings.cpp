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
#include "scatter/transform/partials_from_pairs.hpp"

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

/// Partial structure factors of the simulation with their errors and the posterior's band.
CurveTable partials_table(const Correction& correction, const StateEvidence& state, const PairDistributions& pairs,
                          const Response& answer) {
  constexpr double first = 0.3, step = 0.05, last = 15.0;  // 1/Å
  const auto& bins = state.frames->bins();
  std::vector<double> q;
  const double end = std::min(last, 0.5 * units::pi / bins.width);
  for (Index k = 0; first + step * static_cast<double>(k) <= end; ++k)
    q.push_back(first + step * static_cast<double>(k));
  const auto partials = partials_from_pairs(pairs, q);
  const auto band = posterior_band(correction, state.temperature, answer, bins, state.density, q);
  CurveTable table{"partials",
                   "Faber-Ziman partial structure factors A(Q) of the simulation's g(r), of one species S(Q) (err_: of "
                   "the simulation; band_: standard deviation by the correction's posterior)",
                   {}};
  table.columns.push_back({"Q", "1/Å", q});
  for (std::size_t pair = 0; pair < correction.pairs(); ++pair) {
    add_column(table.columns, "A_" + correction.name(pair), "", partials.pairs[pair].value, partials.pairs[pair].error);
    table.columns.push_back({"band_" + correction.name(pair), "", band.partials[pair]});
  }
  return table;
}

/// A total as run_experiment() finds it, and in its table of Q the posterior's band.
Findings total_findings(const ExperimentOptions& options, const Correction& correction, const StateEvidence& state,
                        const PairDistributions& pairs, const Response& answer) {
  const auto result = run_experiment(options, {&pairs, nullptr});
  auto findings = result.findings();
  findings.remarks.clear();  // they are on the data and were made before the fit
  if (result.convention.of_r()) return findings;
  const auto& total = result.total;
  Eigen::MatrixXd weights(static_cast<Eigen::Index>(total.q.size()), static_cast<Eigen::Index>(correction.pairs()));
  for (std::size_t p = 0; p < correction.pairs(); ++p)
    weights.col(static_cast<Eigen::Index>(p)) = Eigen::VectorXd::Map(total.weights[p].data(), weights.rows());
  const auto band = posterior_band(correction, state.temperature, answer, state.frames->bins(), state.density, total.q,
                                   std::vector<Eigen::MatrixXd>{weights});
  auto& table = *std::find_if(findings.tables.begin(), findings.tables.end(),
                              [](const CurveTable& one) { return one.suffix == "Q"; });
  table.columns.push_back({"band_" + result.convention.name() + "_model", result.convention.unit(),
                           result.convention.part_from_total(total.q, band.totals.front())});
  table.comment += "\nband_: standard deviation by the correction's posterior";
  return findings;
}

Findings state_findings(const Correction& correction, const StateEvidence& state, const PairDistributions& pairs,
                        const Response& answer) {
  const auto& bins = state.frames->bins();
  const auto n = static_cast<std::size_t>(bins.count);
  const auto g = state.frames->g();
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
  const bool all_species = *std::min_element(state.fractions.begin(), state.fractions.end()) > 0.0;
  if (all_species) findings.tables.push_back(partials_table(correction, state, pairs, answer));
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

/// What can be resolved by totals at each Q is asked of those that were measured at each Q.
std::vector<ExperimentOptions> totals_of_q(const std::vector<ExperimentOptions>& totals) {
  std::vector<ExperimentOptions> of_q;
  for (const auto& total : totals)
    if (!TotalConvention(total.radiation, total.holds, total.normalisation).of_r()) of_q.push_back(total);
  return of_q;
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
    const auto pairs = state.frames->distributions();
    const Response& answer = state.line.response;
    all.emplace_back(name, state_findings(correction, state, pairs, answer));
    const auto of_q = totals_of_q(state.measured->totals);
    for (const auto& total : state.measured->totals)
      all.emplace_back(name + "-" + total.name, total_findings(total, correction, state, pairs, answer));
    if (correction.species.size() < 2 || of_q.empty()) continue;
    const auto misfit = totals_misfit(of_q, options.totals, pairs, state.temperature);
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
