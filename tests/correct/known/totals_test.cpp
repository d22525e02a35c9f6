// A salt's short-range potential that is known, found again from what x-rays, neutrons and neutrons on 37Cl would see.
#include <catch2/catch.hpp>

#include "correct/known/salt.hpp"
#include "scatter/experiment/compare.hpp"
#include "scatter/experiment/experiment.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

const auto bins = RadialBins::up_to(9.55, 0.05);
constexpr double noise = 0.001;

struct Totals {
  TemporaryFolder folder;
  StateOptions state = [] {
    auto of = Salt::state("melt");
    of.produce = 160000.0;
    return of;
  }();
  TrueSalt truth{Salt::fumi_tosi(), state, 400000.0, bins};

  /// S(Q) of the truth from 0.7 to 12 1/Å with white noise.
  ExperimentOptions measured(const std::string& name, const std::string& radiation,
                             const std::vector<std::string>& isotopes, Index seed) const {
    ExperimentOptions options;
    options.name = name;
    options.radiation = radiation;
    options.isotopes = isotopes;
    options.checks = false;
    options.qmax = 12.0;
    const auto pairs = truth.frames.distributions();
    const auto result = run_experiment(options, {&pairs, nullptr});
    const auto all = result.convention.from_total(result.total.q, result.total.value.value);
    std::vector<double> q, s;
    for (std::size_t k = 0; k < all.size(); ++k) {
      if (result.total.q[k] < 0.7) continue;
      q.push_back(result.total.q[k]);
      s.push_back(all[k] + noise * Random(17, Stream::bootstrap, static_cast<Index>(k), seed).normal());
    }
    options.file = folder / (name + ".csv");
    write_curves(options.file, {{"Q", "1/Å", q}, {"S", "", s}, {"err_S", "", std::vector<double>(q.size(), noise)}});
    return options;
  }

  FitResult fit(const std::vector<ExperimentOptions>& totals) const {
    FitOptions options = salt_fit(folder / ("fit" + std::to_string(totals.size())), bins);
    options.states = {state};
    for (const auto& total : totals) options.experiments.emplace_back("melt", total);
    return Refinement(options, Salt::base(Salt::wrong()), {}, Communicator::self()).run();
  }

  /// [pairs] R_χ of the best iteration's g(r), as T(r), which the fit wasn't shown.
  std::vector<double> r_chi(std::size_t totals) const {
    std::vector<double> all;
    const auto pairs = truth.frames.distributions();
    for (std::size_t pair = 0; pair < 3; ++pair) {
      const auto g =
          read_curve(folder / ("fit" + std::to_string(totals) + "/melt-rdf.csv"), {0, 1 + 3 * static_cast<int>(pair)});
      const auto& partial = pairs.partials[pair];
      all.push_back(compare(g.x, g.y, partial.r, partial.g, PairFunction::T, 1.5, 9.0).r_chi);
    }
    return all;
  }
};

}  // namespace

TEST_CASE("Three totals of a salt give its structure back, and what they don't tell is named", "[totals_test]") {
  const Totals totals;
  const auto x_ray = totals.measured("x-ray", "x-ray", {}, 1), neutron = totals.measured("neutron", "neutron", {}, 2),
             isotope = totals.measured("37Cl", "neutron", {"Cl = 37Cl 1.0"}, 3);
  const auto three = totals.fit({x_ray, neutron, isotope}), two = totals.fit({x_ray, neutron});
  const auto by_three = totals.r_chi(3), by_two = totals.r_chi(2);
  INFO("chi² " << three.first.quality.chi2.value << " to " << three.best.quality.chi2.value << "; R_chi by three "
               << by_three[0] << ", " << by_three[1] << ", " << by_three[2] << ", by two " << by_two[0] << ", "
               << by_two[1] << ", " << by_two[2]);
  CHECK(three.first.quality.chi2.value > 5.0);
  CHECK(three.best.quality.chi2.value < 1.3);
  // 0.5 % are the noise of 160 ps.
  for (const double r_chi : by_three) CHECK(r_chi < 0.01);
  CHECK(two.best.quality.chi2.value < 1.3);
  CHECK(*std::max_element(by_two.begin(), by_two.end()) > *std::max_element(by_three.begin(), by_three.end()));
  const auto names_sodium = [](const FitResult& result) {
    return std::any_of(result.remarks.begin(), result.remarks.end(), [](const std::string& remark) {
      return remark.starts_with("resolution:") && remark.find("Na-Na") != std::string::npos;
    });
  };
  CHECK(names_sodium(three));
  CHECK(names_sodium(two));
}
