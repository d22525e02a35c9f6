#include "correct/newton/gauss_newton.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <stdexcept>

#include "core/errors.hpp"
#include "correct/newton/frame_rows.hpp"
#include "correct/newton/knowledge.hpp"
#include "correct/newton/model_noise.hpp"

namespace liquidus {
namespace {

/// All values of a correction one behind the other.
Eigen::VectorXd flat(const Correction& correction) {
  Eigen::VectorXd values(static_cast<Eigen::Index>(correction.size()));
  Eigen::Index at = 0;
  for (const auto& curve : correction.values) {
    values.segment(at, correction.knots.count) = as_vector(curve);
    at += correction.knots.count;
  }
  return values;
}

void require_fitting(const Correction& now, const NewtonState& state) {
  const auto bins = static_cast<Eigen::Index>(now.pairs()) * state.bins.count;
  const auto knots = static_cast<Eigen::Index>(now.pairs()) * now.knots.count;
  bool fits = static_cast<Eigen::Index>(state.g.value.size()) == bins && state.response.g.rows() == bins &&
              state.response.g.cols() == knots && state.temperature > 0.0;
  for (const Observation& seen : state.observations)
    fits = fits && seen.of_g.cols() == bins && seen.of_g.rows() == seen.measured.size() &&
           seen.variance.size() == seen.measured.size() && seen.constant.size() == seen.measured.size();
  if (state.covariance.size() > 0) fits = fits && state.covariance.rows() == bins + 1;
  if (state.pressure_target) fits = fits && state.response.pressure.size() == knots;
  if (!fits) throw std::invalid_argument("the sizes of a state, its data and the correction don't fit together");
}

/// [pairs · knots] ΔU at a temperature.
Eigen::VectorXd energy_at(const Correction& like, const Eigen::VectorXd& values, double temperature) {
  const auto size = static_cast<Eigen::Index>(like.pairs()) * like.knots.count;
  Eigen::VectorXd energy = Eigen::VectorXd::Zero(size);
  const auto b = like.temperature.at(temperature);
  for (std::size_t m = 0; m < b.size(); ++m) energy += b[m] * values.segment(static_cast<Eigen::Index>(m) * size, size);
  return energy;
}

double largest_change(const Correction& now, const Eigen::VectorXd& step, const NewtonState& state, double floor) {
  const Eigen::VectorXd energy = energy_at(now, step, state.temperature);
  const auto bins = static_cast<std::size_t>(state.bins.count);
  double most = 0.0;
  for (std::size_t p = 0; p < now.pairs(); ++p) {
    const auto knots = static_cast<std::size_t>(now.knots.count);
    const KnotSpline spline(now.knots, {energy.data() + p * knots, knots});
    for (std::size_t k = 0; k < bins; ++k)
      if (state.g.value[p * bins + k] > floor)
        most = std::max(most, std::abs(spline(state.bins.centre(static_cast<Index>(k)))));
  }
  return most / (units::kB * state.temperature);
}

/// kT, the largest change of ΔU that a step makes at any state's bins where g is above the floor.
double largest_change(const Correction& now, const Eigen::VectorXd& step, std::span<const NewtonState> states,
                      double floor) {
  double most = 0.0;
  for (const NewtonState& state : states) most = std::max(most, largest_change(now, step, state, floor));
  return most;
}

std::vector<Misfit> misfits(const Correction& now, const Eigen::VectorXd& step, std::span<const NewtonState> states,
                            const std::vector<Whitened>& data) {
  std::vector<Misfit> all;
  for (std::size_t s = 0; s < states.size(); ++s) {
    const Eigen::VectorXd energy = energy_at(now, step, states[s].temperature);
    const Eigen::VectorXd& difference = data[s].difference;
    all.push_back({static_cast<Index>(difference.size()), difference.squaredNorm(),
                   (difference - data[s].slopes * energy).squaredNorm()});
  }
  return all;
}

double points_of(const std::vector<Misfit>& states) {
  return std::accumulate(states.begin(), states.end(), 0.0,
                         [](double sum, const Misfit& one) { return sum + static_cast<double>(one.points); });
}

double per_point(const std::vector<Misfit>& states, double Misfit::*which) {
  double sum = 0.0, points = 0.0;
  for (const Misfit& state : states) {
    sum += state.*which;
    points += static_cast<double>(state.points);
  }
  return points > 0.0 ? sum / points : 0.0;
}

/// Steps from the values at hand towards the posterior mean, the shorter the more changes are damped: in coordinates z
/// of the prior δz = (1 + λ + H)⁻¹ (right − z), as if they had a prior of their own that is λ times as narrow.
class Steps {
 public:
  /// @param pull  [z] (JL)ᵀ Σ⁻¹ (d − y)
  Steps(const PriorRoot& prior, const Eigen::MatrixXd& squares, const Eigen::VectorXd& values,
        const Eigen::VectorXd& pull)
      : prior_(prior), modes_(squares), home_(prior.values(prior.coordinates(values)) - values) {
    pull_ = modes_.eigenvectors().transpose() * (pull - prior.coordinates(values));
  }
  /// Of the values.
  Eigen::VectorXd damped(double lambda) const {
    const Eigen::ArrayXd h = modes_.eigenvalues().array().max(0.0);
    const Eigen::VectorXd z = modes_.eigenvectors() * (pull_.array() / (1.0 + lambda + h)).matrix();
    return prior_.values(z) + home_;
  }

 private:
  const PriorRoot& prior_;
  Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> modes_;
  Eigen::VectorXd home_, pull_;  // home: what the prior can't say of the values goes at once
};

/// The least λ, to a few per cent, whose step is no larger than the trust; 0 if the whole step isn't.
double damping(const Steps& steps, double trust, const std::function<double(const Eigen::VectorXd&)>& size) {
  if (size(steps.damped(0.0)) <= trust) return 0.0;
  double low = 1e-3, high = low;
  while (size(steps.damped(high)) > trust && high < 1e12) low = high, high *= 8.0;
  for (int k = 0; k < 8; ++k) {
    const double middle = std::sqrt(low * high);
    (size(steps.damped(middle)) > trust ? low : high) = middle;
  }
  return high;
}

void set_values(Correction& correction, const Eigen::VectorXd& values) {
  const Eigen::Index knots = correction.knots.count;
  for (std::size_t c = 0; c < correction.values.size(); ++c) {
    const auto curve = values.segment(static_cast<Eigen::Index>(c) * knots, knots);
    correction.values[c].assign(curve.begin(), curve.end());
    correction.values[c].back() = 0.0;
  }
}

}  // namespace

double NewtonStep::misfit_before() const { return per_point(states, &Misfit::before); }
double NewtonStep::misfit_predicted() const { return per_point(states, &Misfit::predicted); }

NewtonState newton_state(const FrameCounts& frames, const KnotGrid& knots, double temperature,
                         std::vector<Observation> observations, const std::optional<PressureTarget>& target,
                         const Reweighting* reweighting) {
  const std::span<const double> weights =
      reweighting ? std::span<const double>(reweighting->weights) : std::span<const double>();
  NewtonState state;
  state.temperature = temperature;
  state.bins = frames.bins();
  state.g = frames.g(weights);
  state.pressure = reweighting ? reweighting->pressure(frames) : frames.pressure();
  state.covariance = simulation_covariance(frames, state.g, state.pressure, reweighting);
  state.response = response(frames, knots, temperature, reweighting);
  state.observations = std::move(observations);
  state.pressure_target = target;
  return state;
}

NewtonStep newton_step(const Correction& now, std::span<const NewtonState> states, const NewtonOptions& options) {
  check(options);
  const Eigen::VectorXd values = flat(now);
  NewtonStep step{now, {}, 0.0, 0.0, 0.0, PriorRoot(now, options.prior()), {}};
  const Eigen::Index size = step.prior.size();
  Knowledge knowledge(size);
  std::vector<Whitened> data;
  for (const NewtonState& state : states) {
    require_fitting(now, state);
    const Whitened& seen = data.emplace_back(whitened(state, options));
    knowledge.add(state, seen, step.prior, options);
  }

  const Told told(knowledge);
  step.information = told.information;
  const Eigen::MatrixXd one = Eigen::MatrixXd::Identity(size, size);
  const Eigen::LLT<Eigen::MatrixXd> factor(one + step.information);
  const Eigen::MatrixXd root = factor.matrixL().solve(one).transpose();  // root rootᵀ = (1 + H)⁻¹
  step.parameters = static_cast<double>(size) - root.squaredNorm();
  const auto move = [&](const Eigen::MatrixXd& h, const Eigen::VectorXd& pull) {
    const Steps steps(step.prior, h, values, pull);
    const auto size_of = [&](const Eigen::VectorXd& change) {
      return largest_change(now, change, states, options.floor);
    };
    step.asked = size_of(steps.damped(0.0));
    step.damping = damping(steps, options.trust, size_of);
    const Eigen::VectorXd change = options.gain * steps.damped(step.damping);
    step.states = misfits(now, change, states, data);
    return change;
  };
  Eigen::VectorXd change = move(told.here, told.pull);
  const Eigen::VectorXd z = step.prior.coordinates(change);
  if (z.dot(knowledge.same * z) > std::sqrt(2.0 * points_of(step.states)))
    change = move(knowledge.squares, knowledge.pull);
  set_values(step.correction, values + change);
  const Eigen::MatrixXd spread = step.prior.values(root), covariance = spread * spread.transpose();
  step.correction.covariance.assign(covariance.data(), covariance.data() + covariance.size());
  return step;
}

}  // namespace liquidus
