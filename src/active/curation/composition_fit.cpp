#include "active/curation/composition_fit.hpp"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <set>

namespace liquidus {
namespace {

constexpr double exact = 1e-7;  // eV/atom: a deviation that counts as none
constexpr int most_passes = 60;

/// [frames with an energy × species] parts of atoms.
Eigen::MatrixXd parts(std::span<const Structure* const> frames, const std::vector<std::string>& species) {
  Eigen::MatrixXd x =
      Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(frames.size()), static_cast<Eigen::Index>(species.size()));
  for (std::size_t k = 0; k < frames.size(); ++k) {
    const auto counts = frames[k]->counts();
    for (std::size_t s = 0; s < counts.size(); ++s) {
      if (counts[s] == 0) continue;
      const auto at = std::find(species.begin(), species.end(), frames[k]->species[s].name) - species.begin();
      x(static_cast<Eigen::Index>(k), at) += static_cast<double>(counts[s]) / static_cast<double>(frames[k]->size());
    }
  }
  return x;
}

struct Solution {
  Eigen::VectorXd energies;
  int rank = 0;
};
Solution weighted(const Eigen::MatrixXd& x, const Eigen::VectorXd& y, const Eigen::VectorXd& root_weight) {
  Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> qr;
  qr.setThreshold(1e-9);
  qr.compute(root_weight.asDiagonal() * x);
  return {qr.solve(root_weight.asDiagonal() * y), static_cast<int>(qr.rank())};
}

/// By passes that go on until the sum of deviations falls no more.
Solution least_deviations(const Eigen::MatrixXd& x, const Eigen::VectorXd& y) {
  Solution best = weighted(x, y, Eigen::VectorXd::Ones(y.size()));
  double least = (y - x * best.energies).lpNorm<1>();
  for (int pass = 0; pass < most_passes && least > 0.0; ++pass) {
    const Eigen::VectorXd deviation = (y - x * best.energies).cwiseAbs().cwiseMax(exact);
    Solution next = weighted(x, y, deviation.cwiseInverse().cwiseSqrt());
    const double sum = (y - x * next.energies).lpNorm<1>();
    next.rank = best.rank;  // weights far apart hide what the compositions determine
    if (!(sum < least)) break;
    const bool settled = sum > (1.0 - 1e-6) * least;
    least = sum;
    best = std::move(next);
    if (settled) break;
  }
  return best;
}

double median_of(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return 0.5 * (*middle + *std::max_element(values.begin(), middle));
}

}  // namespace

CompositionFit fit_composition(std::span<const Structure* const> frames,
                               std::span<const std::optional<double>> energies) {
  CompositionFit fit;
  fit.residual.assign(frames.size(), std::nan(""));
  std::vector<const Structure*> used;
  std::vector<double> per_atom;
  std::set<std::string> names;
  for (std::size_t k = 0; k < frames.size(); ++k) {
    if (!energies[k] || frames[k]->size() == 0) continue;
    used.push_back(frames[k]);
    per_atom.push_back(*energies[k] / static_cast<double>(frames[k]->size()));
    for (Index i = 0; i < frames[k]->size(); ++i) names.insert(frames[k]->name(i));
  }
  fit.species.assign(names.begin(), names.end());
  if (used.empty()) return fit;
  const auto x = parts(used, fit.species);
  const Eigen::VectorXd y = Eigen::Map<const Eigen::VectorXd>(per_atom.data(), static_cast<Eigen::Index>(used.size()));
  const auto solution = least_deviations(x, y);
  fit.rank = solution.rank;
  fit.energies.assign(solution.energies.begin(), solution.energies.end());
  const Eigen::VectorXd left = y - x * solution.energies;
  Eigen::Index next = 0;
  for (std::size_t k = 0; k < frames.size(); ++k)
    if (energies[k] && frames[k]->size() > 0) fit.residual[k] = left(next++);
  return fit;
}

RobustSpread robust_spread(std::vector<double> values) {
  std::erase_if(values, [](double x) { return std::isnan(x); });
  if (values.empty()) return {std::nan(""), std::nan("")};
  RobustSpread spread;
  spread.median = median_of(values);
  for (double& x : values) x = std::abs(x - spread.median);
  spread.deviation = 1.4826 * median_of(values);
  return spread;
}

}  // namespace liquidus
