#include "correct/newton/evidence.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/errors.hpp"
#include "correct/newton/linear_world.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// One state of the linear world, simulated with a correction and with noise of that size in every bin.
struct Simulated {
  static constexpr double noise = 0.02;
  LinearWorld world;
  NewtonState state(const Correction& now, Index number) const {
    auto state = world.states(world.drawn(1), 0.001, 5, now).front();
    Random random(21, Stream::bootstrap, 7, number);
    for (double& g : state.g.value) g += noise * random.normal();
    const auto width = static_cast<Eigen::Index>(state.g.value.size());
    state.covariance = noise * noise * Eigen::MatrixXd::Identity(width + 1, width + 1);
    state.pressure = {1e-3 + 1e-4 * static_cast<double>(number), noise};
    state.response.pressure = Eigen::VectorXd::Constant(state.response.g.cols(), 0.01);
    for (int k = 0; k < 8; ++k)
      state.response.parts.push_back({state.response.g / 8.0, state.response.pressure / 8.0, 1.0 / 8.0});
    return state;
  }
  /// A hundredth of a draw: where a straight line leaves nothing out.
  Correction near(Index number) const {
    auto correction = world.drawn(number);
    for (auto& values : correction.values)
      for (double& value : values) value *= 0.01;
    return correction;
  }
};

Eigen::VectorXd as_eigen(const std::vector<double>& x) { return as_vector(x); }

}  // namespace

TEST_CASE("Simulations with other corrections count as more of the one at hand", "[evidence_test]") {
  const Simulated simulated;
  const Correction now = simulated.near(40);
  const auto own = simulated.state(now, 0);
  auto exact = own;  // without noise
  exact.g.value = simulated.world.states(simulated.world.drawn(1), 0.001, 5, now).front().g.value;
  std::vector<Evidence> all{{now, own}};
  for (Index k = 1; k < 16; ++k) {
    const auto there = simulated.near(40 + k);
    all.emplace_back(there, simulated.state(there, k));
  }
  std::vector<const Evidence*> some;
  for (const auto& one : all) some.push_back(&one);
  const auto together = joined(own, now, some);
  const auto error = [&](const NewtonState& state) {
    return (as_eigen(state.g.value) - as_eigen(exact.g.value)).norm() /
           std::sqrt(static_cast<double>(state.g.value.size()));
  };
  // Sixteen of them have a quarter of the noise; of 150 bins that is known to 6 %.
  CHECK(error(own) == Approx(Simulated::noise).epsilon(0.2));
  CHECK(error(together) == Approx(Simulated::noise / 4.0).epsilon(0.2));
  CHECK(together.covariance(0, 0) == Approx(std::pow(Simulated::noise / 4.0, 2)).epsilon(0.01));
  CHECK((together.response.g - own.response.g).cwiseAbs().maxCoeff() < 1e-12 * own.response.g.cwiseAbs().maxCoeff());
  CHECK(together.response.parts.size() == 32);
  double weight = 0.0;
  for (const auto& part : together.response.parts) weight += part.weight;
  CHECK(weight == Approx(1.0));
  // The mean of 1e-3 + k 1e-4, and what pressures answer to the change of energies.
  double pressure = 0.0;
  for (const auto& one : all) pressure += (one.pressure + one.response.pressure.dot(all[0].energy - one.energy)) / 16.0;
  CHECK(together.pressure.value == Approx(pressure).epsilon(0.01));
}

TEST_CASE("A simulation far from the correction at hand hardly counts", "[evidence_test]") {
  const Simulated simulated;
  const Correction now = simulated.near(40), far = simulated.world.drawn(2);
  const auto own = simulated.state(now, 0);
  const Evidence here(now, own), there(far, simulated.state(far, 1));
  std::vector<double> weights;
  joined(own, now, std::vector<const Evidence*>{&here, &there}, &weights);
  CHECK(weights[0] == Approx(1.0 / std::pow(Simulated::noise, 2)));
  CHECK(weights[1] < 0.01 * weights[0]);
}

TEST_CASE("What the noise of the response makes of a step is among the errors, and cancels between two sides",
          "[evidence_test]") {
  const Simulated simulated;
  const Correction now = simulated.near(40);
  Correction above = now, below = now;
  const auto step = simulated.near(41);
  for (std::size_t k = 0; k < now.values.size(); ++k)
    for (std::size_t i = 0; i < now.values[k].size(); ++i) {
      above.values[k][i] += step.values[k][i];
      below.values[k][i] -= step.values[k][i];
    }
  // Halves that differ by ±20 % from their mean: with two of them 20 % is the mean's standard error.
  const auto noisy = [&](const Correction& where, Index number) {
    auto state = simulated.state(where, number);
    for (std::size_t k = 0; k < 8; ++k) state.response.parts[k].g *= k < 4 ? 0.8 : 1.2;
    return Evidence(where, state);
  };
  const auto own = simulated.state(now, 0);
  const Evidence up = noisy(above, 1), down = noisy(below, 2);
  const double plain = std::pow(Simulated::noise, 2);
  const Eigen::VectorXd change = own.response.g * (Evidence(now, own).energy - up.energy);
  const auto one = joined(own, now, std::vector<const Evidence*>{&up});
  const auto two = joined(own, now, std::vector<const Evidence*>{&up, &down});
  const Eigen::Index bins = change.size();
  const double left_out = one.covariance(bins, bins) / plain - 1.0;  // of the pressure, whose response has no noise
  CHECK(left_out > 0.0);
  for (const Eigen::Index k : {bins / 5, bins / 2, 4 * bins / 5})
    CHECK(one.covariance(k, k) == Approx(plain * (1.0 + left_out) + std::pow(0.2 * change(k), 2)));
  CHECK(two.covariance(bins / 5, bins / 5) == Approx(two.covariance(bins, bins)));
  CHECK(two.covariance(bins, bins) == Approx(0.5 * plain * (1.0 + left_out)).epsilon(0.2));
}

TEST_CASE("A simulation alone is what it was", "[evidence_test]") {
  const Simulated simulated;
  const Correction now = simulated.near(3);
  const auto own = simulated.state(now, 0);
  const Evidence here(now, own);
  const auto same = joined(own, now, std::vector<const Evidence*>{&here});
  CHECK(same.g.value == own.g.value);
  CHECK(same.pressure.value == own.pressure.value);
  CHECK(same.covariance == own.covariance);
}

TEST_CASE("Evidence comes back from numbers bit for bit", "[evidence_test]") {
  const Simulated simulated;
  const Evidence evidence(simulated.near(3), simulated.state(simulated.near(3), 4));
  StateWriter out;
  evidence.put(out);
  const auto numbers = out.take();
  StateReader in(numbers);
  const Evidence back(in);
  in.end();
  CHECK(back.energy == evidence.energy);
  CHECK(back.g == evidence.g);
  CHECK(back.pressure == evidence.pressure);
  CHECK(back.covariance == evidence.covariance);
  CHECK(back.response.g == evidence.response.g);
  REQUIRE(back.response.parts.size() == 2);
  CHECK(back.response.parts[1].g == evidence.response.parts[1].g);
  CHECK(back.response.parts[1].weight == evidence.response.parts[1].weight);
  const std::vector<double> torn(numbers.begin(), numbers.begin() + 500);
  StateReader broken(torn);
  CHECK_THROWS_AS(Evidence(broken), InputError);
}

TEST_CASE("Simulations of other bins are left out, and of none there is nothing to join", "[evidence_test]") {
  const Simulated simulated;
  const Correction now = simulated.near(3);
  const auto own = simulated.state(now, 0);
  const Evidence here(now, own);
  Evidence other = here;
  other.g.conservativeResize(10);
  CHECK(joined(own, now, std::vector<const Evidence*>{&here, &other}).g.value == own.g.value);
  CHECK_THROWS_AS(joined(own, now, std::vector<const Evidence*>{&other}), std::invalid_argument);
}
