#include "correct/totals/totals_misfit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/errors.hpp"
#include "scatter/transform/partials_from_pairs.hpp"
#include "scatter/transform/sine_transform.hpp"
#include "scatter/weights/weights.hpp"

namespace liquidus {
namespace {

using Values = std::vector<double>;

/// The straight lines through (x, y) integrated over the part of a cell that they cover.
double integral(const Values& x, const Values& y, double low, double high) {
  double sum = 0.0;
  for (std::size_t k = 1; k < x.size(); ++k) {
    const double a = std::max(low, x[k - 1]), b = std::min(high, x[k]);
    if (a >= b) continue;
    const double t = (0.5 * (a + b) - x[k - 1]) / (x[k] - x[k - 1]);
    sum += (b - a) * ((1.0 - t) * y[k - 1] + t * y[k]);
  }
  return sum;
}

/// A total's difference and variance in each cell that its points cover whole.
struct Cells {
  Index first = 0;
  Values difference, variance;
};
Cells cells_of(const SimulatedTotal& total, double step) {
  const auto& q = total.result.total.q;
  const std::size_t n = q.size();
  Values difference(n), density(n);  // measured less simulated; σ² times the points' distance
  for (std::size_t k = 0; k < n; ++k) {
    difference[k] = total.result.measured[k] - total.result.total.value.value[k];
    const std::size_t low = k > 0 ? k - 1 : k, high = k + 1 < n ? k + 1 : k;
    density[k] = total.error[k] * total.error[k] * (q[high] - q[low]) / static_cast<double>(high - low);
  }
  const auto& options = total.result.options;
  const double low = std::max(q.front(), total.q_from);
  const double high = std::isnan(options.q_to) ? q.back() : std::min(q.back(), options.q_to);
  constexpr double rounding = 1e-6;
  Cells cells;
  cells.first = static_cast<Index>(std::ceil(low / step - rounding));
  const auto end = static_cast<Index>(std::floor(high / step + rounding));
  for (Index k = cells.first; k < end; ++k) {
    const double a = std::max(low, static_cast<double>(k) * step),
                 b = std::min(high, static_cast<double>(k + 1) * step);
    cells.difference.push_back(integral(q, difference, a, b) / (b - a));
    cells.variance.push_back(integral(q, density, a, b) / ((b - a) * step));
  }
  if (cells.difference.empty())
    throw InputError(fmt::format("[[experiment]] '{}': no step of Q lies whole within {:.3g} to {:.3g} 1/Å",
                                 options.name, low, high));
  return cells;
}

void check_gaps(const TotalsMisfit& misfit) {
  for (std::size_t k = 1; k < misfit.at.size(); ++k)
    if (misfit.at[k].q - misfit.at[k - 1].q > widest_gap_in_q)
      throw InputError(
          fmt::format("no total was measured from Q = {:.3g} to {:.3g} 1/Å; gaps of up to {} 1/Å are bridged",
                      misfit.at[k - 1].q, misfit.at[k].q, widest_gap_in_q));
}

TotalsMisfit::At at_cell(const std::vector<SimulatedTotal>& totals, const std::vector<Cells>& cells,
                         const Values& fractions, Index cell, double step) {
  TotalsMisfit::At at;
  at.q = (static_cast<double>(cell) + 0.5) * step;
  for (std::size_t t = 0; t < totals.size(); ++t)
    if (cell >= cells[t].first && cell < cells[t].first + static_cast<Index>(cells[t].difference.size()))
      at.totals.push_back(t);
  const auto n = static_cast<Eigen::Index>(at.totals.size());
  at.weights.resize(n, static_cast<Eigen::Index>(pair_count(fractions.size())));
  at.difference.resize(n);
  at.variance.resize(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const std::size_t t = at.totals[static_cast<std::size_t>(i)];
    const auto k = static_cast<std::size_t>(cell - cells[t].first);
    const auto w = pair_weights(fractions, totals[t].scatterers.at(at.q), totals[t].result.convention.divided());
    at.weights.row(i) = Eigen::RowVectorXd::Map(w.data(), static_cast<Eigen::Index>(w.size()));
    at.difference(i) = cells[t].difference[k];
    at.variance(i) = cells[t].variance[k];
  }
  return at;
}

void add_simulated(TotalsMisfit& misfit, const PairDistributions& pairs, std::string_view finite_size) {
  Values q;
  for (const auto& at : misfit.at) q.push_back(at.q);
  PairTransformOptions transform;
  transform.correction = finite_size_correction(finite_size);
  const auto partials = partials_from_pairs(pairs, q, transform);
  for (std::size_t k = 0; k < q.size(); ++k) {
    misfit.at[k].simulated.resize(static_cast<Eigen::Index>(misfit.pairs()));
    for (std::size_t p = 0; p < misfit.pairs(); ++p)
      misfit.at[k].simulated(static_cast<Eigen::Index>(p)) = partials.pairs[p].value[k] - 1.0;
  }
}

}  // namespace

std::vector<std::string> TotalsMisfit::pair_names() const {
  std::vector<std::string> names;
  for (std::size_t b = 0; b < species.size(); ++b)
    for (std::size_t a = 0; a <= b; ++a) names.push_back(species[a] + "-" + species[b]);
  return names;
}

TotalsMisfit totals_misfit(std::span<const ExperimentOptions> experiments, const TotalsOptions& options,
                           const PairDistributions& pairs, double temperature) {
  check(options);
  if (experiments.empty()) throw InputError("there is no [[experiment]] to find partials from");
  TotalsMisfit misfit;
  misfit.species = pairs.species;
  misfit.fractions = fractions(pairs);
  misfit.density = pairs.number_density;
  misfit.temperature = temperature;
  std::vector<SimulatedTotal> totals;
  std::vector<Cells> cells;
  Index first = std::numeric_limits<Index>::max(), end = 0;
  for (const auto& experiment : experiments) {
    if (TotalConvention(experiment.radiation, experiment.holds, experiment.normalisation).of_r())
      throw InputError("[[experiment]] '" + experiment.name +
                       "': partials are found from totals at each Q, but this one holds a function of r; give its "
                       "S(Q), or use method = \"gauss-newton\"");
    totals.push_back(simulated_total(experiment, options, pairs));
    cells.push_back(cells_of(totals.back(), options.q_step));
    first = std::min(first, cells.back().first);
    end = std::max(end, cells.back().first + static_cast<Index>(cells.back().difference.size()));
    misfit.totals.push_back(experiment.name);
    misfit.remarks.insert(misfit.remarks.end(), totals.back().remarks.begin(), totals.back().remarks.end());
  }
  for (Index k = first; k < end; ++k) {
    auto at = at_cell(totals, cells, misfit.fractions, k, options.q_step);
    if (!at.totals.empty()) misfit.at.push_back(std::move(at));
  }
  check_gaps(misfit);
  add_simulated(misfit, pairs, experiments.front().finite_size);
  return misfit;
}

}  // namespace liquidus
