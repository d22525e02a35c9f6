#include "correct/newton/prior_root.hpp"

namespace liquidus {
namespace {

struct Root {
  Eigen::MatrixXd root, inverse;  // [n × modes], [modes × n]
};

/// Of a covariance with eigenvalues that rounding may have made slightly negative.
Root root_of(const Eigen::MatrixXd& covariance) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(covariance);
  const auto& values = eigen.eigenvalues();  // increasing
  Eigen::Index left_out = 0;
  while (left_out < values.size() && values(left_out) <= 1e-12 * values(values.size() - 1)) ++left_out;
  const Eigen::Index modes = values.size() - left_out;
  const Eigen::VectorXd s = values.tail(modes).cwiseSqrt();
  const auto vectors = eigen.eigenvectors().rightCols(modes);
  return {vectors * s.asDiagonal(), s.cwiseInverse().asDiagonal() * vectors.transpose()};
}

Eigen::MatrixXd terms_covariance(const TemperatureBasis& temperature) {
  const auto n = static_cast<Eigen::Index>(temperature.terms());
  const auto b = temperature.prior();
  return Eigen::Map<const Eigen::MatrixXd>(b.data(), n, n);
}

/// (of_terms ⊗ 1 ⊗ of_inner) x, column by column: of_inner on each piece of x, then sums of pieces by of_terms.
Eigen::MatrixXd kronecker(const Eigen::MatrixXd& of_terms, const Eigen::MatrixXd& inner, Eigen::Index pairs,
                          const Eigen::MatrixXd& x) {
  const Eigen::Index in = inner.cols(), out = inner.rows();
  Eigen::MatrixXd y = Eigen::MatrixXd::Zero(of_terms.rows() * pairs * out, x.cols());
  for (Eigen::Index m = 0; m < of_terms.cols(); ++m)
    for (Eigen::Index p = 0; p < pairs; ++p) {
      const Eigen::MatrixXd piece = inner * x.middleRows((m * pairs + p) * in, in);
      for (Eigen::Index l = 0; l < of_terms.rows(); ++l)
        y.middleRows((l * pairs + p) * out, out) += of_terms(l, m) * piece;
    }
  return y;
}

}  // namespace

PriorRoot::PriorRoot(const Correction& of, const CorrectionPrior& prior)
    : temperature_(of.temperature), pairs_(static_cast<Eigen::Index>(of.pairs())) {
  Root knots = root_of(prior_covariance(prior, of.knots)), terms = root_of(terms_covariance(of.temperature));
  of_knots_ = std::move(knots.root);
  to_modes_ = std::move(knots.inverse);
  of_terms_ = std::move(terms.root);
  to_terms_ = std::move(terms.inverse);
}

Eigen::MatrixXd PriorRoot::values(const Eigen::MatrixXd& z) const { return kronecker(of_terms_, of_knots_, pairs_, z); }

Eigen::MatrixXd PriorRoot::coordinates(const Eigen::MatrixXd& values) const {
  return kronecker(to_terms_, to_modes_, pairs_, values);
}

/// [latent terms] of ΔU in the coordinates of the terms.
Eigen::RowVectorXd PriorRoot::terms_at(double temperature) const {
  const auto b = temperature_.at(temperature);
  return Eigen::Map<const Eigen::RowVectorXd>(b.data(), static_cast<Eigen::Index>(b.size())) * of_terms_;
}

Eigen::MatrixXd PriorRoot::slopes(const Eigen::MatrixXd& of_energy, double temperature) const {
  const Eigen::Index knots = of_knots_.rows();
  Eigen::MatrixXd of_modes(of_energy.rows(), pairs_ * modes());
  for (Eigen::Index p = 0; p < pairs_; ++p)
    of_modes.middleCols(p * modes(), modes()).noalias() = of_energy.middleCols(p * knots, knots) * of_knots_;
  const Eigen::RowVectorXd of_terms = terms_at(temperature);
  Eigen::MatrixXd result(of_energy.rows(), size());
  for (Eigen::Index m = 0; m < of_terms.size(); ++m)
    result.middleCols(m * of_modes.cols(), of_modes.cols()) = of_terms(m) * of_modes;
  return result;
}

Eigen::VectorXd PriorRoot::variances() const {
  const Eigen::VectorXd of_term = of_terms_.rowwise().squaredNorm(), of_knot = of_knots_.rowwise().squaredNorm();
  Eigen::VectorXd variance(of_term.size() * pairs_ * of_knot.size());
  for (Eigen::Index i = 0; i < of_term.size() * pairs_; ++i)
    variance.segment(i * of_knot.size(), of_knot.size()) = of_term(i / pairs_) * of_knot;
  return variance;
}

Eigen::VectorXd PriorRoot::variances_at(double temperature) const {
  return terms_at(temperature).squaredNorm() * of_knots_.rowwise().squaredNorm();
}

}  // namespace liquidus
