#include "active/curation/scaled_features.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>
#include <string>

#include "core/random.hpp"

namespace liquidus {
namespace {

constexpr Index samples = 8, draws = 3;  // frames that are displaced, and how often each

EnvironmentFeatures features_for(std::span<const Structure* const> frames, const EnvironmentOptions& options) {
  std::set<std::string> names;
  for (const auto* atoms : frames)
    for (const auto& species : atoms->species) names.insert(species.name);
  return {{names.begin(), names.end()}, options};
}

/// Each column times its factor; those with a factor of 0 are left out.
FeatureTable scaled(const FeatureTable& raw, const std::vector<double>& factors) {
  FeatureTable table;
  table.columns = std::count_if(factors.begin(), factors.end(), [](double f) { return f > 0.0; });
  table.values.reserve(static_cast<std::size_t>(raw.rows() * table.columns));
  for (Index i = 0; i < raw.rows(); ++i)
    for (std::size_t k = 0; k < factors.size(); ++k)
      if (factors[k] > 0.0) table.values.push_back(static_cast<float>(factors[k]) * raw.row(i)[k]);
  return table;
}

/// Σ over samples of the squared change of each column, and their number.
std::vector<double> squared_changes(std::span<const Structure* const> frames, const FeatureTable& raw,
                                    const EnvironmentFeatures& features, double displacement, std::uint64_t seed) {
  std::vector<double> sum(static_cast<std::size_t>(raw.columns), 0.0);
  const Index taken = std::min<Index>(samples, raw.rows());
  for (Index k = 0; k < taken; ++k) {
    const Index frame = k * raw.rows() / taken;
    for (Index draw = 0; draw < draws; ++draw) {
      Structure moved = *frames[static_cast<std::size_t>(frame)];
      Random random(seed, Stream::curation, frame, draw);
      for (auto& r : moved.r) r += displacement / std::sqrt(3.0) * random.normal3();
      const auto row = features.of(moved);
      for (std::size_t c = 0; c < sum.size(); ++c)
        sum[c] += std::pow(static_cast<double>(row[c]) - static_cast<double>(raw.row(frame)[c]), 2);
    }
  }
  for (double& x : sum) x /= static_cast<double>(taken * draws);
  return sum;
}

/// Squared sizes of the columns: what single precision can't tell from no change is some 1e-13 of it.
std::vector<double> mean_squares(const FeatureTable& raw) {
  std::vector<double> sum(static_cast<std::size_t>(raw.columns), 0.0);
  for (Index i = 0; i < raw.rows(); ++i)
    for (std::size_t c = 0; c < sum.size(); ++c) sum[c] += std::pow(static_cast<double>(raw.row(i)[c]), 2);
  for (double& x : sum) x /= static_cast<double>(raw.rows());
  return sum;
}

constexpr double rounding = 1e-12;

}  // namespace

FeatureTable displacement_features(std::span<const Structure* const> frames, double displacement,
                                   const EnvironmentOptions& options, std::uint64_t seed) {
  if (!(displacement > 0.0)) throw std::invalid_argument("a displacement is positive");
  if (frames.empty()) return {};
  const auto features = features_for(frames, options);
  const auto raw = table_of(features, frames);
  const auto change = squared_changes(frames, raw, features, displacement, seed), size = mean_squares(raw);
  std::vector<double> factors;
  for (std::size_t c = 0; c < change.size(); ++c)
    factors.push_back(change[c] > rounding * size[c] && change[c] > 0.0 ? 1.0 / std::sqrt(change[c]) : 0.0);
  const auto used = std::count_if(factors.begin(), factors.end(), [](double f) { return f > 0.0; });
  for (double& f : factors) f /= std::sqrt(static_cast<double>(std::max<std::ptrdiff_t>(used, 1)));
  return scaled(raw, factors);
}

FeatureTable standard_features(std::span<const Structure* const> frames, const EnvironmentOptions& options) {
  if (frames.empty()) return {};
  FeatureTables tables{table_of(features_for(frames, options), frames), {}};
  scale(tables);
  return std::move(tables.candidates);
}

}  // namespace liquidus
