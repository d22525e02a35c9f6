#include "correct/newton/gauss_newton.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <stdexcept>

#include "core/errors.hpp"
#include "core/random.hpp"
#include "correct/newton/linear_world.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// kT, the largest value of a correction at any state's bins that atoms come to.
double largest(const Correction& correction, const std::vector<NewtonState>& states) {
  double most = 0.0;
  for (const auto& state : states)
    for (std::size_t pair = 0; pair < 3; ++pair) {
      const KnotSpline spline(correction.knots, correction.at(pair, state.temperature));
      for (Index k = 0; k < state.bins.count; ++k)
        if (state.g.value[pair * static_cast<std::size_t>(state.bins.count) + static_cast<std::size_t>(k)] > 0.1)
          most = std::max(most, std::abs(spline(state.bins.centre(k))) / (units::kB * state.temperature));
    }
  return most;
}

}  // namespace

TEST_CASE("a step on a linear model is the Gaussian process's posterior of the textbooks", "[gauss_newton_test]") {
  // θ = P Jᵀ (J P Jᵀ + Σ)⁻¹ d and C = P − P Jᵀ (J P Jᵀ + Σ)⁻¹ J P, over two temperatures, terms and three pairs. P is
  // singular: last knots are certain, and neighbours of a smooth kernel are all but the same.
  LinearWorld world;
  const auto truth = world.drawn(1);
  const auto states = world.states(truth, 0.02, 5, world.nothing());
  const auto step = newton_step(world.nothing(), states, world.options);

  const Eigen::MatrixXd prior = world.prior();
  Eigen::MatrixXd j(0, prior.rows());
  Eigen::VectorXd d(0), variance(0);
  for (const auto& state : states) {
    const Eigen::MatrixXd rows = world.slopes(state);
    const Eigen::Index at = j.rows();
    j.conservativeResize(at + rows.rows(), Eigen::NoChange);
    d.conservativeResize(at + rows.rows());
    variance.conservativeResize(at + rows.rows());
    j.bottomRows(rows.rows()) = rows;
    const auto& seen = state.observations.front();
    d.tail(rows.rows()) = seen.measured - seen.constant - seen.of_g * as_vector(state.g.value);
    variance.tail(rows.rows()) = seen.variance;
  }
  const Eigen::MatrixXd s = j * prior * j.transpose() + Eigen::MatrixXd(variance.asDiagonal());
  const Eigen::LDLT<Eigen::MatrixXd> solver(s);
  const Eigen::VectorXd mean = prior * j.transpose() * solver.solve(d);
  const Eigen::MatrixXd covariance = prior - prior * j.transpose() * solver.solve(j * prior);
  const Eigen::VectorXd found = world.flat(step.correction);
  const double scale = world.options.width;
  CHECK((found - mean).cwiseAbs().maxCoeff() < 1e-10 * scale);
  const auto n = static_cast<Eigen::Index>(step.correction.size());
  const Eigen::Map<const Eigen::MatrixXd> spread(step.correction.covariance.data(), n, n);
  // A trillionth of the largest eigenvalue is left out of P.
  CHECK((spread - covariance).cwiseAbs().maxCoeff() < 1e-10 * scale * scale);
  CHECK(step.damping == 0.0);

  // What the numbers say of themselves.
  double before = 0.0, after = 0.0;
  for (const auto& misfit : step.states) {
    before += misfit.before;
    after += misfit.predicted;
  }
  CHECK(before == Approx((d.array().square() / variance.array()).sum()));
  CHECK(after == Approx(((d - j * mean).array().square() / variance.array()).sum()).epsilon(1e-8));
  const Eigen::MatrixXd hat = j * prior * j.transpose() * solver.solve(Eigen::MatrixXd::Identity(s.rows(), s.rows()));
  CHECK(step.parameters == Approx(hat.trace()).epsilon(1e-6));
  CHECK(step.misfit_before() == Approx(before / static_cast<double>(d.size())));
}

TEST_CASE("where a step begins doesn't change where it ends on a linear model", "[gauss_newton_test]") {
  LinearWorld world;
  const auto truth = world.drawn(1), elsewhere = world.drawn(2);
  const auto one = newton_step(world.nothing(), world.states(truth, 0.02, 5, world.nothing()), world.options);
  const auto two = newton_step(elsewhere, world.states(truth, 0.02, 5, elsewhere), world.options);
  CHECK((world.flat(one.correction) - world.flat(two.correction)).cwiseAbs().maxCoeff() < 1e-9 * world.options.width);
  CHECK(one.misfit_predicted() == Approx(two.misfit_predicted()));
  CHECK(std::abs(one.misfit_before() - two.misfit_before()) > 1.0);
}

TEST_CASE("bands hold what they were drawn from as often as they say", "[gauss_newton_test]") {
  LinearWorld world;
  double inside = 0.0, count = 0.0;
  for (Index draw = 0; draw < 60; ++draw) {
    const auto truth = world.drawn(draw);
    const auto step = newton_step(world.nothing(), world.states(truth, 0.02, draw, world.nothing()), world.options);
    for (const double temperature : {900.0, 1000.0, 1250.0})
      for (std::size_t pair = 0; pair < 3; ++pair) {
        const auto found = step.correction.at(pair, temperature), sd = step.correction.deviation_at(pair, temperature),
                   expected = truth.at(pair, temperature);
        for (std::size_t k = 0; k + 1 < found.size(); ++k, count += 1.0)
          inside += std::abs(found[k] - expected[k]) <= 1.96 * sd[k] ? 1.0 : 0.0;
      }
  }
  // 60 draws of three pairs and some five independent stretches each: √(0.95 · 0.05/900) = 0.7 %.
  CHECK(inside / count == Approx(0.95).margin(0.025));
}

TEST_CASE("a step is damped to the trust region, and shortened by the gain", "[gauss_newton_test]") {
  LinearWorld world;
  const auto states = world.states(world.drawn(1), 0.02, 5, world.nothing());
  const auto whole = newton_step(world.nothing(), states, world.options);
  auto options = world.options;
  options.trust = 0.25 * whole.asked;
  const auto quarter = newton_step(world.nothing(), states, options);
  const auto short_step = [&] {
    auto keys = world.options;
    keys.gain = 0.25;
    return newton_step(world.nothing(), states, keys);
  }();
  CHECK(quarter.damping > 0.0);
  CHECK(quarter.asked == whole.asked);
  const double least = largest(quarter.correction, states) / options.trust;
  CHECK(least <= 1.0);
  CHECK(least > 0.9);
  // As large a step in the whole one's direction is worse, for it is large where the data hardly look.
  CHECK(largest(short_step.correction, states) == Approx(options.trust));
  CHECK(quarter.misfit_predicted() < 0.8 * short_step.misfit_predicted());
  CHECK(quarter.correction.covariance == whole.correction.covariance);
  CHECK(quarter.misfit_predicted() > whole.misfit_predicted());
  CHECK(whole.asked == Approx(largest(whole.correction, states)));
  CHECK((world.flat(short_step.correction) - 0.25 * world.flat(whole.correction)).cwiseAbs().maxCoeff() <
        1e-12 * options.width);
}

TEST_CASE("a pressure is met as closely as its error and weight ask for", "[gauss_newton_test]") {
  LinearWorld world;
  auto states = world.states(world.drawn(1), 0.05, 5, world.nothing());
  states.pop_back();
  auto& state = states.front();
  const Eigen::Index knots = 3 * world.knots().count;
  state.response.pressure = Eigen::VectorXd::Constant(knots, 0.01);
  state.pressure = {1e-3, 0.0};
  state.pressure_target = PressureTarget{3e-3, 1e-8};
  const auto pressure_after = [&](const NewtonOptions& options) {
    const auto step = newton_step(world.nothing(), states, options);
    double sum = 1e-3;
    for (std::size_t pair = 0; pair < 3; ++pair)
      for (const double u : step.correction.at(pair, state.temperature)) sum += 0.01 * u;
    return sum;
  };
  CHECK(pressure_after(world.options) == Approx(3e-3).epsilon(1e-4));
  auto options = world.options;
  options.pressure_weight = 0.0;
  const double without = pressure_after(options);
  CHECK(std::abs(without - 3e-3) > 1e-4);
  // The simulation's own error makes a target loose.
  state.pressure.error = 10.0;
  CHECK(pressure_after(world.options) == Approx(without).epsilon(1e-3));
}

TEST_CASE("errors of the simulation are carried through to what is measured", "[gauss_newton_test]") {
  // y = g_0 + g_1 of which blocks say that the two move against each other: y is certain, and each g isn't.
  LinearWorld world;
  auto states = world.states(world.drawn(1), 0.02, 5, world.nothing());
  for (auto& state : states) {
    auto& seen = state.observations.front();
    state.g.jackknife.weight = {0.5, 0.5};
    state.g.without = {state.g.value, state.g.value};
    state.g.without[0][20] += 0.1;
    state.g.without[1][20] -= 0.1;
    seen.of_g.row(0).setZero();
    seen.of_g(0, 20) = 2.0;
  }
  // Row 0 has the variance 0.02² + ½ 2 (2 · 0.1)², the other rows with bin 20 have that of theirs.
  const auto one = newton_step(world.nothing(), states, world.options);
  auto by_hand = states;
  for (auto& state : by_hand) {
    auto& seen = state.observations.front();
    for (Eigen::Index i = 0; i < seen.variance.size(); ++i) seen.variance(i) += std::pow(0.1 * seen.of_g(i, 20), 2);
    state.g.jackknife.weight.clear();
    state.g.without.clear();
  }
  const auto two = newton_step(world.nothing(), by_hand, world.options);
  CHECK((world.flat(one.correction) - world.flat(two.correction)).cwiseAbs().maxCoeff() < 1e-12);
  auto options = world.options;
  options.model_errors = false;
  const auto without = newton_step(world.nothing(), states, options);
  CHECK(without.parameters > one.parameters);
}

namespace {

/// The response as eight parts of the frames would show it, each with noise half as large again as its largest element:
/// white, as that of counts is.
std::vector<NewtonState> with_noisy_response(std::vector<NewtonState> states, Index number) {
  Random random(11, Stream::bootstrap, 0, number);
  const double size = 1.5 * states.front().response.g.cwiseAbs().maxCoeff();
  for (auto& state : states) {
    const Eigen::MatrixXd truth = state.response.g;
    state.response.g.setZero();
    for (int k = 0; k < 8; ++k) {
      Response::Part part{truth / 8.0, {}, 1.0 / 8.0};
      for (double& x : part.g.reshaped()) x += size / 8.0 * random.normal();
      state.response.g += part.g;
      state.response.parts.push_back(part);
    }
  }
  return states;
}

std::vector<NewtonState> without_parts(std::vector<NewtonState> states) {
  for (auto& state : states) state.response.parts.clear();
  return states;
}

}  // namespace

TEST_CASE("noise of the response isn't taken for knowledge", "[gauss_newton_test]") {
  LinearWorld world;
  const auto truth = world.drawn(1);
  const auto quiet = world.states(truth, 0.05, 5, truth), noisy = with_noisy_response(quiet, 0);
  const auto known = [&](const std::vector<NewtonState>& states) {
    return newton_step(truth, states, world.options).information.trace();
  };
  // Noise adds more to the square than there is to know, and hides some of that.
  CHECK(known(without_parts(noisy)) > 2.0 * known(quiet));
  CHECK(known(noisy) < 1.1 * known(quiet));
  CHECK(known(noisy) > 0.3 * known(quiet));
}

TEST_CASE("bands hold what they were drawn from when the response is noisy", "[gauss_newton_test]") {
  LinearWorld world;
  double inside = 0.0, naive = 0.0, count = 0.0;
  for (Index draw = 0; draw < 12; ++draw) {
    const auto truth = world.drawn(draw);
    Correction now = world.nothing();
    std::vector<NewtonState> states;
    for (Index k = 0; k < 6; ++k) {
      states = with_noisy_response(world.states(truth, 0.05, draw, now), 10 * draw + k);
      now = newton_step(now, states, world.options).correction;
    }
    const auto too_sure = newton_step(now, without_parts(states), world.options).correction;
    for (const double temperature : {900.0, 1100.0})
      for (std::size_t pair = 0; pair < 3; ++pair) {
        const auto found = now.at(pair, temperature), expected = truth.at(pair, temperature),
                   sd = now.deviation_at(pair, temperature), too_small = too_sure.deviation_at(pair, temperature);
        for (std::size_t k = 0; k + 1 < found.size(); ++k, count += 1.0) {
          const double off = std::abs(found[k] - expected[k]);
          inside += off <= 1.96 * sd[k] ? 1.0 : 0.0;
          naive += off <= 1.96 * too_small[k] ? 1.0 : 0.0;
        }
      }
  }
  INFO("inside: " << inside / count << ", with the noise taken for knowledge " << naive / count);
  CHECK(inside / count > 0.9);
  CHECK(naive < inside);
}

TEST_CASE("states that don't fit and options that make no sense are refused", "[gauss_newton_test]") {
  LinearWorld world;
  auto states = world.states(world.drawn(1), 0.02, 5, world.nothing());
  auto options = world.options;
  options.gain = 1.5;
  CHECK_THROWS_WITH(newton_step(world.nothing(), states, options), Catch::Contains("gain"));
  options.gain = 1.0;
  options.length = 0.0;
  CHECK_THROWS_WITH(newton_step(world.nothing(), states, options), Catch::Contains("length"));
  auto broken = states;
  broken[0].observations[0].variance(3) = 0.0;
  CHECK_THROWS_WITH(newton_step(world.nothing(), broken, world.options), Catch::Contains("'linear'"));
  broken = states;
  broken[0].observations[0].of_g.conservativeResize(Eigen::NoChange, 3);
  CHECK_THROWS_AS(newton_step(world.nothing(), broken, world.options), std::invalid_argument);
  broken = states;
  broken[0].pressure_target = PressureTarget{1.0, 1.0};
  CHECK_THROWS_AS(newton_step(world.nothing(), broken, world.options), std::invalid_argument);
}
