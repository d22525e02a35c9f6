#include "correct/newton/evidence.hpp"

#include <cmath>
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

void add_scaled(Response& to, const Response& from, double share) {
  to.g += share * from.g;
  to.pressure += share * from.pressure;
  for (const auto& part : from.parts) to.parts.push_back({share * part.g, share * part.pressure, share * part.weight});
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
  const Eigen::VectorXd energy = energy_of(now, like.temperature);
  const double beta = 1.0 / (units::kB * like.temperature);
  struct Carried {
    const Evidence* from;
    Eigen::VectorXd step;      // [pairs · knots] eV
    double weight, inflation;  // of its variance, by what a line leaves out
  };
  std::vector<Carried> all;
  if (weights) weights->assign(simulations.size(), 0.0);
  double sum = 0.0;
  for (std::size_t i = 0; i < simulations.size(); ++i) {
    const Evidence& one = *simulations[i];
    if (one.energy.size() != energy.size() || one.g.size() != static_cast<Eigen::Index>(like.g.value.size()) ||
        one.response.pressure.size() != like.response.pressure.size())
      continue;
    Carried carried{&one, energy - one.energy, 0.0, 1.0};
    const Eigen::VectorXd x = beta * at_bins(carried.step, now.knots, like.bins);
    const double left_out = (0.5 * x.array().square() * one.g.array()).square().mean();
    const double variance = std::max(one.covariance.diagonal().head(one.g.size()).mean(), 1e-30);
    carried.inflation = 1.0 + left_out / variance;
    carried.weight = 1.0 / (variance * carried.inflation);
    sum += carried.weight;
    if (weights) (*weights)[i] = carried.weight;
    all.push_back(std::move(carried));
  }
  if (all.empty()) throw std::invalid_argument("no simulation has the bins and knots of the one at hand");

  NewtonState state = like;
  Eigen::VectorXd g = Eigen::VectorXd::Zero(all.front().from->g.size());
  state.pressure = {0.0, {}};
  state.covariance = Eigen::MatrixXd::Zero(g.size() + 1, g.size() + 1);
  state.response = {
      Eigen::MatrixXd::Zero(g.size(), energy.size()), Eigen::VectorXd::Zero(like.response.pressure.size()), {}};
  for (const Carried& one : all) add_scaled(state.response, one.from->response, one.weight / sum);
  for (const Carried& one : all) {
    const double share = one.weight / sum;
    g += share * (one.from->g + state.response.g * one.step);
    state.pressure.value += share * one.from->pressure;
    if (state.response.pressure.size() > 0) state.pressure.value += share * state.response.pressure.dot(one.step);
    state.covariance += share * share * one.inflation * one.from->covariance;
  }
  state.pressure.error = std::sqrt(state.covariance(g.size(), g.size()));
  state.g = {};
  state.g.value.assign(g.begin(), g.end());
  return state;
}

}  // namespace liquidus
