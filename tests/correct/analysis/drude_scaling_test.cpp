#include "correct/analysis/drude_scaling.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace liquidus;

namespace {

/// Polarisabilities of Ne, Ar, Kr, Xe and Table 1 of Shanks et al. 2025.
std::vector<ScalingPoint> points(const std::array<double, 4>& values, double error = 0.0) {
  constexpr std::array alpha = {0.396, 1.661, 2.528, 4.118};
  std::vector<ScalingPoint> all;
  for (std::size_t k = 0; k < 4; ++k) all.push_back({alpha[k], values[k], error});
  return all;
}
constexpr std::array sigma = {2.77, 3.40, 3.58, 3.91}, r_min = {3.15, 3.79, 4.05, 4.55},
                     d_hp = {2.80, 3.51, 3.64, 3.96}, epsilon = {0.065, 0.242, 0.342, 0.469};  // kcal/mol

}  // namespace

TEST_CASE("The published figures of the noble gases give the published laws", "[drude_scaling_test]") {
  // To the digits of the values worked out from the same table elsewhere; the paper prints σ = 3.16 α^(1/7).
  CHECK(fit_amplitude(points(sigma), 1.0 / 7.0).amplitude == Approx(3.165).margin(5e-4));
  CHECK(fit_amplitude(points(d_hp), 1.0 / 7.0).amplitude == Approx(3.223).margin(5e-4));
  CHECK(fit_amplitude(points(r_min), 1.0 / 7.0).amplitude == Approx(3.604).margin(5e-4));
  const auto law = fit_power_law(points(epsilon));
  CHECK(law.amplitude == Approx(0.148).margin(5e-4));
  CHECK(law.exponent == Approx(0.859).margin(5e-4));
  // free, the exponent of σ is 1/7 within its own error
  const auto free = fit_power_law(points(sigma));
  CHECK(std::abs(free.exponent - 1.0 / 7.0) < free.exponent_error);
}

TEST_CASE("The laws predict the published Table 2", "[drude_scaling_test]") {
  const auto length = fit_amplitude(points(sigma), 1.0 / 7.0);
  struct Case {
    double alpha, sigma;
  };
  // The paper's own column isn't of one amplitude: 3.16 α^(1/7) meets it within 0.013 Å (rounded to 0.015). Least
  // squares in σ give 3.165, which the paper prints as 3.16 (the mean of ln σ − ln α/7 gives 3.1635): 0.005 α^(1/7)
  // more.
  for (const auto& c : {Case{0.208, 2.533}, Case{0.396, 2.768}, Case{1.661, 3.393}, Case{2.528, 3.600},
                        Case{4.118, 3.858}, Case{4.965, 3.986}, Case{8.590, 4.297}}) {
    const double power = std::pow(c.alpha, 1.0 / 7.0);
    CHECK(3.16 * power == Approx(c.sigma).margin(0.015));
    CHECK(length.at(c.alpha) == Approx(c.sigma).margin(0.015 + 0.005 * power));
  }
  // Its ε of He, Rn and Og are of the middle of its band, 0.150 α^0.865, not of its regression, 0.148 α^0.859: the two
  // differ by 1.5 % at α = 1 and by 2.5 % at 8.59 Å³.
  const auto energy = fit_power_law(points(epsilon));
  CHECK(energy.at(0.208) == Approx(0.039).margin(5e-4 + 0.025 * 0.039));
  CHECK(energy.at(4.965) == Approx(0.600).epsilon(0.025));
  CHECK(energy.at(8.590) == Approx(0.964).epsilon(0.028));
  // within one standard error of the regression, so that the difference says nothing
  CHECK(std::abs(energy.at(8.590) - 0.964) < energy.error_at(8.590));
}

TEST_CASE("An exact law comes back with no error, whatever the weights", "[drude_scaling_test]") {
  std::vector<ScalingPoint> exact;
  for (const double alpha : {0.2, 0.7, 1.9, 5.0, 11.0}) exact.push_back({alpha, 3.3 * std::pow(alpha, 0.21), 0.0});
  for (const bool weighted : {false, true}) {
    if (weighted)
      for (std::size_t k = 0; k < exact.size(); ++k) exact[k].error = 0.01 * static_cast<double>(k + 1);
    const auto law = fit_power_law(exact);
    CHECK(law.weighted == weighted);
    CHECK(law.amplitude == Approx(3.3).epsilon(1e-12));
    CHECK(law.exponent == Approx(0.21).epsilon(1e-12));
    CHECK(fit_amplitude(exact, 0.21).amplitude == Approx(3.3).epsilon(1e-12));
    CHECK(law.scatter < 1e-12);
    if (!weighted) CHECK(law.exponent_error < 1e-12);
  }
}

TEST_CASE("Errors of a law are those of the linear algebra by hand", "[drude_scaling_test]") {
  // ln α = −1, 0, 1: design orthogonal, w = 3, xx = 2; values with relative errors of 10 % each
  std::vector<ScalingPoint> three;
  for (const double l : {-1.0, 0.0, 1.0}) three.push_back({std::exp(l), 2.0 * std::exp(0.5 * l), 0.0});
  for (auto& p : three) p.error = 0.1 * p.value;
  const auto law = fit_power_law(three);
  CHECK(law.exponent_error == Approx(0.1 / std::sqrt(2.0)));
  CHECK(law.amplitude_error == Approx(2.0 * 0.1 / std::sqrt(3.0)));
  CHECK(law.covariance == Approx(0.0).margin(1e-15));
  // at ln α = 2: variance of ln = 0.01 (1/3 + 4/2)
  CHECK(law.error_at(std::exp(2.0)) == Approx(law.at(std::exp(2.0)) * 0.1 * std::sqrt(1.0 / 3.0 + 2.0)));
  // A alone: Σ x²/error² = Σ 1/(0.2)² as value = 2 x
  const auto alone = fit_amplitude(three, 0.5);
  CHECK(alone.amplitude_error == Approx(0.2 / std::sqrt(3.0)));
  CHECK(alone.error_at(5.0) == Approx(alone.at(5.0) * 0.1 / std::sqrt(3.0)));
}

TEST_CASE("A law and its errors are the same in other units of polarisability", "[drude_scaling_test]") {
  auto scaled = points(epsilon);
  for (auto& p : scaled) p.polarisability *= 100.0;
  const auto law = fit_power_law(points(epsilon)), other = fit_power_law(scaled);
  CHECK(other.amplitude_error / other.amplitude > 2.0 * law.amplitude_error / law.amplitude);  // extrapolated to α = 1
  for (const double alpha : {0.2, 1.0, 8.6}) {
    CHECK(other.at(100.0 * alpha) == Approx(law.at(alpha)));
    CHECK(other.error_at(100.0 * alpha) == Approx(law.error_at(alpha)));
  }
}

TEST_CASE("Errors too small for the scatter are widened, ones large enough are kept", "[drude_scaling_test]") {
  const auto unweighted = fit_amplitude(points(sigma), 1.0 / 7.0);
  // equal errors weigh alike: the amplitude stays, and its error is the larger of the two
  const auto small = fit_amplitude(points(sigma, 1e-4), 1.0 / 7.0),
             large = fit_amplitude(points(sigma, 0.5), 1.0 / 7.0);
  CHECK(small.amplitude == Approx(unweighted.amplitude));
  CHECK(small.amplitude_error == Approx(unweighted.amplitude_error));
  CHECK(large.amplitude_error > 5.0 * unweighted.amplitude_error);
}

TEST_CASE("Too few points leave errors open, and none no law", "[drude_scaling_test]") {
  const std::vector<ScalingPoint> two = {{0.5, 1.0, 0.0}, {2.0, 2.0, 0.0}};
  const auto law = fit_power_law(two);
  CHECK(law.exponent == Approx(0.5));
  CHECK(std::isnan(law.exponent_error));
  CHECK(std::isnan(law.error_at(1.0)));
  CHECK_THROWS_AS(fit_power_law({{1.0, 1.0, 0.0}}), std::invalid_argument);
  CHECK_THROWS_AS(fit_power_law({{1.0, 1.0, 0.0}, {1.0, 2.0, 0.0}}), std::invalid_argument);
  CHECK_THROWS_AS(fit_amplitude({}, 0.5), std::invalid_argument);
  CHECK_THROWS_AS(fit_amplitude({{1.0, -1.0, 0.0}}, 0.5), std::invalid_argument);
}
