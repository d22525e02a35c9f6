#include "active/query/principal_components.hpp"

#include <Eigen/Dense>
#include <algorithm>

namespace liquidus {
namespace {

using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Calls f with blocks of rows, from their mean.
template <class F>
void each_block(const FeatureTable& rows, const Eigen::RowVectorXd& mean, F&& f) {
  constexpr Index most = 1024;
  for (Index begin = 0; begin < rows.rows(); begin += most) {
    const Index count = std::min(most, rows.rows() - begin);
    const Eigen::Map<const Rows> block(rows.row(begin).data(), count, rows.columns);
    f(Eigen::MatrixXd(block.cast<double>().rowwise() - mean));
  }
}

/// How many of the largest hold that share together.
Index components(const Eigen::VectorXd& variance, double share, Index most) {
  const double whole = variance.sum();
  Index count = 0;
  for (double held = 0.0; count < std::min<Index>(most, variance.size());) {
    held += variance[variance.size() - ++count];
    if (held >= share * whole) break;
  }
  return count;
}

}  // namespace

FeatureTable principal_components(const FeatureTable& rows, double share, Index most) {
  if (!(share > 0.0 && share <= 1.0) || most < 1)
    throw std::invalid_argument("principal components are one or more, of a share of the variance above 0 and up to 1");
  if (rows.rows() == 0) return rows;
  Eigen::RowVectorXd mean = Eigen::RowVectorXd::Zero(rows.columns);
  Eigen::RowVectorXd sum = mean;
  each_block(rows, mean, [&](const Eigen::MatrixXd& block) { sum += block.colwise().sum(); });
  mean = sum / static_cast<double>(rows.rows());
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(rows.columns, rows.columns);
  each_block(rows, mean, [&](const Eigen::MatrixXd& block) {
    covariance.selfadjointView<Eigen::Lower>().rankUpdate(block.transpose());
  });
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance);  // looks at the lower triangle
  const Index count = components(solver.eigenvalues().cwiseMax(0.0), share, most);
  const Eigen::MatrixXd axes = solver.eigenvectors().rightCols(count);
  FeatureTable result;
  result.columns = count;
  result.values.reserve(static_cast<std::size_t>(rows.rows() * count));
  each_block(rows, mean, [&](const Eigen::MatrixXd& block) {
    const Rows part = (block * axes).cast<float>();
    result.values.insert(result.values.end(), part.data(), part.data() + part.size());
  });
  return result;
}

}  // namespace liquidus
