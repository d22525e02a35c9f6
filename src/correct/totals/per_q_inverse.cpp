#include "correct/totals/per_q_inverse.hpp"

#include <algorithm>
#include <cmath>

#include "scatter/experiment/information.hpp"

namespace liquidus {
namespace {

constexpr double beyond_first_order = 0.3;

/// A square root of a covariance, C = root · rootᵀ, whatever its rank.
Eigen::MatrixXd root_of(const Eigen::MatrixXd& covariance) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> own(covariance);
  return own.eigenvectors() * own.eigenvalues().cwiseMax(0.0).cwiseSqrt().asDiagonal();
}

/// What the weights alone tell, by scatter's own means; beside the noise, so that a total that says little counts so.
Information told_at(const TotalsMisfit& misfit, const TotalsMisfit::At& at) {
  std::vector<std::string> names;
  std::vector<std::vector<double>> weights;
  InformationOptions options;
  for (std::size_t i = 0; i < at.totals.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    names.push_back(misfit.totals[at.totals[i]]);
    weights.emplace_back();
    for (Eigen::Index p = 0; p < at.weights.cols(); ++p) weights.back().push_back(at.weights(row, p));
    options.errors.push_back(std::sqrt(at.variance(row)));
  }
  return information(names, misfit.pair_names(), weights, options);
}

}  // namespace

PartialsChange partials_change(const Eigen::MatrixXd& weights, const Eigen::VectorXd& difference,
                               const Eigen::VectorXd& variance, const Eigen::MatrixXd& prior) {
  // Rows are divided by their errors, so that W C Wᵀ + 1 is solved for: no total's unit matters.
  const Eigen::VectorXd over = variance.cwiseSqrt().cwiseInverse();
  const Eigen::MatrixXd w = over.asDiagonal() * weights, cross = prior * w.transpose();
  const Eigen::MatrixXd seen = w * cross + Eigen::MatrixXd::Identity(w.rows(), w.rows());
  const Eigen::MatrixXd gain = seen.ldlt().solve(cross.transpose()).transpose();
  PartialsChange found;
  found.change = gain * over.cwiseProduct(difference);
  found.resolution = gain * w;
  // (1 − R) C (1 − R)ᵀ + gain gainᵀ is C − R C without differences of large numbers.
  const Eigen::MatrixXd left = Eigen::MatrixXd::Identity(prior.rows(), prior.cols()) - found.resolution;
  found.covariance = left * prior * left.transpose() + gain * gain.transpose();
  found.share = Eigen::VectorXd::Ones(prior.rows());
  for (Eigen::Index p = 0; p < prior.rows(); ++p)
    if (prior(p, p) > 0.0) found.share(p) = std::clamp(1.0 - found.covariance(p, p) / prior(p, p), 0.0, 1.0);
  return found;
}

std::vector<Direction> directions(const Eigen::MatrixXd& weights, const Eigen::VectorXd& variance,
                                  const Eigen::MatrixXd& prior) {
  // R = C^½ M C^−½ with M = ΩᵀΩ (1 + ΩᵀΩ)⁻¹ and Ω = Σ^−½ W C^½: with v, s of Ω, C^½ v is an eigenvector of R.
  const Eigen::MatrixXd root = root_of(prior);
  const Eigen::MatrixXd seen = variance.cwiseSqrt().cwiseInverse().asDiagonal() * weights * root;
  const Eigen::JacobiSVD<Eigen::MatrixXd, Eigen::FullPivHouseholderQRPreconditioner> own(
      seen, Eigen::ComputeFullU | Eigen::ComputeFullV);
  std::vector<Direction> all;
  for (Eigen::Index k = seen.cols(); k-- > 0;) {
    Eigen::VectorXd v = root * own.matrixV().col(k);
    if (!(v.norm() > 0.0)) continue;  // the prior says that nothing changes so
    v.normalize();
    Eigen::Index largest = 0;
    v.cwiseAbs().maxCoeff(&largest);
    const double s = k < own.singularValues().size() ? own.singularValues()(k) : 0.0;
    all.push_back({v(largest) < 0.0 ? Eigen::VectorXd(-v) : v, s * s / (1.0 + s * s)});
  }
  return all;
}

PartialsEstimate per_q_inverse(const TotalsMisfit& misfit, const StructurePrior& prior) {
  PartialsEstimate found;
  found.totals = misfit.totals;
  found.pairs = misfit.pair_names();
  found.density = misfit.density;
  for (const auto& at : misfit.at) {
    Eigen::MatrixXd before = prior.at(at.q, at.simulated);
    before.diagonal().array() +=
        beyond_first_order * beyond_first_order * before.trace() / static_cast<double>(before.rows());
    const auto told = told_at(misfit, at);
    found.q.push_back(at.q);
    found.at.push_back(partials_change(at.weights, at.difference, at.variance, before));
    found.prior.emplace_back();
    for (Eigen::Index p = 0; p < before.rows(); ++p)
      found.prior.back().push_back(std::sqrt(std::max(0.0, before(p, p))));
    found.directions.push_back(directions(at.weights, at.variance, before));
    found.singular.push_back(told.singular);
    found.unseen.emplace_back();
    for (const auto& null : told.null_vectors) found.unseen.back().push_back(told.combination(null));
    found.structure.push_back(at.simulated.cwiseAbs().maxCoeff());
  }
  return found;
}

}  // namespace liquidus
