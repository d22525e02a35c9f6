#include "correct/local/sopr.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

#include "core/errors.hpp"
#include "core/units.hpp"
#include "correct/gp/value_regression.hpp"
#include "correct/local/point_update.hpp"
#include "correct/local/sopr_whole.hpp"
#include "correct/local/state_terms.hpp"

namespace liquidus {
namespace {

using Comparisons = std::vector<const PairComparison*>;

/// Where the values of one pair stand among all of a correction.
struct PairPlace {
  std::size_t pair, pairs, terms, knots;

  void put(const Eigen::MatrixXd& block, Correction& correction) const {
    const std::size_t size = correction.size();
    for (std::size_t m = 0; m < terms; ++m)
      for (std::size_t l = 0; l < terms; ++l)
        for (std::size_t i = 0; i < knots; ++i)
          for (std::size_t j = 0; j < knots; ++j)
            correction.covariance[((m * pairs + pair) * knots + i) * size + (l * pairs + pair) * knots + j] =
                block(static_cast<Eigen::Index>(m * knots + i), static_cast<Eigen::Index>(l * knots + j));
  }
};

PairPlace place_of(std::size_t pair, const Correction& correction) {
  return {pair, correction.pairs(), correction.terms(), static_cast<std::size_t>(correction.knots.count)};
}

/// Points of the energy with ΔU + gain · u, and the variances of u.
std::vector<EnergyPoints> targets(const Correction& current, const Comparisons& data, const SoprOptions& options,
                                  double gain) {
  std::vector<EnergyPoints> sets;
  for (const PairComparison* one : data) {
    const PointUpdate update = point_update(*one, UpdateRule::ibi, options.floor);
    const std::size_t first = innermost(*one, update);
    const KnotSpline energy(current.knots, current.at(one->pair, one->temperature));
    const double least = std::pow(options.least_noise * units::kB * one->temperature, 2);
    EnergyPoints set;
    set.temperature = one->temperature;
    for (std::size_t i = first; i < one->r.size() && one->r[i] < current.knots.cutoff(); ++i)
      if (update.valid[i]) {
        set.r.push_back(one->r[i]);
        set.energy.push_back(energy(one->r[i]) + gain * update.energy[i]);
        set.variance.push_back(std::max(update.variance[i], least));
      }
    if (set.r.empty())
      throw InputError("below the cutoff the measured g(r) doesn't reach 1/2 with both above the floor of " +
                       std::to_string(options.floor));
    sets.push_back(std::move(set));
  }
  return sets;
}

CorrectionPrior prior_for(const ValueRegression& regression, const Correction& current, const SoprOptions& options,
                          double temperature) {
  const double kT = units::kB * temperature, width = options.width_or_default(), length = options.length_or_default();
  const auto given = [](double value, double otherwise) { return std::isnan(value) ? otherwise : value; };
  const KernelBounds bounds{given(width, 1e-3 * kT), given(width, 10.0 * kT),
                            given(length, 2.0 * current.knots.spacing), given(length, 0.3 * current.knots.cutoff())};
  return regression.most_likely(bounds, options.taper);
}

/// What pressures say of one of `share` pairs: its virial is to change by gain · (wanted − simulated)/share.
void add_pressures(const Correction& current, std::size_t pair, std::span<const PressureComparison> pressures,
                   double gain, double share, ValueRegression& regression) {
  const auto n = static_cast<Eigen::Index>(current.knots.count), terms = static_cast<Eigen::Index>(current.terms());
  for (const auto& state : pressures) {
    const auto at_knots = virial_row(current.knots, state, pair);
    const auto b = current.temperature.at(state.temperature);
    Eigen::VectorXd row(terms * n);
    double now = 0.0;
    for (Eigen::Index m = 0; m < terms; ++m)
      for (Eigen::Index k = 0; k < n; ++k) {
        const auto term = static_cast<std::size_t>(m), knot = static_cast<std::size_t>(k);
        row(m * n + k) = b[term] * at_knots[knot];
        now += row(m * n + k) * current.values[term * current.pairs() + pair][knot];
      }
    const double variance = std::pow(state.simulated_error, 2) + std::pow(state.wanted_error, 2);
    regression.add(row, now + gain * (state.wanted - state.simulated) / share,
                   variance > 0.0 ? variance : units::bar * units::bar);
  }
}

ValueRegression regression_of(const Correction& current, const Comparisons& data, const SoprOptions& options,
                              std::span<const PressureComparison> pressures, double share, double gain) {
  ValueRegression regression(current.knots, current.temperature, targets(current, data, options, gain));
  add_pressures(current, data.front()->pair, pressures, gain, share, regression);
  return regression;
}

void recommended(const Correction& current, const Comparisons& data, const SoprOptions& options,
                 std::span<const PressureComparison> pressures, double share, Correction& next) {
  const std::size_t pair = data.front()->pair;
  const ValueRegression whole = regression_of(current, data, options, pressures, share, 1.0);
  const CorrectionPrior prior = prior_for(whole, current, options, data.front()->temperature);
  const Eigen::VectorXd mean =
      regression_of(current, data, options, pressures, share, options.gain).solve(prior, options.gain).mean;

  const PairPlace place = place_of(pair, current);
  std::vector<std::vector<double>> change(place.terms, std::vector<double>(place.knots));
  for (std::size_t m = 0; m < place.terms; ++m)
    for (std::size_t k = 0; k < place.knots; ++k)
      change[m][k] = mean(static_cast<Eigen::Index>(m * place.knots + k)) - current.values[m * place.pairs + pair][k];
  std::vector<double> temperatures;
  for (const PairComparison* one : data) temperatures.push_back(one->temperature);
  limit_change(current.temperature, temperatures, options.trust, change);
  for (std::size_t m = 0; m < place.terms; ++m)
    for (std::size_t k = 0; k + 1 < place.knots; ++k) next.values[m * place.pairs + pair][k] += change[m][k];
  place.put(whole.solve(prior).covariance, next);
}

/// Adds this iteration's Δg to what is remembered and regresses the potential anew.
void refined_whole(const Comparisons& data, const SoprReference& reference, const SoprOptions& options,
                   SoprMemory& memory, Correction& next) {
  if (data.size() > 1 || next.temperature.kind != TemperatureBasis::Kind::constant)
    throw InputError("mode '" + options.mode + "' of [sopr] takes one state, and no dependence on temperature");
  const PairComparison& one = *data.front();
  if (one.r.size() < 2) throw InputError("g(r) is measured at fewer than two bins of the simulation");
  if (reference.energy.size() != next.pairs()) throw std::invalid_argument("SOPR needs a reference for each pair");
  if (!options.sigma.empty() && options.sigma.size() != next.pairs())
    throw InputError("sigma in [sopr] must have a number for each of the " + std::to_string(next.pairs()) + " pairs");
  const auto& energy = reference.energy[one.pair];
  const double sigma = options.sigma.empty() ? first_zero(energy, next.knots.cutoff()) : options.sigma[one.pair];

  memory.sums.resize(next.pairs());
  auto& sums = memory.sums[one.pair];
  if (sums.empty()) sums.assign(one.r.size(), 0.0);
  if (sums.size() != one.r.size()) throw std::invalid_argument("SOPR remembers other points than it is given");
  const auto difference = difference_of_g(one, options.mode == "code" && options.half_bin);
  const double kT = units::kB * one.temperature;
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += options.gain * kT * difference[i];

  const Posterior change = whole_refinement(one, sums, energy, sigma, options, next.knots);
  const PairPlace place = place_of(one.pair, next);
  auto& values = next.values[one.pair];
  for (std::size_t k = 0; k + 1 < values.size(); ++k) values[k] = change.mean(static_cast<Eigen::Index>(k));
  place.put(change.covariance, next);
}

}  // namespace

double first_zero(const std::function<double(double)>& energy, double cutoff) {
  double from = 0.5;
  while (from < cutoff && !(energy(from) > 0.0 && energy(from + 0.01) <= 0.0)) from += 0.01;
  if (from >= cutoff) throw InputError("the reference doesn't fall through zero, so that SOPR needs its sigma");
  double to = from + 0.01;
  while (to - from > 1e-9) {
    const double middle = 0.5 * (from + to);
    (energy(middle) > 0.0 ? from : to) = middle;
  }
  return 0.5 * (from + to);
}

Correction sopr_step(const Correction& current, std::span<const PairComparison> data, const SoprReference& reference,
                     const SoprOptions& options, SoprMemory& memory, std::span<const PressureComparison> pressures) {
  std::map<std::size_t, Comparisons> by_pair;
  for (const auto& one : data) by_pair[one.pair].push_back(&one);
  Correction next = current;
  next.covariance.assign(current.size() * current.size(), 0.0);
  for (const auto& [pair, comparisons] : by_pair) {
    try {
      if (options.mode == "recommended")
        recommended(current, comparisons, options, pressures, static_cast<double>(by_pair.size()), next);
      else
        refined_whole(comparisons, reference, options, memory, next);
    } catch (const InputError& error) {
      throw InputError(current.name(pair) + ": " + error.what());
    }
  }
  return next;
}

}  // namespace liquidus
