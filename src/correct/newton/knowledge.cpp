#include "correct/newton/knowledge.hpp"

#include <cmath>

#include "core/errors.hpp"
#include "correct/newton/frame_rows.hpp"

namespace liquidus {
namespace {

/// The numbers of a state behind each other, the pressure last, as they are.
struct Data {
  Eigen::VectorXd difference, variance;  // [m] d − y; variance of the measurement
  Eigen::MatrixXd slopes;                // [m × pairs · knots]
  Eigen::MatrixXd of_model;              // [m × pairs · bins + 1] of g and pressure
};

Data data_of(const NewtonState& state, const NewtonOptions& options) {
  const bool with_pressure = state.pressure_target && options.pressure_weight > 0.0;
  Eigen::Index rows = with_pressure ? 1 : 0;
  for (const Observation& seen : state.observations) rows += seen.measured.size();
  const Eigen::Index width = state.response.g.rows();
  Data data{Eigen::VectorXd(rows), Eigen::VectorXd(rows), Eigen::MatrixXd(rows, state.response.g.cols()),
            Eigen::MatrixXd::Zero(rows, width + 1)};
  Eigen::Index at = 0;
  for (const Observation& seen : state.observations) {
    const Eigen::Index m = seen.measured.size();
    data.difference.segment(at, m) = seen.measured - seen.constant - seen.of_g * as_vector(state.g.value);
    data.variance.segment(at, m) = seen.variance;
    data.slopes.middleRows(at, m).noalias() = seen.of_g * state.response.g;
    data.of_model.block(at, 0, m, width) = seen.of_g;
    if (!data.difference.segment(at, m).allFinite() || !(seen.variance.array() > 0.0).all())
      throw InputError("the data of '" + seen.name +
                       "' have numbers that aren't finite or errors that aren't positive");
    at += m;
  }
  if (!with_pressure) return data;
  // A weight is as if measurement and simulation erred by less or more.
  const double scale = std::sqrt(options.pressure_weight);
  data.difference(at) = scale * (state.pressure_target->value - state.pressure.value);
  data.variance(at) = state.pressure_target->error * state.pressure_target->error;
  if (!std::isfinite(data.difference(at)) || !(data.variance(at) > 0.0))
    throw InputError("a pressure to fit to, or that of the simulation, isn't finite or has no error");
  data.slopes.row(at) = scale * state.response.pressure.transpose();
  data.of_model(at, width) = 1.0;
  return data;
}

/// [m × m] of the simulation's y.
Eigen::MatrixXd model_covariance(const NewtonState& state, const Data& data) {
  if (state.covariance.size() > 0) return data.of_model * state.covariance * data.of_model.transpose();
  Eigen::VectorXd variance = data.of_model.rightCols(1).cwiseAbs2() * std::pow(state.pressure.error.value_or(0.0), 2);
  for (std::size_t b = 0; b < state.g.jackknife.weight.size(); ++b)
    variance += state.g.jackknife.weight[b] * (data.of_model.leftCols(state.response.g.rows()) *
                                               (as_vector(state.g.without[b]) - as_vector(state.g.value)))
                                                  .cwiseAbs2();
  return variance.asDiagonal();
}
/// Slopes of a state's numbers, as in data_of, from one part of its frames.
Eigen::MatrixXd slopes_of(const NewtonState& state, const Response::Part& part, const NewtonOptions& options,
                          Eigen::Index rows) {
  Eigen::MatrixXd slopes(rows, part.g.cols());
  Eigen::Index at = 0;
  for (const Observation& seen : state.observations) {
    slopes.middleRows(at, seen.measured.size()).noalias() = seen.of_g * part.g;
    at += seen.measured.size();
  }
  if (at < rows) slopes.row(at) = std::sqrt(options.pressure_weight) * part.pressure.transpose();
  return slopes;
}

}  // namespace

Whitened whitened(const NewtonState& state, const NewtonOptions& options) {
  const Data data = data_of(state, options);
  Eigen::MatrixXd covariance = data.variance.asDiagonal();
  if (options.model_errors) covariance += model_covariance(state, data);
  const Eigen::LLT<Eigen::MatrixXd> factor(covariance);
  if (factor.info() != Eigen::Success)
    throw InputError("the errors of a simulation aren't finite: it has too few frames");
  return {factor.matrixL().solve(data.difference), factor.matrixL().solve(data.slopes), factor};
}

void Knowledge::add(const NewtonState& state, const Whitened& seen, const PriorRoot& prior,
                    const NewtonOptions& options) {
  const Eigen::MatrixXd a = prior.slopes(seen.slopes, state.temperature);
  squares += a.transpose() * a;
  pull += a.transpose() * seen.difference;
  if (state.response.parts.size() < 2) return;
  double weights = 0.0;
  for (const auto& part : state.response.parts) weights += part.weight * part.weight;
  for (const auto& part : state.response.parts) {
    const auto slopes = slopes_of(state, part, options, seen.difference.size());
    const Eigen::MatrixXd off =
        Eigen::MatrixXd(seen.factor.matrixL().solve(prior.slopes(slopes, state.temperature))) - part.weight * a;
    same += off.transpose() * off / (1.0 - weights);
    const Eigen::VectorXd of_pull = off.transpose() * seen.difference;
    noise += of_pull * of_pull.transpose() / (1.0 - weights);
  }
}

Told::Told(const Knowledge& from) : information(from.squares), here(from.squares), pull(from.pull) {
  if (from.same.isZero(0.0)) return;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> modes(from.squares - from.same);
  const auto& v = modes.eigenvectors();
  const Eigen::ArrayXd h = modes.eigenvalues().array().max(0.0);
  const auto share_beside = [&](const Eigen::MatrixXd& noise) -> Eigen::ArrayXd {
    const Eigen::ArrayXd n = (v.transpose() * noise * v).diagonal().array().max(0.0);  // below zero by rounding alone
    return h / (h + n).max(1e-300);
  };
  information = v * (h * share_beside(from.same)).matrix().asDiagonal() * v.transpose();
  const Eigen::ArrayXd share = share_beside(from.noise);
  here = v * (h * share).matrix().asDiagonal() * v.transpose();
  pull = v * share.matrix().asDiagonal() * (v.transpose() * from.pull);
}

}  // namespace liquidus
