#include "correct/totals/epsr.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/errors.hpp"
#include "core/units.hpp"
#include "correct/totals/poisson_functions.hpp"
#include "correct/totals/salts.hpp"

using namespace liquidus;
using namespace liquidus::testing;
using Catch::Contains;

namespace {

/// One species whose data ask for the change of A that a sum of Poisson functions times ρ is.
TotalsMisfit asking_for(const PoissonFunctions& p, const std::vector<double>& amplitudes, double temperature = 300.0) {
  TotalsMisfit misfit;
  misfit.totals = {"neutron"};
  misfit.species = {"Ar"};
  misfit.fractions = {1.0};
  misfit.density = 0.02;
  misfit.temperature = temperature;
  for (double q = 0.3; q < 15.0; q += 0.05) {
    TotalsMisfit::At at{q,
                        {0},
                        Eigen::MatrixXd::Ones(1, 1),
                        Eigen::VectorXd::Zero(1),
                        Eigen::VectorXd::Constant(1, 1e-4),
                        Eigen::VectorXd::Zero(1)};
    for (std::size_t i = 0; i < p.size(); ++i) at.difference(0) += 0.02 * amplitudes[i] * p.transform(i, q);
    misfit.at.push_back(std::move(at));
  }
  return misfit;
}

EpsrOptions coarse() {
  EpsrOptions options;
  options.feedback = 1.0;
  options.width = 0.1;
  options.spacing = 0.4;
  options.from = 2.0;
  options.amplitude = 10.0;
  options.cutoff = 1e-9;
  return options;
}

double value(const Correction& of, double r) { return KnotSpline(of.knots, of.values[0])(r); }

}  // namespace

TEST_CASE("With f = 1 and as many totals as pairs the difference is the inverse's", "[epsr_test]") {
  Eigen::Matrix3d w;
  w << 0.2, 0.5, 0.3, 0.1, 0.4, 0.9, 0.6, 0.3, 0.1;
  const Eigen::Vector3d truth(0.3, -0.7, 0.2);
  CHECK((epsr_difference(w, w * truth, 1.0) - truth).norm() < 1e-12);
  // The totals' units don't matter.
  Eigen::Matrix3d scaled = Eigen::Vector3d(100.0, 1.0, 0.01).asDiagonal() * w;
  CHECK((epsr_difference(scaled, scaled * truth, 0.9) - epsr_difference(w, w * truth, 0.9)).norm() < 1e-12);
}

TEST_CASE("With fewer totals the difference is the smallest that fits, and feedback holds it back", "[epsr_test]") {
  Eigen::MatrixXd w(1, 3);
  w << 0.2, 0.5, 0.3;
  const Eigen::VectorXd data = Eigen::VectorXd::Constant(1, 0.1);
  const auto full = epsr_difference(w, data, 1.0);
  CHECK((w * full)(0) == Approx(0.1));
  CHECK((full - w.transpose() * (0.1 / w.squaredNorm())).norm() < 1e-12);
  // f² w wᵀ beside (1 − f)²: the share f²|w|²/(f²|w|² + (1 − f)²) of it.
  const double f = 0.8, square = f * f * w.squaredNorm();
  const auto held = epsr_difference(w, data, f);
  CHECK((held - full * (square / (square + 0.04))).norm() < 1e-12);
}

TEST_CASE("A misfit made of Poisson functions is found again and pushed against", "[epsr_test]") {
  const auto options = coarse();
  const auto start = Correction::zero({"Ar"}, KnotGrid::up_to(8.0, 0.1), {});
  const PoissonFunctions p(0.1, 0.4, 2.0, 8.0);
  std::vector<double> wanted(p.size(), 0.0);
  wanted[5] = 2.0;   // Å3: the data have more structure at 4 Å …
  wanted[9] = -1.0;  // … and less at 5.6
  EpsrMemory memory;
  const auto misfit = asking_for(p, wanted);
  const auto next = epsr_step(start, std::vector{misfit}, options, memory);
  const double kT = units::kB * 300.0;
  REQUIRE(memory.amplitudes.size() == 1);
  for (std::size_t i = 0; i < p.size(); ++i)
    CHECK(memory.amplitudes[0][i] == Approx(-kT * wanted[i]).margin(1e-4 * kT));
  for (const double r : {3.0, 4.0, 5.0, 5.9})
    CHECK(value(next, r) == Approx(-kT * (2.0 * p.value(5, r) - p.value(9, r))).margin(1e-3 * kT * p.value(5, 4.0)));
  CHECK(value(next, 4.0) < 0.0);
  CHECK(value(next, 5.8) > 0.0);
  CHECK(next.values[0].back() == 0.0);

  // The next step adds to it; half the gain adds half.
  const auto more = epsr_step(next, std::vector{misfit}, options, memory, 0.5);
  CHECK(value(more, 4.0) == Approx(1.5 * value(next, 4.0)).epsilon(1e-6));
  // Two states: the mean of what both ask for.
  EpsrMemory both;
  const auto none = asking_for(p, std::vector<double>(p.size(), 0.0), 500.0);
  CHECK(value(epsr_step(start, std::vector{misfit, none}, options, both), 4.0) ==
        Approx(0.5 * value(next, 4.0)).epsilon(1e-6));
}

TEST_CASE("The empirical potential is limited and tapered, and leaves what else there is", "[epsr_test]") {
  auto options = coarse();
  const PoissonFunctions p(0.1, 0.4, 2.0, 8.0);
  std::vector<double> wanted(p.size(), 0.0);
  wanted[5] = 200.0;
  wanted[14] = 200.0;  // at 7.6 Å, in the taper
  auto start = Correction::zero({"Ar"}, KnotGrid::up_to(8.0, 0.1), {});
  for (std::size_t k = 0; k < 40; ++k) start.values[0][k] = 0.5;
  EpsrMemory free, limited;
  const auto misfit = asking_for(p, wanted);
  const auto without = epsr_step(start, std::vector{misfit}, options, free);
  options.amplitude = 0.01;
  auto now = start;
  for (int step = 0; step < 3; ++step) now = epsr_step(now, std::vector{misfit}, options, limited);
  double largest = 0.0;
  for (std::size_t k = 0; k < now.values[0].size(); ++k)
    largest = std::max(largest, std::abs(now.values[0][k] - start.values[0][k]));
  CHECK(largest == Approx(0.01).epsilon(1e-9));
  CHECK(std::abs(value(without, 7.6)) < 0.1 * std::abs(value(without, 4.0)));
  CHECK(std::abs(value(without, 7.99)) < 1e-4 * std::abs(value(without, 4.0)));
}

TEST_CASE("An empirical potential's memory survives a restart", "[epsr_test]") {
  EpsrMemory memory, restored;
  memory.amplitudes = {{1.0, -2.5}, {0.0, 1e-300}, {3.0, 4.0}};
  restored.restore(memory.state());
  CHECK(restored.amplitudes == memory.amplitudes);
  restored.restore(EpsrMemory{}.state());
  CHECK(restored.amplitudes.empty());
  CHECK_THROWS_AS(restored.restore(std::vector<double>{2.0, 2.0, 1.0}), InputError);
  const auto start = Correction::zero({"Ar"}, KnotGrid::up_to(8.0, 0.1), {});
  const PoissonFunctions p(0.1, 0.4, 2.0, 8.0);
  const auto misfit = asking_for(p, std::vector<double>(p.size(), 0.1));
  memory.amplitudes = {{1.0}};
  CHECK_THROWS_WITH(epsr_step(start, std::vector{misfit}, coarse(), memory), Contains("other Poisson functions"));
}

TEST_CASE("What no empirical potential can be made of is refused", "[epsr_test]") {
  const PoissonFunctions p(0.1, 0.4, 2.0, 8.0);
  const std::vector misfit{asking_for(p, std::vector<double>(p.size(), 0.1))};
  EpsrMemory memory;
  TemperatureBasis linear;
  linear.kind = TemperatureBasis::Kind::linear;
  CHECK_THROWS_WITH(epsr_step(Correction::zero({"Ar"}, KnotGrid::up_to(8.0, 0.1), linear), misfit, coarse(), memory),
                    Contains("temperature = \"constant\""));
  CHECK_THROWS_AS(epsr_step(Correction::zero({"Kr"}, KnotGrid::up_to(8.0, 0.1), {}), misfit, coarse(), memory),
                  std::invalid_argument);
  auto options = coarse();
  options.feedback = 1.2;
  CHECK_THROWS_WITH(check(options), Contains("[epsr]: feedback"));
  options = coarse();
  options.spacing = 0.05;
  CHECK_THROWS_WITH(check(options), Contains("spacing"));
}

// Three totals of a salt whose simulation has too much structure: the first step raises each pair's energy where its
// g(r) is too high. Linear response without the liquid's own structure is all the recipe knows, so that it is the shape
// that is asked for, not the size.
TEST_CASE("A refinement step from totals goes against the excess of every pair", "[epsr_test]") {
  const auto simulated = simulated_salt(), truth = true_salt();
  const DataFile xray_file("ex"), neutron_file("en"), isotope_file("ei");
  auto xray = experiment("x-ray", "x-ray"), neutron = experiment("neutron", "neutron");
  auto isotope = experiment("37Cl", "neutron", {"Cl = 37Cl"});
  measure(xray, truth, xray_file.path, 0.0003, 1, 0.8);
  measure(neutron, truth, neutron_file.path, 0.0003, 2, 0.8);
  measure(isotope, truth, isotope_file.path, 0.0003, 3, 0.8);
  xray.file = xray_file.path;
  neutron.file = neutron_file.path;
  isotope.file = isotope_file.path;
  const std::vector misfit{totals_misfit(std::vector{xray, neutron, isotope}, {}, simulated, 1100.0)};
  EpsrMemory memory;
  const auto next = epsr_step(Correction::zero({"Na", "Cl"}, KnotGrid::up_to(10.0, 0.1), {}), misfit, {}, memory);
  for (std::size_t p = 0; p < 3; ++p) {
    double together = 0.0, energy = 0.0, excess = 0.0;
    const KnotSpline change(next.knots, next.values[p]);
    for (std::size_t k = 0; k < 140; ++k) {  // to 7 Å
      const double g = simulated.partials[p].g[k], u = change(simulated.partials[p].r[k]);
      if (g < 0.3) continue;
      const double more = g - truth.partials[p].g[k];
      together += more * u;
      energy += u * u;
      excess += more * more;
    }
    INFO(p);
    CHECK(together / std::sqrt(energy * excess) > 0.7);
    CHECK(std::sqrt(energy / excess) == Approx(units::kB * 1100.0).epsilon(0.6));
  }
}
