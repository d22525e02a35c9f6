#include "correct/newton/evidence.hpp"

#include <cmath>
#include <numeric>
#include <stdexcept>

#include "core/units.hpp"
#include "correct/knot_matrix.hpp"
#include "correct/newton/frame_rows.hpp"

namespace liquidus {
namespace {

/// [pairs · knots] ΔU at a temperature.
Eigen::VectorXd energy_of(const Correction& correction, double temperature) {
  Eigen::VectorXd energy(static_cast<Eigen::Index>(correction.pairs()) * correction.knots.count);
  for (std::size_t p = 0; p < correction.pairs(); ++p)
    energy.segment(static_cast<Eigen::Index>(p) * correction.knots.count, correction.knots.count) =
        as_vector(correction.at(p, temperature));
  return energy;
}

Response in_halves(const Response& whole) {
  if (whole.parts.size() < 4) return whole;
  Response halved{whole.g, whole.pressure, {}};
  const std::size_t n = whole.parts.size();
  for (const auto& [from, to] : {std::pair<std::size_t, std::size_t>{0, n / 2}, {n / 2, n}}) {
    Response::Part half = whole.parts[from];
    for (std::size_t k = from + 1; k < to; ++k) {
      half.g += whole.parts[k].g;
      half.pressure += whole.parts[k].pressure;
      half.weight += whole.parts[k].weight;
    }
    halved.parts.push_back(std::move(half));
  }
  return halved;
}

void put_matrix(StateWriter& out, const Eigen::MatrixXd& matrix) {
  out.put(static_cast<double>(matrix.rows()));
  out.put(std::span(matrix.data(), static_cast<std::size_t>(matrix.size())));
}

Eigen::VectorXd get_vector(StateReader& in) { return as_vector(in.numbers()); }

Eigen::MatrixXd get_matrix(StateReader& in) {
  const auto rows = in.whole();
  const auto numbers = in.numbers();
  const auto size = static_cast<Index>(numbers.size());
  if (size > 0 && (rows < 1 || size % rows != 0)) StateReader::refuse("a matrix is damaged");
  return Eigen::Map<const Eigen::MatrixXd>(numbers.data(), rows, rows > 0 ? size / rows : 0);
}

/// [pairs · bins] of [pairs · knots].
Eigen::VectorXd at_bins(const Eigen::VectorXd& of_knots, const KnotGrid& knots, const RadialBins& bins) {
  std::vector<double> r;
  for (Index k = 0; k < bins.count; ++k) r.push_back(bins.centre(k));
  const Eigen::MatrixXd spline = knot_values(knots, r);
  const Eigen::Index pairs = of_knots.size() / knots.count;
  Eigen::VectorXd values(pairs * bins.count);
  for (Eigen::Index p = 0; p < pairs; ++p)
    values.segment(p * bins.count, bins.count) = spline * of_knots.segment(p * knots.count, knots.count);
  return values;
}

/// What the noise of a response makes of a step, from what its parts differ by: Σ_p u_p u_pᵀ is the covariance of g and
/// the pressure. [pairs · bins + 1 × parts]
Eigen::MatrixXd noise_of(const Response& response, const Eigen::VectorXd& step) {
  const Eigen::Index bins = response.g.rows();
  const auto parts = static_cast<Eigen::Index>(response.parts.size());
  if (parts < 2) return Eigen::MatrixXd::Zero(bins + 1, 0);
  double weights = 0.0;
  for (const auto& part : response.parts) weights += part.weight * part.weight;
  const Eigen::VectorXd whole = response.g * step;
  const double of_pressure = response.pressure.size() > 0 ? response.pressure.dot(step) : 0.0;
  Eigen::MatrixXd noise(bins + 1, parts);
  for (Eigen::Index p = 0; p < parts; ++p) {
    const auto& part = response.parts[static_cast<std::size_t>(p)];
    noise.col(p).head(bins) = part.g * step - part.weight * whole;
    noise(bins, p) = (part.pressure.size() > 0 ? part.pressure.dot(step) : 0.0) - part.weight * of_pressure;
  }
  return noise / std::sqrt(1.0 - weights);
}

/// A simulation on its way to the correction at hand.
struct Carried {
  const Evidence* from;
  std::size_t place;
  Eigen::VectorXd step;       // [pairs · knots] eV
  double variance, left_out;  // of g, mean over the bins: of the simulation, and of what is made of the step
  double inflation() const { return 1.0 + left_out / variance; }
  double weight() const { return 1.0 / (variance + left_out); }
};

/// Those of the same bins and knots, with what a line leaves out, ½ (Δu/kT)² g.
std::vector<Carried> carried_to(const Correction& now, const NewtonState& like,
                                std::span<const Evidence* const> simulations) {
  const Eigen::VectorXd energy = energy_of(now, like.temperature);
  std::vector<Carried> all;
  for (std::size_t i = 0; i < simulations.size(); ++i) {
    const Evidence& one = *simulations[i];
    if (one.energy.size() != energy.size() || one.g.size() != static_cast<Eigen::Index>(like.g.value.size()) ||
        one.response.pressure.size() != like.response.pressure.size())
      continue;
    Carried carried{&one, i, energy - one.energy, 0.0, 0.0};
    const Eigen::VectorXd x = at_bins(carried.step, now.knots, like.bins) / (units::kB * like.temperature);
    carried.left_out = (0.5 * x.array().square() * one.g.array()).square().mean();
    carried.variance = std::max(one.covariance.diagonal().head(one.g.size()).mean(), 1e-30);
    all.push_back(std::move(carried));
  }
  return all;
}

double sum_of_weights(const std::vector<Carried>& all) {
  return std::accumulate(all.begin(), all.end(), 0.0,
                         [](double sum, const Carried& one) { return sum + one.weight(); });
}

Response mean_response(const std::vector<Carried>& all) {
  const Response& like = all.front().from->response;
  Response mean{Eigen::MatrixXd::Zero(like.g.rows(), like.g.cols()), Eigen::VectorXd::Zero(like.pressure.size()), {}};
  const double sum = sum_of_weights(all);
  for (const Carried& one : all) {
    const auto& response = one.from->response;
    const double share = one.weight() / sum;
    mean.g += share * response.g;
    mean.pressure += share * response.pressure;
    for (const auto& part : response.parts)
      mean.parts.push_back({share * part.g, share * part.pressure, share * part.weight});
  }
  return mean;
}

}  // namespace

Evidence::Evidence(const Correction& correction, const NewtonState& state)
    : energy(energy_of(correction, state.temperature)),
      g(as_vector(state.g.value)),
      pressure(state.pressure.value),
      covariance(state.covariance),
      response(in_halves(state.response)) {
  if (covariance.size() == 0) throw std::invalid_argument("evidence needs the covariance of its simulation");
}

Evidence::Evidence(StateReader& in) {
  energy = get_vector(in);
  g = get_vector(in);
  pressure = in.number();
  covariance = get_matrix(in);
  response.g = get_matrix(in);
  response.pressure = get_vector(in);
  for (Index n = in.whole(); n > 0; --n) {
    auto& part = response.parts.emplace_back();
    part.g = get_matrix(in);
    part.pressure = get_vector(in);
    part.weight = in.number();
  }
}

void Evidence::put(StateWriter& out) const {
  const auto put_vector = [&](const Eigen::VectorXd& x) {
    out.put(std::span(x.data(), static_cast<std::size_t>(x.size())));
  };
  put_vector(energy);
  put_vector(g);
  out.put(pressure);
  put_matrix(out, covariance);
  put_matrix(out, response.g);
  put_vector(response.pressure);
  out.put(static_cast<double>(response.parts.size()));
  for (const auto& part : response.parts) {
    put_matrix(out, part.g);
    put_vector(part.pressure);
    out.put(part.weight);
  }
}

NewtonState joined(const NewtonState& like, const Correction& now, std::span<const Evidence* const> simulations,
                   std::vector<double>* weights) {
  auto all = carried_to(now, like, simulations);
  if (all.empty()) throw std::invalid_argument("no simulation has the bins and knots of the one at hand");
  NewtonState state = like;
  state.response = mean_response(all);
  const Eigen::Index bins = state.response.g.rows();
  for (Carried& one : all)
    one.left_out += noise_of(state.response, one.step).topRows(bins).rowwise().squaredNorm().mean();

  const double sum = sum_of_weights(all);
  if (weights) weights->assign(simulations.size(), 0.0);
  Eigen::VectorXd g = Eigen::VectorXd::Zero(bins), mean_step = Eigen::VectorXd::Zero(state.response.g.cols());
  double pressure = 0.0;
  state.covariance = Eigen::MatrixXd::Zero(bins + 1, bins + 1);
  for (const Carried& one : all) {
    if (weights) (*weights)[one.place] = one.weight();
    const double share = one.weight() / sum;
    g += share * one.from->g;
    pressure += share * one.from->pressure;
    mean_step += share * one.step;
    state.covariance += share * share * one.inflation() * one.from->covariance;
  }
  g += state.response.g * mean_step;
  if (state.response.pressure.size() > 0) pressure += state.response.pressure.dot(mean_step);
  const Eigen::MatrixXd noise = noise_of(state.response, mean_step);
  state.covariance += noise * noise.transpose();
  state.pressure = {pressure, std::sqrt(state.covariance(bins, bins))};
  state.g = {};
  state.g.value.assign(g.begin(), g.end());
  return state;
}

}  // namespace liquidus
