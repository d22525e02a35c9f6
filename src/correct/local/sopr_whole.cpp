#include "correct/local/sopr_whole.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "core/units.hpp"
#include "potential/cubic_spline.hpp"

namespace liquidus {
namespace {

/// Above this many kT a reference is a wall whose exact height no atom asks for.
constexpr double wall = 50.0;

double bin_width(const PairComparison& comparison) {
  return (comparison.r.back() - comparison.r.front()) / static_cast<double>(comparison.r.size() - 1);
}

}  // namespace

Posterior WholeRegression::operator()(std::span<const double> r, std::span<const double> v,
                                      std::span<const double> at) const {
  GaussianProcess::Data data{{r.begin(), r.end()}, {v.begin(), v.end()}, {}};
  if (shift)
    for (double& y : data.y) y -= v.back();
  if (variance > 0.0) data.variance.assign(r.size(), variance);
  // The floor is 1e-14 in the program's (kcal/mol)².
  return GaussianProcess(kernel, data, {}, 1e-14 * units::kcal_per_mol * units::kcal_per_mol).at(at);
}

WholeRegression whole_regression(const SoprOptions& options) {
  const bool code = options.mode == "code";
  const auto form = code ? Kernel::Form::without_half : Kernel::Form::squared_exponential;
  return {{form, options.width_or_default(), options.length_or_default()},
          code ? 0.0 : options.noise * options.noise,
          code};
}

std::vector<double> misplaced(std::span<const double> centres) {
  const std::size_t n = centres.size();
  const double gaps = static_cast<double>(n - 1), width = (centres.back() - centres.front()) / gaps;
  std::vector<double> places(n);
  for (std::size_t i = 0; i < n; ++i) places[i] = centres[i] + width * (static_cast<double>(i) / gaps - 0.5);
  return places;
}

std::vector<double> difference_of_g(const PairComparison& comparison, bool half_bin) {
  const auto &r = comparison.r, &measured = comparison.measured;
  const std::size_t n = r.size();
  std::vector<double> difference = comparison.simulated;
  if (!half_bin || n < 2) {
    for (std::size_t i = 0; i < n; ++i) difference[i] -= measured[i];
    return difference;
  }
  const auto slopes = spline_slopes(r, measured), places = misplaced(r);
  for (std::size_t i = 0; i < n; ++i) {
    // Places left of the centre lie in the interval before it; the ends' cubics go on beyond them.
    const std::size_t k = std::min(places[i] < r[i] && i > 0 ? i - 1 : i, n - 2);
    difference[i] -=
        cubic_between(r[k], r[k + 1], measured[k], measured[k + 1], slopes[k], slopes[k + 1], places[i]).value;
  }
  return difference;
}

Posterior whole_refinement(const PairComparison& comparison, std::span<const double> sums,
                           const std::function<double(double)>& reference, double sigma, const SoprOptions& options,
                           const KnotGrid& knots) {
  const double begin = options.from * sigma, width = bin_width(comparison);
  const bool code = options.mode == "code";
  const double ahead = code && options.half_bin ? 0.5 * width : 0.0;  // how far outside a knot its value is taken
  std::vector<double> r, v;
  for (std::size_t i = 0; i < comparison.r.size(); ++i)
    if (comparison.r[i] > begin) {
      r.push_back(comparison.r[i]);
      v.push_back(reference(r.back()) + sums[i]);
    }
  if (r.size() < 2) throw InputError("the target ends before " + std::to_string(begin) + " Å, where SOPR begins");
  const double end = std::min(knots.cutoff(), r.back() + 0.5 * width);
  std::vector<double> at;
  std::vector<Eigen::Index> place;
  for (Index k = 0; k < knots.count; ++k)
    if (knots.at(k) + ahead > begin && knots.at(k) < end) at.push_back(knots.at(k) + ahead), place.push_back(k);
  const Posterior whole = whole_regression(options)(r, v, at);

  const double kT = units::kB * comparison.temperature, zero = code ? reference(r.back()) : 0.0;
  Posterior change{Eigen::VectorXd::Zero(knots.count), Eigen::MatrixXd::Zero(knots.count, knots.count)};
  const auto fade = [&](Eigen::Index k) { return taper_at(knots.at(k), end, options.taper); };
  for (std::size_t i = 0; i < place.size(); ++i) {
    const auto a = static_cast<Eigen::Index>(i);
    change.mean(place[i]) = fade(place[i]) * (whole.mean(a) + zero - reference(knots.at(place[i])));
    for (std::size_t j = 0; j < place.size(); ++j)
      change.covariance(place[i], place[j]) =
          fade(place[i]) * fade(place[j]) * whole.covariance(a, static_cast<Eigen::Index>(j));
  }
  // The core, where the program keeps its reference, on shifted edges as the rest is.
  double held = 0.0;
  for (Index k = place.empty() ? 0 : place.front(); code && k-- > 0;) {
    if (knots.at(k) > 0.0 && reference(knots.at(k)) < wall * kT)
      held = reference(knots.at(k) + ahead) + zero - reference(knots.at(k));
    change.mean(k) = held;
  }
  return change;
}

}  // namespace liquidus
