// A potential that is known, found again from its noisy g(r) and pressure: in the place of measurements, a run of it.
#include <catch2/catch.hpp>

#include "core/random.hpp"
#include "correct/newton/fluid.hpp"
#include "correct/newton/gauss_newton.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

constexpr double temperature = Fluid::temperature;
const FrameCountsOptions counting{RadialBins::up_to(12.0, 0.05), 20, 10};

struct Noise {
  double g = 0.0, pressure = 0.0;  // standard deviations; eV/Å³
};

/// What a measurement of the truth would say: its g(r) from 2 Å on with white noise, and its pressure.
struct Measurement {
  Observation g;
  PressureTarget pressure;

  Measurement(const FrameCounts& truth, const Noise& noise, Index seed) {
    const auto exact = truth.g();
    const auto bins = static_cast<Eigen::Index>(exact.value.size());
    const Eigen::Index first = 40, m = bins - first;
    g.name = "Ar-Ar";
    g.measured.resize(m);
    g.variance.resize(m);
    g.constant = Eigen::VectorXd::Zero(m);
    g.of_g = Eigen::MatrixXd::Zero(m, bins);
    for (Eigen::Index i = 0; i < m; ++i) {
      const auto k = static_cast<std::size_t>(first + i);
      g.x.push_back(counting.bins.centre(first + i));
      g.measured(i) = exact.value[k] + noise.g * Random(7, Stream::bootstrap, first + i, seed).normal();
      g.variance(i) = noise.g * noise.g + exact.error[k] * exact.error[k];
      g.of_g(i, first + i) = 1.0;
    }
    const auto p = truth.pressure();
    pressure = {p.value + noise.pressure * Random(7, Stream::bootstrap, 0, seed).normal(),
                std::hypot(noise.pressure, *p.error)};
  }
};

/// A Mie potential of exponents 14 and 7 is the truth, a Lennard-Jones of another size and depth the base.
struct Problem {
  std::unique_ptr<PairPotential> truth = Fluid::mie({0.0103, 3.4, 14.0, 7.0}), base = Fluid::lennard_jones(3.3, 0.0115);

  std::unique_ptr<Sum> corrected(const Correction& correction) const {
    auto sum = std::make_unique<Sum>();
    sum->append(Fluid::lennard_jones(3.3, 0.0115));
    sum->append(correction_potential(correction, temperature));
    return sum;
  }
  double wanted(double r) const { return Fluid::energy(*truth, r) - Fluid::energy(*base, r); }
};

/// How a correction compares with the truth at the bins within its reach where g is above ½.
struct Comparison {
  double worst = 0.0;               // kT
  double inside = 0.0, bins = 0.0;  // within 1.96 standard deviations

  Comparison(const Problem& problem, const std::vector<double>& g, const Correction& correction) {
    const KnotSpline found(correction.knots, correction.at(0, temperature)),
        deviation(correction.knots, correction.deviation_at(0, temperature));
    for (std::size_t k = 0; k < g.size(); ++k) {
      const double r = counting.bins.centre(static_cast<Index>(k));
      if (g[k] < 0.5 || r >= Fluid::cutoff) continue;
      const double d = std::abs(found(r) - problem.wanted(r));
      worst = std::max(worst, d / Fluid::kT());
      inside += d <= 1.96 * deviation(r) ? 1.0 : 0.0;
      bins += 1.0;
    }
  }
};

/// Fits again by frames of a run with `run`, reweighted as the fit moves away from it.
Correction refitted(const FrameCounts& frames, const Correction& run, const Measurement& seen,
                    const NewtonOptions& options) {
  const auto on_bins = [](const Correction& c) { return BinnedEnergy::of(c, temperature, counting.bins); };
  Correction now = run;
  for (int step = 0; step < 3; ++step) {
    const Reweighting moved(frames, on_bins(now).less(on_bins(run)), temperature);
    REQUIRE(moved.share > 0.2);
    const auto state = newton_state(frames, now.knots, temperature, {seen.g}, seen.pressure, &moved);
    now = newton_step(now, {&state, 1}, options).correction;
  }
  return now;
}

}  // namespace

TEST_CASE("a Mie potential is found from its g(r) and pressure, within a band that holds it", "[known_answer_test]") {
  const Problem problem;
  Structure atoms = fluid_lattice(4);
  FrameCounts truth({"Ar"}, counting);
  run_fluid(*problem.truth, atoms, truth, 160000, 1);
  const auto g = truth.g().value;

  const Measurement fine(truth, {0.005, 3.0 * units::bar}, 0);
  NewtonOptions options;
  options.width = 0.05;
  options.trust = 0.5;
  auto correction = Correction::zero({"Ar"}, KnotGrid::up_to(Fluid::cutoff, 0.1, 2.5), {});
  auto run = correction;
  FrameCounts frames({"Ar"}, counting);
  double before = 0.0, after = 0.0;
  for (Index iteration = 0; iteration < 6; ++iteration) {
    run = correction;
    frames.clear();
    run_fluid(*problem.corrected(run), atoms, frames, iteration < 5 ? 20000 : 120000, 10 + iteration);
    const auto state = newton_state(frames, run.knots, temperature, {fine.g}, fine.pressure);
    const auto step = newton_step(run, {&state, 1}, options);
    if (iteration == 0) before = step.misfit_before();
    after = step.misfit_before();
    correction = step.correction;
  }
  // The base is wrong by some 0.9 kT where g rises above ½, the result by no more than 0.02 kT.
  CHECK(before > 50.0);
  CHECK(after < 1.3);
  const Comparison found(problem, g, correction);
  CHECK(found.worst < 0.02);
  INFO("farthest off " << found.worst << " kT, chi² " << before << " to " << after);

  // Of other noise on the same truth the band holds it as often as it says. What realisations share, the noise of the
  // runs, is made small beside their own. Each has some eight independent stretches: √(0.95 · 0.05/192) = 1.6 %.
  double inside = 0.0, bins = 0.0, worst = 0.0;
  const int realisations = 24;
  for (Index seed = 1; seed <= realisations; ++seed) {
    const Measurement seen(truth, {0.01, 10.0 * units::bar}, seed);
    const Comparison one(problem, g, refitted(frames, run, seen, options));
    inside += one.inside;
    bins += one.bins;
    worst += one.worst / realisations;
  }
  INFO("of " << realisations << " noisy ones " << 100.0 * inside / bins << " % in the band, farthest off " << worst
             << " kT on average");
  CHECK(inside / bins == Approx(0.95).margin(0.04));
  CHECK(worst < 0.04);
}
