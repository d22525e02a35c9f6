#include "correct/totals/simulated_total.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "core/units.hpp"
#include "correct/targets/target_noise.hpp"
#include "scatter/transform/partials_from_pairs.hpp"

namespace liquidus {
namespace {

using Values = std::vector<double>;

constexpr double least_error = 0.005;

/// An experiment needs no errors of the model here, and each block would cost another transform.
PairDistributions without_blocks(PairDistributions pairs) {
  const auto clear = [](Partial& p) {
    p.jackknife = {};
    for (auto* blocks : {&p.g_without, &p.n_ab_without, &p.n_ba_without}) blocks->clear();
    for (auto* errors : {&p.g_error, &p.n_ab_error, &p.n_ba_error}) errors->clear();
  };
  clear(pairs.total);
  for (auto& p : pairs.partials) clear(p);
  return pairs;
}

ExperimentOptions as_target(ExperimentOptions options) {
  if (options.file.empty()) throw InputError("a target needs a file");
  options.checks = false;
  options.r_step = std::max(options.r_step, options.r_max / 60.0);  // of a transform that isn't looked at
  return options;
}

Values raised(Values error, const std::string& name, std::vector<std::string>& remarks) {
  Values sorted = error;
  std::sort(sorted.begin(), sorted.end());
  const double least = 0.01 * sorted[sorted.size() / 2];
  if (!(least > 0.0)) throw InputError("more than half of the errors are 0; give an uncertainty and error = \"none\"");
  Index count = 0;
  for (double& e : error)
    if (e < least) {
      e = least;
      ++count;
    }
  if (count > 0)
    remarks.push_back(
        fmt::format("{}: {} errors below a hundredth of the median were raised to it, {:.2g}.", name, count, least));
  return error;
}

Values errors_of(const SimulatedTotal& total, const TotalsOptions& options, std::vector<std::string>& remarks) {
  const auto& result = total.result;
  const bool of_r = result.convention.of_r();
  const Values& x = of_r ? result.measured_r.r : result.total.q;
  const Values& y = of_r ? result.measured_r.g.value : result.measured;
  const Values& of_file = of_r ? result.measured_r.g.error : result.error;
  if (!of_file.empty()) return raised(of_file, result.options.name, remarks);
  double level = 0.0;
  for (const double w : result.total.level) level = std::max(level, std::abs(w));
  if (of_r || level == 0.0) level = 1.0;
  double error = options.uncertainty * level;
  if (std::isnan(error)) {
    error = std::max(scatter_about_cubics(x, y), least_error * level);
    remarks.push_back(fmt::format(
        "{}: the data have no errors; a standard error of {:.2g} was assumed, {}.", result.options.name, error,
        error > least_error * level ? "from the scatter of the points about local cubics" : "the least that is"));
  }
  return Values(x.size(), error);
}

double lowest_q(const ExperimentOptions& options, const PairDistributions& pairs) {
  if (!std::isnan(options.q_from)) return options.q_from;
  if (!std::isnan(options.qmin)) return options.qmin;
  PairTransformOptions transform;
  transform.correction = finite_size_correction(options.finite_size);
  return 2.0 * units::pi / transform_reach(pairs, transform);
}

SimulatedTotal make(const ExperimentOptions& given, const TotalsOptions& totals, const PairDistributions& pairs) {
  const auto options = as_target(given);
  const auto plain = without_blocks(pairs);
  SimulatedTotal total{run_experiment(options, {&plain, nullptr}),
                       Scatterers(radiation(options.radiation), pairs.species,
                                  {options.isotopes, options.lengths, options.form_factors}),
                       {},
                       lowest_q(options, pairs),
                       {}};
  for (const auto& remark : total.result.remarks) total.remarks.push_back(options.name + ": " + remark);
  total.error = errors_of(total, totals, total.remarks);
  return total;
}

}  // namespace

SimulatedTotal simulated_total(const ExperimentOptions& options, const TotalsOptions& totals,
                               const PairDistributions& pairs) {
  const std::string name = "[[experiment]] '" + options.name + "'";
  try {
    return make(options, totals, pairs);
  } catch (const InputError& error) {
    const std::string what = error.what();
    throw InputError(what.find(name) == std::string::npos ? name + ": " + what : what);
  }
}

}  // namespace liquidus
