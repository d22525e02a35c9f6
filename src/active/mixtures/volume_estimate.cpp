#include "active/mixtures/volume_estimate.hpp"

#include <Eigen/SVD>
#include <algorithm>
#include <cmath>
#include <limits>

namespace liquidus {
namespace {

using Eigen::Index;
using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

void add_name(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

std::vector<double> numbers(const RowMatrix& m) { return {m.data(), m.data() + m.size()}; }

Eigen::Map<const RowMatrix> square(const std::vector<double>& numbers, std::size_t size) {
  const auto n = static_cast<Index>(size);
  return {numbers.data(), n, n};
}

}  // namespace

VolumeEstimate::VolumeEstimate(std::span<const KnownVolume> known)
    : scatter_(std::numeric_limits<double>::quiet_NaN()) {
  for (const auto& salt : known) {
    add_name(cations_, salt.cation->name);
    add_name(anions_, salt.anion->name);
  }
  const std::size_t columns = cations_.size() + anions_.size() + 1;
  RowMatrix rows(static_cast<Index>(known.size()), static_cast<Index>(columns));
  Eigen::VectorXd logs(static_cast<Index>(known.size()));
  for (std::size_t i = 0; i < known.size(); ++i) {
    const auto x = *row(*known[i].cation, *known[i].anion);
    rows.row(static_cast<Index>(i)) = Eigen::Map<const Eigen::RowVectorXd>(x.data(), static_cast<Index>(columns));
    logs[static_cast<Index>(i)] = std::log(known[i].volume);
  }
  solution_.assign(columns, 0.0);
  spread_.assign(columns * columns, 0.0);
  space_ = spread_;
  if (known.empty()) return;
  // Numbers of cations and anions can be shifted against each other: the rows leave at least that direction open.
  const Eigen::JacobiSVD<Eigen::MatrixXd> svd(rows, Eigen::ComputeThinU | Eigen::ComputeThinV);
  const Eigen::VectorXd& values = svd.singularValues();
  Index rank = 0;
  while (rank < values.size() && values[rank] > 1e-9 * values[0]) ++rank;
  const Eigen::MatrixXd v = svd.matrixV().leftCols(rank);
  const Eigen::MatrixXd scaled = v * values.head(rank).cwiseInverse().asDiagonal();
  const Eigen::VectorXd x = scaled * (svd.matrixU().leftCols(rank).transpose() * logs);
  solution_.assign(x.data(), x.data() + x.size());
  spread_ = numbers(scaled * scaled.transpose());
  space_ = numbers(v * v.transpose());
  const auto left_over = static_cast<double>(rows.rows() - rank);
  const Eigen::VectorXd off = rows * x - logs;
  if (left_over > 0.0) scatter_ = std::sqrt(off.squaredNorm() / left_over);
  for (std::size_t c = 0; c < cations_.size(); ++c) {
    const auto column = rows.col(static_cast<Index>(c)).array();
    const double count = column.sum(), squares = (column * off.array().square()).sum();
    cation_scatter_.push_back(count > 1.0 ? std::sqrt(squares / (count - 1.0)) : 0.0);
  }
}

std::optional<std::vector<double>> VolumeEstimate::row(const Ion& cation, const Ion& anion) const {
  const auto c = std::find(cations_.begin(), cations_.end(), cation.name);
  const auto a = std::find(anions_.begin(), anions_.end(), anion.name);
  if (c == cations_.end() || a == anions_.end()) return std::nullopt;
  std::vector<double> x(cations_.size() + anions_.size() + 1, 0.0);
  x[static_cast<std::size_t>(c - cations_.begin())] = 1.0;
  x[cations_.size() + static_cast<std::size_t>(a - anions_.begin())] = 1.0;
  x.back() = std::log(cation.radius + anion.radius);
  return x;
}

std::optional<EstimatedVolume> VolumeEstimate::of(const Ion& cation, const Ion& anion) const {
  const auto numbers = row(cation, anion);
  if (!numbers || !std::isfinite(scatter_)) return std::nullopt;
  const std::size_t columns = numbers->size();
  const Eigen::Map<const Eigen::VectorXd> x(numbers->data(), static_cast<Index>(columns));
  if ((x - square(space_, columns) * x).norm() > 1e-6 * x.norm()) return std::nullopt;
  const Eigen::Map<const Eigen::VectorXd> solution(solution_.data(), static_cast<Index>(columns));
  const double leverage = x.dot(square(spread_, columns) * x);
  const auto own =
      static_cast<std::size_t>(std::find(cations_.begin(), cations_.end(), cation.name) - cations_.begin());
  return EstimatedVolume{std::exp(x.dot(solution)),
                         std::max(scatter_, cation_scatter_[own]) * std::sqrt(1.0 + leverage)};
}

}  // namespace liquidus
