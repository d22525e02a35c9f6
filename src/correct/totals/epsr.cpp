#include "correct/totals/epsr.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "core/errors.hpp"
#include "core/units.hpp"
#include "correct/gp/prior.hpp"
#include "correct/totals/poisson_functions.hpp"

namespace liquidus {
namespace {

using Amplitudes = std::vector<std::vector<double>>;

/// [functions × pairs] C of ΔA = ρ Σ C p̂, the smallest among the best.
Eigen::MatrixXd fitted(const TotalsMisfit& misfit, const PoissonFunctions& functions, const EpsrOptions& options) {
  const auto m = static_cast<Eigen::Index>(misfit.at.size()), n = static_cast<Eigen::Index>(functions.size());
  Eigen::MatrixXd basis(m, n), change(m, static_cast<Eigen::Index>(misfit.pairs()));
  for (Eigen::Index k = 0; k < m; ++k) {
    const auto& at = misfit.at[static_cast<std::size_t>(k)];
    change.row(k) = epsr_difference(at.weights, at.difference, options.feedback).transpose();
    for (Eigen::Index i = 0; i < n; ++i)
      basis(k, i) = misfit.density * functions.transform(static_cast<std::size_t>(i), at.q);
  }
  Eigen::BDCSVD<Eigen::MatrixXd> svd(basis, Eigen::ComputeThinU | Eigen::ComputeThinV);
  svd.setThreshold(options.cutoff);
  return svd.solve(change);
}

/// [knots] Σ C p(r), tapered.
std::vector<double> on_knots(const std::vector<double>& amplitudes, const PoissonFunctions& functions,
                             const KnotGrid& knots, double taper) {
  std::vector<double> values;
  for (Index k = 0; k < knots.count; ++k) {
    const double end = taper_at(knots.at(k), knots.cutoff(), taper);
    double sum = 0.0;
    for (std::size_t i = 0; i < functions.size() && end > 0.0; ++i)
      sum += amplitudes[i] * functions.value(i, knots.at(k));
    values.push_back(end * sum);
  }
  values.back() = 0.0;
  return values;
}

Amplitudes potential_of(const Amplitudes& amplitudes, const PoissonFunctions& functions, const KnotGrid& knots,
                        double taper) {
  Amplitudes values;
  for (const auto& of_pair : amplitudes) values.push_back(on_knots(of_pair, functions, knots, taper));
  return values;
}

double largest(const Amplitudes& values) {
  double most = 0.0;
  for (const auto& of_pair : values)
    for (const double u : of_pair) most = std::max(most, std::abs(u));
  return most;
}

void check_states(const Correction& current, std::span<const TotalsMisfit> states) {
  if (states.empty()) throw std::invalid_argument("epsr_step: there is no state");
  for (const auto& state : states)
    if (state.species != current.species)
      throw std::invalid_argument("epsr_step: the totals aren't of the correction's species");
  if (current.terms() != 1)
    throw InputError("method = \"epsr\" makes one potential for all temperatures; it needs temperature = \"constant\"");
}

}  // namespace

std::vector<double> EpsrMemory::state() const {
  const std::size_t functions = amplitudes.empty() ? 0 : amplitudes.front().size();
  std::vector<double> numbers{static_cast<double>(amplitudes.size()), static_cast<double>(functions)};
  for (const auto& of_pair : amplitudes) numbers.insert(numbers.end(), of_pair.begin(), of_pair.end());
  return numbers;
}

void EpsrMemory::restore(std::span<const double> state) {
  if (state.size() < 2 || state[0] < 0.0 || state[1] < 0.0 ||
      static_cast<double>(state.size() - 2) != state[0] * state[1])
    throw InputError("this is no state of an empirical potential");
  const auto functions = static_cast<std::size_t>(state[1]);
  amplitudes.clear();
  for (std::size_t p = 0; p < static_cast<std::size_t>(state[0]); ++p) {
    const auto of_pair = state.subspan(2 + p * functions, functions);
    amplitudes.emplace_back(of_pair.begin(), of_pair.end());
  }
}

Eigen::VectorXd epsr_difference(const Eigen::MatrixXd& weights, const Eigen::VectorXd& difference, double feedback) {
  const Eigen::Index n = weights.rows(), pairs = weights.cols();
  Eigen::MatrixXd extended(n + pairs, pairs);
  Eigen::VectorXd right = Eigen::VectorXd::Zero(n + pairs);
  for (Eigen::Index i = 0; i < n; ++i) {
    const double size = feedback / weights.row(i).cwiseAbs().sum();
    extended.row(i) = size * weights.row(i);
    right(i) = size * difference(i);
  }
  extended.bottomRows(pairs) = (1.0 - feedback) * Eigen::MatrixXd::Identity(pairs, pairs);
  return extended.completeOrthogonalDecomposition().solve(right);
}

Correction epsr_step(const Correction& current, std::span<const TotalsMisfit> states, const EpsrOptions& options,
                     EpsrMemory& memory, double gain) {
  check(options);
  check_states(current, states);
  const KnotGrid& knots = current.knots;
  const PoissonFunctions functions(options.width, options.spacing, options.from, knots.cutoff());
  if (functions.size() == 0) throw InputError("[epsr]: no Poisson function has its peak between 'from' and the cutoff");
  if (memory.amplitudes.empty()) memory.amplitudes.assign(current.pairs(), std::vector<double>(functions.size(), 0.0));
  if (memory.amplitudes.size() != current.pairs() || memory.amplitudes.front().size() != functions.size())
    throw InputError("[epsr]: the empirical potential so far was made with other Poisson functions");
  const auto before = potential_of(memory.amplitudes, functions, knots, options.taper);

  for (const auto& state : states) {
    const Eigen::MatrixXd c = fitted(state, functions, options);
    const double factor = -gain * options.gain * units::kB * state.temperature / static_cast<double>(states.size());
    for (std::size_t p = 0; p < current.pairs(); ++p)
      for (std::size_t i = 0; i < functions.size(); ++i)
        memory.amplitudes[p][i] += factor * c(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(p));
  }
  auto after = potential_of(memory.amplitudes, functions, knots, options.taper);
  if (const double most = largest(after); most > options.amplitude) {
    for (auto* all : {&memory.amplitudes, &after})
      for (auto& of_pair : *all)
        for (double& x : of_pair) x *= options.amplitude / most;
  }

  Correction next = current;
  for (std::size_t p = 0; p < current.pairs(); ++p)
    for (std::size_t k = 0; k < next.values[p].size(); ++k) next.values[p][k] += after[p][k] - before[p][k];
  next.covariance.clear();
  return next;
}

}  // namespace liquidus
