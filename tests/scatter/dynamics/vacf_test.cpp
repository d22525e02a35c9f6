#include "scatter/dynamics/vacf.hpp"

#include <catch2/catch.hpp>

#include "core/errors.hpp"
#include "walks.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

VacfOptions until(double longest, bool drift = true) {
  VacfOptions options;
  options.longest = longest;
  options.drift = drift;
  return options;
}

/// Velocities of atoms that forget them with the time τ at temperature T, every dt: exact for an Ornstein-Uhlenbeck
/// process.
std::vector<Frame> langevin(Index atoms, Index count, double dt, double tau, double T, std::uint64_t seed) {
  auto frames = timed(walkers(atoms, 1, 0.0, 20.0, seed), dt);
  const double keep = std::exp(-dt / tau), renew = std::sqrt(1.0 - keep * keep);
  auto now = frames[0];
  now.atoms.v.resize(now.atoms.r.size());
  frames.clear();
  for (Index f = 0; f < count; ++f) {
    for (Index i = 0; i < atoms; ++i) {
      const double width = std::sqrt(units::kB * T / now.atoms.mass(i));
      Vec3& v = now.atoms.v[static_cast<std::size_t>(i)];
      v = (f == 0 ? 0.0 : keep) * v + (f == 0 ? 1.0 : renew) * width * Random(seed, Stream::langevin, i, f).normal3();
    }
    now.step = f;
    now.time = dt * static_cast<double>(f);
    frames.push_back(now);
  }
  return frames;
}

}  // namespace

TEST_CASE("the velocity autocorrelation is that of two loops, however long the run", "[vacf_test]") {
  const auto frames = langevin(5, 157, 2.0, 9.0, 300.0, 1);
  Vacf vacf(until(30.0));
  show(vacf, frames);
  const auto sums = vacf.sums();
  const auto means = sums.curves.means();
  REQUIRE(sums.curves.size() == 16);
  for (std::size_t lag = 0; lag < 16; ++lag) {
    double sum = 0.0, count = 0.0;
    for (std::size_t t = 0; t + lag < frames.size(); ++t)
      for (std::size_t i = 0; i < 5; i += 2, count += 1.0) sum += dot(frames[t].atoms.v[i], frames[t + lag].atoms.v[i]);
    CHECK(means.curve(0)[lag] == Approx(sum / count).epsilon(1e-10).margin(1e-12));
  }
  CHECK(sums.curves.frames() == 157);
}

TEST_CASE("velocities that are forgotten give an exponential and D = kT tau/m", "[vacf_test]") {
  const double tau = 20.0, T = 500.0, dt = 1.0;
  const auto frames = langevin(30, 6000, dt, tau, T, 2);
  Vacf vacf(until(400.0));
  show(vacf, frames);
  const Findings found = vacf.findings();
  const auto mass = frames[0].atoms.mass(0);
  const auto curve = column(found.tables[0], "vacf_Na"), error = column(found.tables[0], "err_vacf_Na");
  for (const std::size_t k : {0U, 10U, 20U, 40U}) {
    const double exact = 3.0 * units::kB * T / mass * std::exp(-static_cast<double>(k) * dt / tau);
    CHECK(curve[k] == Approx(exact).margin(4.0 * error[k]));
    // 15 atoms · 3 · 6000 fs/40 fs are some 6750 independent values: 1.7 % of the start
    CHECK(error[k] < 0.04 * curve[0]);
  }
  const auto d = number(found, "D_Na Green-Kubo");
  const double exact = units::kB * T * tau / mass / (1e-9 * units::metre * units::metre / units::second);
  REQUIRE(d.value.error);
  CHECK(d.value.value == Approx(exact).margin(4.0 * *d.value.error));
  CHECK(*d.value.error < 0.1 * exact);
  CHECK(found.remarks.empty());
}

TEST_CASE("an oscillator's spectrum is a peak at its frequency with an area of one", "[vacf_test]") {
  auto frames = langevin(4, 3000, 2.0, 1.0, 300.0, 3);
  const double nu = 5e-3;  // 5 THz
  for (std::size_t f = 0; f < frames.size(); ++f)
    for (std::size_t i = 0; i < 4; ++i)
      frames[f].atoms.v[i] = {
          0.01 * std::cos(2.0 * units::pi * nu * 2.0 * static_cast<double>(f) + static_cast<double>(i)), 0.0, 0.0};
  for (const auto* window : {"hann", "gauss", "none"}) {
    auto options = until(1000.0);
    options.window = window;
    Vacf vacf(options);
    show(vacf, frames);
    const Findings found = vacf.findings();
    const auto& table = found.tables[1];
    const auto x = column(table, "nu"), g = column(table, "vdos_Na"), total = column(table, "vdos_total");
    std::size_t peak = 0;
    double area = 0.0;
    for (std::size_t k = 0; k < x.size(); ++k) {
      if (g[k] > g[peak]) peak = k;
      area += (k == 0 || k + 1 == x.size() ? 0.5 : 1.0) * g[k] * (x[1] - x[0]);
    }
    CHECK(x[peak] == Approx(5.0).margin(0.51));  // a step of the frequencies is 0.5 THz
    CHECK(area == Approx(1.0).epsilon(1e-9));
    CHECK(total[peak] == Approx(0.5 * (g[peak] + column(table, "vdos_Cl")[peak])).epsilon(1e-12));
    // 5 THz are 166.78 cm⁻¹ and 20.678 meV
    CHECK(column(table, "wavenumber")[peak] / x[peak] == Approx(33.3564).epsilon(1e-5));
    CHECK(column(table, "energy")[peak] / x[peak] == Approx(4.13567).epsilon(1e-5));
  }
}

TEST_CASE("the velocity of the centre of mass is taken off", "[vacf_test]") {
  auto frames = langevin(6, 60, 2.0, 9.0, 300.0, 4);
  Vacf before(until(20.0, false));
  show(before, frames);
  for (auto& frame : frames)
    for (auto& v : frame.atoms.v) v += Vec3{0.1, -0.2, 0.05};
  Vacf after(until(20.0, false));
  show(after, frames);
  const auto a = before.sums().curves.means().values, b = after.sums().curves.means().values;
  for (std::size_t k = 0; k < a.size(); ++k) CHECK(b[k] == Approx(a[k]).margin(1e-15));
}

TEST_CASE("a restarted autocorrelation goes on bit for bit", "[vacf_test]") {
  const auto frames = langevin(5, 101, 2.0, 9.0, 300.0, 5);
  Vacf unbroken(until(20.0));
  show(unbroken, frames);
  for (const std::size_t at : {std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{20}, std::size_t{53}}) {
    Vacf before(until(20.0)), after(until(20.0));
    for (std::size_t k = 0; k < at; ++k) before.observe(shown(frames[k]));
    after.restore(before.state());
    show(after, frames, at);
    CHECK(after.state() == unbroken.state());
    CHECK(after.sums().curves.means().values == unbroken.sums().curves.means().values);
  }
  CHECK_THROWS_AS(Vacf(until(40.0)).restore(unbroken.state()), InputError);
}

TEST_CASE("frames without velocities, blocks that are too large and wrong options are refused", "[vacf_test]") {
  auto frames = langevin(5, 4, 2.0, 9.0, 300.0, 6);
  auto small = until(1e6);
  small.memory = 1;
  Vacf large(small);
  CHECK_THROWS_WITH(show(large, frames), Catch::Contains("and memory is 1 MiB"));
  frames[2].atoms.v[3][0] = not_known;
  Vacf broken(until(10.0));
  CHECK_THROWS_WITH(show(broken, frames), "atom 3 has a velocity that is not a finite number");
  frames[0].atoms.v.clear();
  Vacf none(until(10.0));
  CHECK_THROWS_WITH(show(none, frames), Catch::Contains("the frame has no velocities"));
  CHECK_THROWS_AS(none.findings(), Error);
  CHECK_THROWS_WITH(Vacf(until(-1.0)), "[[measure]] type = \"vacf\": longest must be positive");
  auto options = until(10.0);
  options.window = "boxcar";
  CHECK_THROWS_WITH(Vacf(options), "[[measure]] type = \"vacf\": window must be hann, gauss or none");
}
