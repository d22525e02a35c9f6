#include "scatter/experiment/substitution.hpp"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "scatter/experiment/information.hpp"
#include "scatter/transform/interpolate.hpp"
#include "scatter/transform/sine_transform.hpp"
#include "scatter/weights/weights.hpp"

namespace liquidus {
namespace {

using Values = std::vector<double>;

void check_total(const TotalCurve& total, std::size_t species) {
  if (total.b.size() != species)
    throw InputError(
        fmt::format("total '{}' has {} scattering lengths for {} species", total.name, total.b.size(), species));
  if (total.q.size() < 2 || total.f.size() != total.q.size() ||
      (!total.error.empty() && total.error.size() != total.q.size()))
    throw InputError(fmt::format("total '{}' needs at least two points with as many values and errors", total.name));
}

/// Straight lines between the points: cubics through errors may turn negative.
Values on_lines(const Values& x, const Values& y, const Values& at) {
  Values values;
  for (const double q : at) {
    const auto above = std::clamp<std::size_t>(
        static_cast<std::size_t>(std::lower_bound(x.begin(), x.end(), q) - x.begin()), 1, x.size() - 1);
    const double t = (q - x[above - 1]) / (x[above] - x[above - 1]);
    values.push_back((1.0 - t) * y[above - 1] + t * y[above]);
  }
  return values;
}

void check_gaps(const TotalCurve& total) {
  for (std::size_t k = 1; k < total.q.size(); ++k)
    if (total.q[k] - total.q[k - 1] > widest_gap_in_q)
      throw InputError(fmt::format("total '{}' has a gap from Q = {:g} to {:g} 1/Å, too wide to interpolate",
                                   total.name, total.q[k - 1], total.q[k]));
}

/// The Q of the first total that all cover, and all totals there.
struct Common {
  Values q;
  std::vector<Values> f, error;  // [totals][points]; error is empty unless all have one
};

Common on_common_q(const std::vector<const TotalCurve*>& totals) {
  for (const auto* total : totals) check_gaps(*total);
  double low = totals.front()->q.front(), high = totals.front()->q.back();
  bool errors = true;
  for (const auto* total : totals) {
    low = std::max(low, total->q.front());
    high = std::min(high, total->q.back());
    errors = errors && !total->error.empty();
  }
  Common common;
  for (const double q : totals.front()->q)
    if (q >= low && q <= high) common.q.push_back(q);
  if (common.q.empty()) throw InputError("the totals have no Q in common");
  for (const auto* total : totals) {
    common.f.push_back(interpolate(total->q, total->f, common.q));
    if (errors) common.error.push_back(on_lines(total->q, total->error, common.q));
  }
  return common;
}

/// Σ factor · F with the errors of independent totals.
TotalDifference combined(const std::vector<const TotalCurve*>& totals, const Values& factors, const Values& fractions) {
  const auto common = on_common_q(totals);
  TotalDifference sum{common.q, Values(common.q.size(), 0.0), {}, Values(pair_count(fractions.size()), 0.0)};
  for (std::size_t t = 0; t < totals.size(); ++t) {
    for (std::size_t k = 0; k < sum.q.size(); ++k) sum.value[k] += factors[t] * common.f[t][k];
    const auto w = pair_weights(fractions, totals[t]->b, DividedBy::nothing);
    for (std::size_t p = 0; p < w.size(); ++p) sum.weights[p] += factors[t] * w[p];
  }
  // What cancels is left as rounding.
  double largest = 0.0;
  for (const double w : sum.weights) largest = std::max(largest, std::abs(w));
  for (double& w : sum.weights)
    if (std::abs(w) < 1e-12 * largest) w = 0.0;
  for (std::size_t k = 0; k < sum.q.size() && !common.error.empty(); ++k) {
    double variance = 0.0;
    for (std::size_t t = 0; t < totals.size(); ++t) variance += std::pow(factors[t] * common.error[t][k], 2);
    sum.error.push_back(std::sqrt(variance));
  }
  return sum;
}

constexpr double least_contrast = 1e-6;  // fm

}  // namespace

TotalDifference first_difference(const TotalCurve& a, const TotalCurve& b, const Values& fractions) {
  check_total(a, fractions.size());
  check_total(b, fractions.size());
  double contrast = 0.0;
  for (std::size_t s = 0; s < fractions.size(); ++s) contrast = std::max(contrast, std::abs(a.b[s] - b.b[s]));
  if (contrast < least_contrast)
    throw InputError(fmt::format("the totals '{}' and '{}' have the same scattering lengths", a.name, b.name));
  return combined({&a, &b}, {1.0, -1.0}, fractions);
}

TotalDifference second_difference(const TotalCurve& a, const TotalCurve& b, const TotalCurve& c,
                                  const Values& fractions) {
  for (const auto* total : {&a, &b, &c}) check_total(*total, fractions.size());
  std::vector<std::size_t> changed;
  for (std::size_t s = 0; s < fractions.size(); ++s)
    if (std::abs(a.b[s] - b.b[s]) > least_contrast || std::abs(b.b[s] - c.b[s]) > least_contrast) changed.push_back(s);
  if (changed.size() != 1)
    throw InputError(
        fmt::format("a second difference needs three totals that differ in the isotopes of one species; "
                    "these differ in {}",
                    changed.size()));
  const std::size_t s = changed.front();
  const double b1 = a.b[s], b2 = b.b[s], b3 = c.b[s], c2 = fractions[s] * fractions[s];
  if (std::min({std::abs(b1 - b2), std::abs(b2 - b3), std::abs(b1 - b3)}) < least_contrast)
    throw InputError("a second difference needs three different scattering lengths of the species that is substituted");
  return combined(
      {&a, &b, &c},
      {1.0 / (c2 * (b1 - b2) * (b1 - b3)), 1.0 / (c2 * (b2 - b1) * (b2 - b3)), 1.0 / (c2 * (b3 - b1) * (b3 - b2))},
      fractions);
}

PartialsOfTotals partials_of_totals(const std::vector<TotalCurve>& totals, const std::vector<std::string>& species,
                                    const Values& fractions, double density) {
  const std::size_t pairs = pair_count(fractions.size());
  std::vector<const TotalCurve*> all;
  std::vector<Values> weights;
  std::vector<std::string> names;
  for (const auto& total : totals) {
    check_total(total, fractions.size());
    all.push_back(&total);
    names.push_back(total.name);
    weights.push_back(pair_weights(fractions, total.b, DividedBy::nothing));
  }
  PartialsOfTotals found{{{}, species, fractions, density, {}, {}}, {}, {}, 0.0};
  std::vector<std::string> pair_names;
  for (std::size_t p = 0; p < pairs; ++p) pair_names.push_back(found.partials.name(p));
  const auto told = information(names, pair_names, weights, {{}, 1e-6, 0.0});
  if (!told.null_vectors.empty())
    throw InputError(fmt::format("{} totals don't fix {} partials; nothing is known of {}", totals.size(), pairs,
                                 told.combination(told.null_vectors.front())));
  found.condition = told.condition;

  const auto common = on_common_q(all);
  found.partials.q = common.q;
  found.partials.pairs.resize(pairs);
  const auto n = static_cast<Eigen::Index>(totals.size()), m = static_cast<Eigen::Index>(pairs);
  const bool weighed = !common.error.empty();
  for (std::size_t k = 0; k < common.q.size(); ++k) {
    Eigen::MatrixXd w(n, m);
    Eigen::VectorXd f(n);
    for (Eigen::Index t = 0; t < n; ++t) {
      const auto i = static_cast<std::size_t>(t);
      const double scale = weighed ? common.error[i][k] : 1.0;
      if (!(scale > 0.0))
        throw InputError(fmt::format("total '{}' has an error of {} at Q = {:g} 1/Å; it must be positive", names[i],
                                     scale, common.q[k]));
      f(t) = common.f[i][k] / scale;
      for (Eigen::Index p = 0; p < m; ++p) w(t, p) = weights[i][static_cast<std::size_t>(p)] / scale;
    }
    const Eigen::VectorXd a = w.colPivHouseholderQr().solve(f);
    const Eigen::MatrixXd covariance = (w.transpose() * w).inverse();
    for (Eigen::Index p = 0; p < m; ++p) {
      auto& pair = found.partials.pairs[static_cast<std::size_t>(p)];
      pair.value.push_back(1.0 + a(p));
      if (weighed) pair.error.push_back(std::sqrt(covariance(p, p)));
    }
    if (!weighed) continue;
    found.covariance.emplace_back(covariance.data(), covariance.data() + covariance.size());
    found.chi2.push_back((w * a - f).squaredNorm());
  }
  return found;
}

}  // namespace liquidus
