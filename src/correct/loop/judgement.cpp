#include "correct/loop/judgement.hpp"

#include <algorithm>
#include <cmath>

#include "correct/targets/ordered_pairs.hpp"
#include "scatter/experiment/compare.hpp"
#include "scatter/experiment/experiment.hpp"

namespace liquidus {
namespace {

double chi_square(const Observation& observation, const std::vector<double>& y, const std::vector<double>& error) {
  double sum = 0.0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const auto k = static_cast<Eigen::Index>(i);
    const double d = observation.measured(k) - y[i], e = error.empty() ? 0.0 : error[i];
    sum += d * d / (observation.variance(k) + e * e);
  }
  return sum / static_cast<double>(y.size());
}

/// The part of a target that lies within both the bins and the box.
TargetResult judge_pair(const PairTarget& target, const PairDistributions& distributions) {
  TargetResult result;
  const double from = target.r.front(), to = std::min(target.r.back(), reach_of(distributions));
  const Agreement agreement = compare(distributions.pair(target.pair), target.r, target.g, PairFunction::T, from, to);
  result.r_chi = {agreement.r_chi, agreement.r_chi_error};
  result.mean_square_dg = Estimate{agreement.mean_square_dg, agreement.mean_square_dg_error};
  return result;
}

TargetResult judge_total(const ExperimentOptions& options, const PairDistributions& distributions) {
  TargetResult result;
  const auto found = run_experiment(options, {&distributions, nullptr});
  result.r_chi.value = std::nan("");
  if (found.agreement) result.r_chi = {found.agreement->r_chi, found.agreement->r_chi_error};
  return result;
}

}  // namespace

WithErrors simulated(const Observation& observation, const WithErrors& g) {
  const auto of = [&](const std::vector<double>& values) {
    const Eigen::VectorXd y =
        observation.constant +
        observation.of_g * Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
    return std::vector<double>(y.begin(), y.end());
  };
  WithErrors y;
  y.value = of(g.value);
  y.jackknife = g.jackknife;
  for (const auto& without : g.without) y.without.push_back(of(without));
  y.error = y.jackknife.errors(y.value, y.without);
  return y;
}

Estimate chi_square(const Observation& observation, const WithErrors& y) {
  Estimate chi2{chi_square(observation, y.value, y.error), {}};
  if (!y.jackknife.empty())
    chi2.error =
        y.jackknife.error(chi2.value, [&](std::size_t b) { return chi_square(observation, y.without[b], y.error); });
  return chi2;
}

StateResult judge(const MeasuredState& measured, std::span<const Observation> observations, const WithErrors& g,
                  const PairDistributions& distributions, const Estimate& pressure) {
  StateResult result;
  for (const auto& target : measured.pairs) result.targets.push_back(judge_pair(target, distributions));
  for (const auto& total : measured.totals) result.targets.push_back(judge_total(total, distributions));
  for (std::size_t k = 0; k < observations.size(); ++k) {
    auto& target = result.targets[k];
    target.name = observations[k].name;
    target.points = observations[k].measured.size();
    target.chi2 = chi_square(observations[k], simulated(observations[k], g));
  }
  if (measured.pressure) {
    const double d = pressure.value - measured.pressure->value, e = pressure.error.value_or(0.0);
    result.pressure_chi2 = d * d / (measured.pressure->error * measured.pressure->error + e * e);
  }
  return result;
}

FitQuality quality_of(std::span<const StateResult> states) {
  FitQuality quality;
  double sum = 0.0, variance = 0.0;
  for (const auto& state : states) {
    for (const auto& target : state.targets) {
      const auto n = static_cast<double>(target.points);
      quality.points += n;
      sum += n * target.chi2.value;
      variance += std::pow(n * target.chi2.error.value_or(0.0), 2);
      if (target.mean_square_dg) quality.largest_dg2 = std::max(quality.largest_dg2, target.mean_square_dg->value);
    }
    if (state.pressure_chi2) {
      quality.points += 1.0;
      sum += *state.pressure_chi2;
    }
  }
  quality.chi2 = {sum / quality.points, std::sqrt(variance) / quality.points};
  return quality;
}

}  // namespace liquidus
