#include "correct/totals/total_observation.hpp"

#include <catch2/catch.hpp>

#include "core/errors.hpp"
#include "correct/totals/salts.hpp"
#include "scatter/transform/functions.hpp"

using namespace liquidus;
using namespace liquidus::testing;
using Catch::Contains;

namespace {

Eigen::VectorXd g_of(const PairDistributions& pairs) {
  Eigen::VectorXd g(static_cast<Eigen::Index>(pairs.partials.size()) * pairs.bins.count);
  for (std::size_t p = 0; p < pairs.partials.size(); ++p)
    g.segment(static_cast<Eigen::Index>(p) * pairs.bins.count, pairs.bins.count) =
        Eigen::VectorXd::Map(pairs.partials[p].g.data(), pairs.bins.count);
  return g;
}

/// Half way from one salt to the other.
PairDistributions between(double t) {
  auto pairs = simulated_salt();
  const auto truth = true_salt();
  for (std::size_t p = 0; p < 3; ++p)
    for (std::size_t k = 0; k < pairs.partials[p].g.size(); ++k)
      pairs.partials[p].g[k] += t * (truth.partials[p].g[k] - pairs.partials[p].g[k]);
  return pairs;
}

bool says(const std::vector<std::string>& remarks, const std::string& words) {
  for (const auto& remark : remarks)
    if (remark.find(words) != std::string::npos) return true;
  return false;
}

/// A file of the total's function of r as a D(r) or T(r), step 0.05 Å, of the experiment's own transform.
void measure_in_r(ExperimentOptions options, const std::string& path) {
  options.file.clear();
  options.holds = options.normalisation == "barn" ? "F" : "S";
  options.r_step = 0.05;
  const auto truth = true_salt();
  const auto result = run_experiment(options, {&truth, nullptr});
  const auto curve = result.model_r.as(result.function, result.in_r);
  write_curves(path, {{"r", "Å", result.model_r.r},
                      {"y", "", curve.value},
                      {"err", "", std::vector<double>(curve.value.size(), 0.01)}});
}

}  // namespace

TEST_CASE("The line of a total is the total that the experiment predicts", "[total_observation_test]") {
  struct Case {
    std::string radiation, holds, normalisation;
  };
  const auto simulated = simulated_salt();
  for (const auto& c : {Case{"neutron", "S", "<b>^2"}, Case{"neutron", "F", "barn"}, Case{"neutron", "Qi", "<b^2>"},
                        Case{"x-ray", "S", "<b>^2"}, Case{"x-ray", "F", "electrons^2"}}) {
    INFO(c.radiation << ' ' << c.holds << ' ' << c.normalisation);
    auto options = experiment("e", c.radiation);
    options.holds = c.holds;
    options.normalisation = c.normalisation;
    const DataFile file("own");
    measure(options, true_salt(), file.path, 0.01);
    options.file = file.path;
    const auto seen = observation_of(options, {}, simulated).observation;
    const auto predicted = run_experiment(options, {&simulated, nullptr});
    const Eigen::VectorXd y = seen.constant + seen.of_g * g_of(simulated);
    const std::size_t cut = predicted.total.q.size() - seen.x.size();  // those below 2π/R
    CHECK(cut > 0);
    CHECK(seen.x.front() >= 2.0 * units::pi / 16.0);
    for (std::size_t k = 0; k < seen.x.size(); ++k) {
      const auto i = static_cast<Eigen::Index>(k);
      REQUIRE(seen.x[k] == predicted.total.q[k + cut]);
      // Sums of 320 terms of up to 100 in size, times weights of up to 200.
      CHECK(y(i) == Approx(predicted.total.value.value[k + cut]).margin(c.holds == "F" ? 1e-8 : 1e-10));
      CHECK(seen.measured(i) == predicted.measured[k + cut]);
      CHECK(seen.variance(i) == Approx(std::pow(predicted.error[k + cut], 2)));
    }
  }
}

TEST_CASE("A total of another g(r) is told to first order", "[total_observation_test]") {
  auto options = experiment("e", "neutron");
  const DataFile file("slope");
  measure(options, true_salt(), file.path, 0.01);
  options.file = file.path;
  const auto seen = observation_of(options, {}, simulated_salt()).observation;
  const auto missed = [&](double t) {
    const auto other = between(t);
    const auto exact = observation_of(options, {}, other).observation;
    const Eigen::VectorXd y = exact.constant + exact.of_g * g_of(other);
    return (seen.constant + seen.of_g * g_of(other) - y).cwiseAbs().maxCoeff();
  };
  // What is missed is the second order of the finite-size correction alone.
  CHECK(missed(1.0) < 1e-3);
  CHECK(missed(0.5) / missed(0.25) == Approx(4.0).epsilon(0.1));
}

TEST_CASE("Functions of r are transformed as the data were", "[total_observation_test]") {
  const auto simulated = simulated_salt();
  const std::vector<std::pair<std::string, std::string>> kinds{
      {"neutron", "<b>^2"}, {"neutron", "barn"}, {"x-ray", "<b>^2"}};
  for (const auto& [radiation, normalisation] : kinds)
    for (const std::string holds : {"D", "T", "g"})
      for (const std::string window : {"step", "lorch"}) {
        INFO(radiation << ' ' << normalisation << ' ' << holds << ' ' << window);
        auto options = experiment("e", radiation);
        options.normalisation = normalisation;
        options.function = holds;
        options.qmax = 12.0;
        options.window = window;
        const DataFile file("r");
        measure_in_r(options, file.path);
        options.holds = holds;
        options.file = file.path;
        const auto seen = observation_of(options, {}, simulated).observation;
        const auto predicted = run_experiment(options, {&simulated, nullptr});
        const Eigen::VectorXd y = seen.constant + seen.of_g * g_of(simulated);
        REQUIRE(seen.x.front() == Approx(1.0));
        CHECK(seen.x.back() == Approx(15.0));
        for (std::size_t k = 0; k < seen.x.size(); ++k) {
          const auto i = static_cast<Eigen::Index>(k);
          REQUIRE(seen.x[k] == predicted.model_r.r[k + 19]);
          CHECK(y(i) == Approx(predicted.model_r.g.value[k + 19]).margin(1e-9));
          CHECK(seen.measured(i) == predicted.measured_r.g.value[k + 19]);
        }
        // π/12 Å holds 5.2 points of 0.05 Å.
        CHECK(seen.variance(100) ==
              Approx(std::pow(predicted.measured_r.g.error[119], 2) * units::pi / 12.0 / 0.05).epsilon(1e-6));
      }
}

TEST_CASE("Without qmax the partials are added with the weights at Q = 0", "[total_observation_test]") {
  auto options = experiment("e", "neutron");
  options.function = "g";
  options.qmax = 20.0;
  const DataFile file("fixed");
  measure_in_r(options, file.path);
  options.holds = "g";
  options.file = file.path;
  options.qmax = ExperimentOptions::unset;
  const auto simulated = simulated_salt();
  const auto seen = observation_of(options, {}, simulated);
  const auto predicted = run_experiment(options, {&simulated, nullptr});
  REQUIRE(predicted.fixed_weights);
  const Eigen::VectorXd y = seen.observation.constant + seen.observation.of_g * g_of(simulated);
  for (std::size_t k = 0; k < seen.observation.x.size(); ++k)
    CHECK(y(static_cast<Eigen::Index>(k)) == Approx(predicted.model_r.g.value[k + 19]).margin(1e-12));
  CHECK(says(seen.remarks, "No qmax is known"));
}

TEST_CASE("Totals without errors get one that is told", "[total_observation_test]") {
  auto options = experiment("no errors", "neutron");
  options.holds = "F";
  options.normalisation = "barn";
  const DataFile file("bare");
  measure(options, true_salt(), file.path, 0.0);
  options.file = file.path;
  // ⟨b⟩² of NaCl is ((3.63 + 9.577)/2)² fm² = 0.436 barn; I(Q) is kept in fm².
  const double level = std::pow(0.5 * (3.63 + 9.577), 2);
  const auto assumed = observation_of(options, {}, simulated_salt());
  CHECK(std::sqrt(assumed.observation.variance(3)) == Approx(0.005 * level).epsilon(0.01));
  CHECK(says(assumed.remarks, "'no errors'") == false);
  CHECK(says(assumed.remarks, "no errors: the data have no errors; a standard error of"));
  TotalsOptions totals;
  totals.uncertainty = 0.03;
  const auto given = observation_of(options, totals, simulated_salt());
  CHECK(std::sqrt(given.observation.variance(3)) == Approx(0.03 * level).epsilon(0.01));
}

TEST_CASE("Totals that can't be made are refused by the experiment's name", "[total_observation_test]") {
  auto options = experiment("my salt", "neutron");
  const DataFile file("bad");
  measure(options, true_salt(), file.path, 0.01);
  options.file = file.path;
  const auto named = Contains("[[experiment]] 'my salt'");
  const auto of = [&](const ExperimentOptions& with, const PairDistributions& pairs) {
    observation_of(with, {}, pairs);
  };
  const std::vector<Order> orders{{3.2, 1.2, 3.3, 1.7}, {2.5, 3.5, 2.2, 1.9}, {3.4, 1.55, 3.3, 1.7}};
  CHECK_THROWS_WITH(of(options, pairs_of({"Na", "Qx"}, orders)), named && Contains("Qx"));
  auto xray = options;
  xray.radiation = "x-ray";
  CHECK_THROWS_WITH(of(xray, pairs_of({"Na", "Cl7+"}, orders)), named && Contains("Cl7+"));
  auto null = options;
  null.lengths = {"Na = 3 fm", "Cl = -3 fm"};
  CHECK_THROWS_WITH(of(null, simulated_salt()), named && Contains("null scatterer"));
  auto gone = options;
  gone.file = "not_there.csv";
  CHECK_THROWS_WITH(of(gone, simulated_salt()), named && Contains("not_there.csv"));
  auto none = options;
  none.file.clear();
  CHECK_THROWS_WITH(of(none, simulated_salt()), named && Contains("needs a file"));
  auto far = options;
  far.q_from = 20.0;
  CHECK_THROWS_WITH(of(far, simulated_salt()), named);
  write_curves(file.path, {{"Q", "", {1.0, 1.1, 1.2, 4.0, 4.1}}, {"S", "", {1.0, 1.1, 1.0, 0.9, 1.0}}});
  CHECK_THROWS_WITH(of(options, simulated_salt()), named && Contains("no point from 1.2 to 4"));
}
