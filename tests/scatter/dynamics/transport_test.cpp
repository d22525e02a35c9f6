#include "scatter/dynamics/transport.hpp"

#include <catch2/catch.hpp>

#include "core/errors.hpp"
#include "io/curve.hpp"
#include "walks.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

constexpr double mPa_s = 1e-3 * units::pascal * units::second;

/// Components that forget with the time τ and have the variance `square`: their correlation's integral is square · τ.
std::vector<double> forgetful(Index samples, double dt, double tau, double square, std::uint64_t seed) {
  Random random(seed, Stream::langevin, 1, 1);
  const double keep = std::exp(-dt / tau), renew = std::sqrt(1.0 - keep * keep);
  std::vector<double> values{std::sqrt(square) * random.normal()};
  while (static_cast<Index>(values.size()) < samples)
    values.push_back(keep * values.back() + renew * std::sqrt(square) * random.normal());
  return values;
}

std::vector<Vec3> forgetful_vectors(Index samples, double dt, double tau, double square, std::uint64_t seed) {
  std::vector<Vec3> result(static_cast<std::size_t>(samples));
  for (std::size_t k = 0; k < 3; ++k) {
    const auto values = forgetful(samples, dt, tau, square, 10 * seed + k);
    for (std::size_t i = 0; i < result.size(); ++i) result[i][k] = values[i];
  }
  return result;
}

std::vector<Vec3> path_of(const std::vector<Vec3>& current, double dt) {
  std::vector<Vec3> path{Vec3{}};
  for (std::size_t k = 1; k < current.size(); ++k)
    path.push_back(path.back() + 0.5 * dt * (current[k - 1] + current[k]));
  return path;
}

constexpr double dt = 5.0, tau = 50.0, kT = 0.1, volume = 3000.0;

/// Stress with off-diagonal elements of variance s², and diagonal ones as isotropy wants them: (xx − yy)/2 has s² too.
FluxSeries series_of(Index samples, std::uint64_t seed, double s = 1e-3) {
  FluxSeries series;
  series.spacing = dt;
  series.volume.assign(static_cast<std::size_t>(samples), volume);
  series.temperature.assign(static_cast<std::size_t>(samples), kT / units::kB);
  std::vector<std::vector<double>> part;
  for (std::uint64_t k = 0; k < 6; ++k)
    part.push_back(forgetful(samples, dt, tau, (k < 3 ? 2.0 : 1.0) * s * s, 100 * seed + k));
  for (std::size_t i = 0; i < series.volume.size(); ++i)
    series.stress.push_back({part[0][i], part[1][i], part[2][i], part[3][i], part[4][i], part[5][i]});
  series.current = forgetful_vectors(samples, dt, tau, 0.04, seed + 7);
  series.dipole = path_of(series.current, dt);
  series.heat = forgetful_vectors(samples, dt, tau, 0.01, seed + 8);
  return series;
}

const double eta = volume / kT * 1e-6 * tau;
const double sigma = 0.04 * tau / (volume * kT);
const double lambda = 0.01 * tau / (volume * kT * kT / units::kB);

}  // namespace

// The trapezoid rule on an exponential is high by (dt/τ)²/12 = 0.08 %.
TEST_CASE("fluxes with known integrals give their coefficients within errors", "[transport_test]") {
  const Findings found = transport_findings(series_of(60000, 1), {});
  const auto near = [&](const char* name, double exact, double unit) {
    const auto n = number(found, name);
    INFO(name << " " << n.note);
    REQUIRE(n.value.error);
    CHECK(n.value.value == Approx(exact / unit).margin(4.0 * *n.value.error));
    CHECK(*n.value.error < 0.15 * exact / unit);
    CHECK(*n.value.error > 0.002 * exact / unit);
  };
  const double siemens = 1.0 / (1.602176634e-19 * 1.602176634e-19) / (units::joule * units::second * units::metre);
  near("viscosity", eta, mPa_s);
  near("viscosity Einstein", eta, mPa_s);
  near("ionic conductivity", sigma, siemens);
  near("ionic conductivity Einstein", sigma, siemens);
  near("thermal conductivity", lambda, units::joule / (units::second * units::metre));
  CHECK(found.remarks.empty());
  const auto& table = found.tables[0];
  CHECK(column(table, "c_viscosity")[0] == Approx(1.0));
  CHECK(column(table, "c_viscosity")[10] == Approx(std::exp(-1.0)).margin(0.05));
}

// Standard errors from ten blocks follow Student's t with nine degrees of freedom: ±2 standard errors hold the true
// value in 92.3 % of the runs, and 100 runs know that to 2.7 %: 84 % is three standard deviations below.
TEST_CASE("the true viscosity is within two error bars as often as it should", "[transport_test]") {
  int inside = 0, einstein = 0;
  const int runs = 100;
  for (int run = 0; run < runs; ++run) {
    auto series = series_of(4000, 1000 + static_cast<std::uint64_t>(run));
    series.current.clear();
    series.dipole.clear();
    series.heat.clear();
    const Findings found = transport_findings(series, {});
    const auto n = number(found, "viscosity").value;
    if (std::abs(n.value - eta / mPa_s) < 2.0 * *n.error) ++inside;
    const auto e = number(found, "viscosity Einstein").value;
    if (std::abs(e.value - eta / mPa_s) < 2.0 * *e.error) ++einstein;
  }
  CHECK(inside >= 84);
  CHECK(einstein >= 84);
}

TEST_CASE("heat that charges carry is taken off, and with it the zero of energies", "[transport_test]") {
  auto series = series_of(60000, 2);
  const auto plain = number(transport_findings(series, {}), "thermal conductivity");
  for (std::size_t i = 0; i < series.heat.size(); ++i) series.heat[i] += 1.5 * series.current[i];
  const Findings found = transport_findings(series, {});
  const auto corrected = number(found, "thermal conductivity"),
             whole = number(found, "thermal conductivity uncorrected");
  CHECK(corrected.value.value == Approx(plain.value.value).margin(2.0 * *plain.value.error));
  // 0.01 + 1.5² · 0.04 instead of 0.01
  CHECK(whole.value.value == Approx(10.0 * plain.value.value).margin(4.0 * *whole.value.error));
}

TEST_CASE("a lag given for the integral is kept, and an unfinished or coarse one is remarked upon",
          "[transport_test]") {
  auto series = series_of(4000, 3);
  TransportOptions options;
  options.cutoff = 100.0;
  const auto n = number(transport_findings(series, options), "viscosity");
  CHECK_THAT(n.note, Catch::Contains("integral to 100 fs as given"));
  CHECK(n.value.value == Approx(eta / mPa_s * (1.0 - std::exp(-2.0))).margin(4.0 * *n.value.error));
  options.cutoff = 1e6;
  CHECK_THROWS_WITH(transport_findings(series, options), Catch::Contains("the longest lag is"));
  TransportOptions shorter;
  shorter.longest = 40.0;
  const auto unfinished = transport_findings(series, shorter);
  REQUIRE_FALSE(unfinished.remarks.empty());
  CHECK_THAT(unfinished.remarks[0], Catch::Contains("has not come to a plateau within 40 fs"));
  for (auto& row : series.stress) row = {};
  series.current = forgetful_vectors(4000, dt, 5.0, 0.04, 4);
  series.heat.clear();
  const auto coarse = transport_findings(series, {});
  const auto falls = [](const std::string& remark) { return remark.find("falls by 6") != std::string::npos; };
  CHECK(std::any_of(coarse.remarks.begin(), coarse.remarks.end(), falls));  // 1 − 1/e
}

TEST_CASE("recorded fluxes are those of the frames, and read back from their table", "[transport_test]") {
  auto frames = timed(folded(walkers(8, 60, 0.2, 12.0, 5), true), dt);
  TransportOptions options;
  options.charges = {"Na = 1", "Cl = -1"};
  Transport transport(options);
  for (std::size_t f = 0; f < frames.size(); ++f) {
    auto& atoms = frames[f].atoms;
    for (Index i = 0; i < atoms.size(); ++i)
      atoms.v.push_back(0.01 * Random(6, Stream::packing, i, static_cast<Index>(f)).normal3());
    auto snapshot = shown(frames[f]);
    snapshot.temperature = 900.0;
    const double x = static_cast<double>(f);
    snapshot.stress = Mat3{Vec3{x, 1.0, 2.0}, Vec3{1.0, -x, 3.0}, Vec3{2.0, 3.0, 0.5}};
    snapshot.heat_flux = {x, 0.0, -x};
    transport.observe(snapshot);
  }
  const FluxSeries& series = transport.series();
  REQUIRE(series.samples() == 60);
  CHECK(series.stress[7] == std::array{7.0, -7.0, 0.5, 3.0, 2.0, 1.0});
  Vec3 current{};
  for (std::size_t i = 0; i < 8; ++i) current += (i % 2 == 0 ? 1.0 : -1.0) * frames[9].atoms.v[i];
  CHECK(norm(series.current[9] - current) < 1e-15);
  Vec3 moved{};
  for (std::size_t i = 0; i < 8; ++i) {
    const auto at = [&](std::size_t f) {
      return frames[f].atoms.cell.translated(frames[f].atoms.r[i], frames[f].atoms.image[i]);
    };
    moved += (i % 2 == 0 ? 1.0 : -1.0) * (at(9) - at(0));
  }
  CHECK(norm(series.dipole[9] - moved) < 1e-12);

  const Findings found = transport.findings();
  CHECK(number(found, "Haven ratio").value.value ==
        Approx(number(found, "ionic conductivity Nernst-Einstein").value.value /
               number(found, "ionic conductivity").value.value));
  REQUIRE(found.tables[1].suffix == "fluxes");
  const TemporaryFile file("fluxes.csv");
  write_curves(file.path, found.tables[1].columns, found.tables[1].comment);
  const FluxSeries read = read_fluxes(file.path);
  CHECK(read.stress == series.stress);
  CHECK(read.current == series.current);
  CHECK(read.dipole == series.dipole);
  CHECK(read.heat == series.heat);
  CHECK(number(transport_findings(read, options), "viscosity").value.value ==
        Approx(number(found, "viscosity").value.value).epsilon(1e-12));
}

TEST_CASE("independent ions have a Haven ratio of one", "[transport_test]") {
  TransportOptions options;
  options.charges = {"Na = 1", "Cl = -1"};
  options.fit_from = 50.0;
  options.fit_to = 250.0;
  Transport transport(options);
  for (const auto& frame : timed(folded(walkers(20, 4000, 0.2, 12.0, 7), true), dt)) {
    auto snapshot = shown(frame);
    snapshot.temperature = 900.0;
    transport.observe(snapshot);
  }
  const Findings found = transport.findings();
  const auto haven = number(found, "Haven ratio").value;
  // the drift of masses that differ takes a share of 1/20 from both alike
  CHECK(haven.value == Approx(1.0).margin(4.0 * *haven.error));
  CHECK(*haven.error < 0.3);
  // N q² D/(V kT) with D = 0.2²/(2 · 5 fs)
  const double exact = 20.0 * 0.004 / (1728.0 * units::kB * 900.0) * 1e10 * 1e15 * 1.602176634e-19;
  CHECK(number(found, "ionic conductivity Nernst-Einstein").value.value == Approx(exact).epsilon(0.1));
}

TEST_CASE("a restarted record goes on bit for bit", "[transport_test]") {
  TransportOptions options;
  options.charges = {"Na=1", "Cl = -1.0"};
  const auto frames = timed(folded(walkers(6, 50, 0.2, 12.0, 8), true), dt);
  Transport unbroken(options), before(options), after(options);
  show(unbroken, frames);
  for (std::size_t k = 0; k < 21; ++k) before.observe(shown(frames[k]));
  after.restore(before.state());
  show(after, frames, 21);
  CHECK(after.state() == unbroken.state());
}

TEST_CASE("charges that are missing or malformed and fluxes that come and go are refused", "[transport_test]") {
  const auto frames = timed(walkers(4, 3, 0.1, 12.0, 9), dt);
  const auto with = [](std::vector<std::string> charges) {
    TransportOptions options;
    options.charges = std::move(charges);
    return Transport(options);
  };
  auto missing = with({"Na = 1"});
  CHECK_THROWS_WITH(show(missing, frames), "[[measure]] type = \"transport\": charges has no line for Cl");
  CHECK_THROWS_WITH(with({"Na 1"}), Catch::Contains("charges are lines like \"Na = 1\"; found \"Na 1\""));
  CHECK_THROWS_WITH(with({"Na = one"}), Catch::Contains("found \"Na = one\""));
  CHECK_THROWS_WITH(with({"Na = 1", "Na = 2"}), Catch::Contains("has Na twice"));
  auto some = with({});
  some.observe(shown(frames[0]));
  auto stressed = shown(frames[1]);
  stressed.stress = Mat3::identity();
  CHECK_THROWS_WITH(some.observe(stressed), "the frame has a stress, and those before it had none");
  CHECK_THROWS_AS(some.findings(), Error);
  TransportOptions options;
  FluxSeries cold = series_of(100, 1);
  cold.temperature.clear();
  CHECK_THROWS_WITH(transport_findings(cold, options), Catch::Contains("give it as 'temperature'"));
  const TemporaryFile file("no-volume.csv");
  write_curves(file.path, {{"t", "fs", {0.0, 1.0}}, {"s_xx", "eV/Å^3", {0.0, 1.0}}});
  CHECK_THROWS_WITH(read_fluxes(file.path), Catch::Contains("there is no column 'V'"));
}
