#include "correct/analysis/pair_bands.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/units.hpp"
#include "correct/analysis/curves.hpp"
#include "correct/gp/prior.hpp"

using namespace liquidus;
using test::lennard_jones;

namespace {

const double temperature = 85.0;

/// A prior's covariance of corrections `width` (eV) high.
KnotCovariance covariance(double width) {
  const KnotGrid knots = KnotGrid::up_to(8.0, 0.25, 2.0);
  const Eigen::MatrixXd k = prior_covariance({{Kernel::Form::squared_exponential, width, 1.0}, 1.0}, knots);
  return {knots, {k.data(), k.data() + k.size()}};  // symmetric: rows are columns
}

std::size_t index_of(std::string_view key) {
  std::size_t k = 0;
  while (pair_figures[k].key != key) ++k;
  return k;
}

}  // namespace

TEST_CASE("For small corrections the bands by draws are those by linearisation", "[pair_bands_test]") {
  const auto curve = lennard_jones(3.4, 0.0104);
  const auto figures = figures_of(curve, temperature);
  const auto cov = covariance(1e-5);
  const auto draws = draw_corrections(cov, 1500, 7);
  const auto bands = bands_of(curve, cov, draws, temperature);
  const auto linear = linear_deviations(curve, figures, cov, temperature);
  CHECK(bands.remarks.empty());
  for (const char* key : {"sigma", "r_min", "epsilon", "d_hp"}) {
    INFO(key);
    const auto k = index_of(key);
    const Band& band = bands.figures[k].value();
    const double value = (figures.*pair_figures[k].value).value();
    // a standard deviation of 1500 draws is good to 1/√(2·1500) = 1.8 %, here three times that
    CHECK(band.deviation == Approx(linear[k].value()).epsilon(0.055));
    // normal: ±1.96 deviations hold 95 %; a quantile of 1500 is good to √(0.025·0.975/1500)/0.058 = 7 % of a deviation
    CHECK((band.high - value) / band.deviation == Approx(1.96).margin(0.25));
    CHECK((value - band.low) / band.deviation == Approx(1.96).margin(0.25));
  }
}

TEST_CASE("Linear deviations are what a known change of the curve makes", "[pair_bands_test]") {
  // A covariance of rank one, y yᵀ: the deviation is the change by y itself.
  const auto curve = lennard_jones(3.4, 0.0104);
  const auto figures = figures_of(curve, temperature);
  const KnotGrid knots = KnotGrid::up_to(8.0, 0.25, 2.0);
  const auto n = static_cast<std::size_t>(knots.count);
  std::vector<double> y(n, 0.0);
  for (std::size_t k = 0; k + 1 < n; ++k) y[k] = 1e-6 * std::cos(knots.at(static_cast<Index>(k)));
  KnotCovariance cov{knots, std::vector<double>(n * n)};
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) cov.matrix[i * n + j] = y[i] * y[j];
  const auto linear = linear_deviations(curve, figures, cov, temperature);
  const auto changed = figures_of(corrected(curve, KnotSpline(knots, y), knots.cutoff()), temperature);
  for (const char* key : {"sigma", "r_min", "epsilon", "d_hp"}) {
    INFO(key);
    const auto k = index_of(key);
    const double change = (changed.*pair_figures[k].value).value() - (figures.*pair_figures[k].value).value();
    CHECK(std::abs(change) == Approx(linear[k].value()).epsilon(2e-3));  // 1e-6 eV against a well of 1e-2: second order
  }
}

TEST_CASE("Draws have the covariance that they were asked for, and the same seed gives the same draws",
          "[pair_bands_test]") {
  const auto cov = covariance(1e-3);
  const auto draws = draw_corrections(cov, 2000, 3), again = draw_corrections(cov, 2000, 3);
  const auto n = static_cast<std::size_t>(cov.knots.count);
  const auto exact = energy_deviation(cov, {2.0, 4.0, 6.0, 7.5, 9.0});
  std::size_t at = 0;
  for (const double r : {2.0, 4.0, 6.0, 7.5, 9.0}) {
    double square = 0.0, product = 0.0;
    for (std::size_t k = 0; k < draws.size(); ++k) {
      square += std::pow(draws[k](r), 2) / 2000.0;
      product += draws[k](r) * draws[k](r + 0.5) / 2000.0;
      CHECK(draws[k](r) == again[k](r));
    }
    CHECK(std::sqrt(square) == Approx(exact[at++]).epsilon(0.05).margin(1e-12));  // 1/√4000 = 1.6 %, three times
    if (r == 4.0) {  // knots 8 and 10; the kernel at half a length: exp(−1/8)
      CHECK(product == Approx(cov.matrix[8 * n + 10]).epsilon(0.1));
      CHECK(cov.matrix[8 * n + 10] == Approx(1e-6 * std::exp(-0.125)));
    }
  }
  CHECK(draw_corrections(cov, 1, 4)[0](3.0) != draws[0](3.0));
}

TEST_CASE("A correction's covariance is taken at the pair and the temperature", "[pair_bands_test]") {
  TemperatureBasis linear;
  linear.kind = TemperatureBasis::Kind::linear;
  linear.reference = 100.0;
  const KnotGrid knots = KnotGrid::up_to(4.0, 1.0, 1.0);
  auto correction = Correction::zero({"Na", "Cl"}, knots, linear);
  CHECK_THROWS_AS(covariance_of(correction, 1, 100.0), std::invalid_argument);
  const std::size_t size = correction.size(), n = 4, pair = 2;
  correction.covariance.assign(size * size, 0.0);
  for (std::size_t m = 0; m < 2; ++m)
    for (std::size_t l = 0; l < 2; ++l)
      correction.covariance[((m * 3 + pair) * n + 1) * size + (l * 3 + pair) * n + 2] = m == l ? 4.0 : 1.0;
  const auto at = covariance_of(correction, pair, 150.0);  // b = (1, ½): 4 + 2·½·1 + ¼·4
  CHECK(at.matrix[1 * n + 2] == Approx(6.0));
  CHECK(covariance_of(correction, 0, 150.0).matrix[1 * n + 2] == 0.0);
}

TEST_CASE("Draws that have lost a minimum are counted", "[pair_bands_test]") {
  // A well of 1 meV between 3 and 4 Å, and one uncertain number: how far all of it is lifted, by 1 meV on average.
  const PairCurve curve{[](double r) { return r < 3.0   ? 3.0 - r - 0.001
                                              : r < 4.0 ? 0.001 * (r - 4.0)
                                                        : 0.0; },
                        [](double r) { return r < 3.0   ? -1.0
                                              : r < 4.0 ? 0.001
                                                        : 0.0; }, 1.0, 8.0};
  const KnotGrid knots = KnotGrid::up_to(8.0, 0.5, 2.0);
  const auto n = static_cast<std::size_t>(knots.count);
  KnotCovariance cov{knots, std::vector<double>(n * n)};
  const auto lift = [&](std::size_t k) { return 1e-3 * taper_at(knots.at(static_cast<Index>(k)), 8.0, 3.0); };
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) cov.matrix[i * n + j] = lift(i) * lift(j);
  const auto bands = bands_of(curve, cov, draw_corrections(cov, 200, 5), temperature);
  // 16 % of normal numbers lie above 1: 32 of 200, within three times √(200 · 0.16 · 0.84) = 5
  REQUIRE(bands.figures[index_of("sigma")]);
  Index without = 0;
  for (const auto& remark : bands.remarks)
    if (remark.find("of 200 drawn curves have no sigma") != std::string::npos) without = std::stol(remark);
  CHECK(without > 16);
  CHECK(without < 48);
}

TEST_CASE("Curves for plots have the exact deviation of U and spreads of the split", "[pair_bands_test]") {
  const auto curve = lennard_jones(3.4, 0.0104);
  const auto figures = figures_of(curve, temperature);
  const auto cov = covariance(1e-4);
  const auto draws = draw_corrections(cov, 400, 11);
  const std::vector<double> r = {3.0, 3.3, 3.6, 4.5, 7.0};
  const auto made = split_curves(curve, figures, temperature, r, &cov, draws);
  const WcaSplit split(curve, figures, temperature);
  for (std::size_t k = 0; k < r.size(); ++k) {
    CHECK(made.energy[k] == curve.energy(r[k]));
    CHECK(made.reference[k] + made.attraction[k] == Approx(made.energy[k]).margin(1e-15));
    // exp(−βu0) moves by β exp(−βu0) times what u0 does; 400 draws know a deviation to 3.5 %
    if (r[k] < 3.7)
      CHECK(made.err_blip[k] ==
            Approx(split.boltzmann(r[k]) / (units::kB * temperature) * made.err_reference[k]).epsilon(0.11));
  }
  CHECK(made.err_energy == energy_deviation(cov, r));
  CHECK(made.err_reference[3] == 0.0);  // beyond the minimum there is no repulsion in any draw
  const auto bare = split_curves(curve, figures, temperature, r, nullptr, {});
  CHECK(bare.err_energy.empty());
  CHECK(bare.err_blip.empty());
  CHECK(bare.blip == made.blip);
}
