#include "active/query/energy_design.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

#include "active/query/frame_features.hpp"
#include "core/threads.hpp"

namespace liquidus {
namespace {

/// [species] how many of a structure's atoms are which.
std::vector<double> shares_of(const Structure& atoms, const std::vector<std::string>& species) {
  const auto places = places_of(atoms, species);
  std::vector<double> shares(species.size(), 0.0);
  for (const auto type : atoms.type)
    shares[places[static_cast<std::size_t>(type)]] += 1.0 / static_cast<double>(atoms.size());
  return shares;
}

FeatureTable unscaled(const FeatureTable& moments, std::span<const Structure* const> structures,
                      const std::vector<std::string>& species) {
  const std::size_t width = static_cast<std::size_t>(moments.columns) / (2 * species.size());
  FeatureTable table;
  std::vector<float> row;
  for (std::size_t i = 0; i < structures.size(); ++i) {
    const auto shares = shares_of(*structures[i], species);
    row.assign(shares.begin(), shares.end());
    for (std::size_t s = 0; s < species.size(); ++s)
      for (const float mean : moments.row(static_cast<Index>(i)).subspan(2 * s * width, width))
        row.push_back(static_cast<float>(shares[s]) * mean);
    table.add(row);
  }
  return table;
}

/// The rms deviation of a column from its mean, over all of them but the first ones and all rows.
double spread(const FeatureTables& tables, std::size_t first) {
  const auto columns = static_cast<std::size_t>(tables.candidates.columns);
  const auto rows = static_cast<double>(tables.candidates.rows() + tables.known.rows());
  std::vector<double> mean(columns, 0.0);
  double squares = 0.0;
  for (const auto* table : {&tables.candidates, &tables.known})
    for (std::size_t k = 0; k < table->values.size(); ++k) mean[k % columns] += table->values[k] / rows;
  for (const auto* table : {&tables.candidates, &tables.known})
    for (std::size_t k = 0; k < table->values.size(); ++k)
      if (k % columns >= first) squares += std::pow(table->values[k] - mean[k % columns], 2);
  return std::sqrt(squares / (rows * static_cast<double>(columns - first)));
}

/// The posterior of a linear model and what it says of candidates.
class Posterior {
 public:
  Posterior(const FeatureTable& candidates, double noise)
      : candidates_(candidates),
        noise_(noise),
        covariance_(Eigen::MatrixXd::Identity(candidates.columns, candidates.columns)),
        variance_(static_cast<std::size_t>(candidates.rows())) {
    for (Index i = 0; i < candidates.rows(); ++i)
      for (const float x : candidates.row(i)) variance_[static_cast<std::size_t>(i)] += static_cast<double>(x) * x;
  }

  void measure(std::span<const float> row) {
    const Eigen::VectorXd x = Eigen::Map<const Eigen::VectorXf>(row.data(), candidates_.columns).cast<double>();
    const Eigen::VectorXd gain = covariance_ * x;
    const double variance = noise_ + x.dot(gain);
    covariance_.noalias() -= gain * gain.transpose() / variance;
    const Eigen::VectorXd told = gain / std::sqrt(variance);
    parallel_ranges(candidates_.rows(), Nanoseconds{static_cast<double>(candidates_.columns)},
                    [&](Index begin, Index end, int) {
                      for (Index i = begin; i < end; ++i) {
                        const Eigen::Map<const Eigen::VectorXf> one(candidates_.row(i).data(), candidates_.columns);
                        variance_[static_cast<std::size_t>(i)] -= std::pow(one.cast<double>().dot(told), 2);
                      }
                    });
  }
  Index most() const { return std::max_element(variance_.begin(), variance_.end()) - variance_.begin(); }

  void leave_out(Index row) { variance_[static_cast<std::size_t>(row)] = -std::numeric_limits<double>::infinity(); }

 private:
  const FeatureTable& candidates_;
  double noise_;
  Eigen::MatrixXd covariance_;    // of the coefficients
  std::vector<double> variance_;  // [candidates]
};

}  // namespace

FeatureTables energy_design(const FeatureTables& moments, std::span<const Structure* const> candidates,
                            std::span<const Structure* const> known, const std::vector<std::string>& species) {
  if (candidates.empty()) return {};
  FeatureTables tables{unscaled(moments.candidates, candidates, species), unscaled(moments.known, known, species)};
  const std::size_t first = species.size();
  const double deviation = spread(tables, first);
  const float factor = deviation > 0.0 ? static_cast<float>(1.0 / deviation) : 0.0F;
  const auto columns = static_cast<std::size_t>(tables.candidates.columns);
  for (auto* table : {&tables.candidates, &tables.known})
    for (std::size_t k = 0; k < table->values.size(); ++k) table->values[k] *= k % columns < first ? 100.0F : factor;
  return tables;
}

std::vector<Index> uncertain_rows(const FeatureTable& candidates, const FeatureTable& known, Index count,
                                  double noise) {
  if (candidates.rows() > 0 && known.rows() > 0 && known.columns != candidates.columns)
    throw std::invalid_argument("known rows have another number of columns than the candidates");
  if (!(noise > 0.0)) throw std::invalid_argument("the variance of a measurement is positive");
  std::vector<Index> chosen;
  if (candidates.rows() == 0) return chosen;
  Posterior posterior(candidates, noise);
  for (Index i = 0; i < known.rows(); ++i) posterior.measure(known.row(i));
  while (static_cast<Index>(chosen.size()) < std::min(count, candidates.rows())) {
    chosen.push_back(posterior.most());
    posterior.measure(candidates.row(chosen.back()));
    posterior.leave_out(chosen.back());
  }
  return chosen;
}

}  // namespace liquidus
