#include "correct/targets/pair_observation.hpp"

#include <algorithm>
#include <cmath>

#include "correct/correction.hpp"
#include "scatter/pair_index.hpp"

namespace liquidus {
namespace {

/// The weights of bins first … first + 3 in g at r. In t = (r − middle)/Δ the average of tʲ over a bin from a to b with
/// the weight r² is M_kj; the cubic Σ a_j tʲ through the averages has a = M⁻¹ g.
struct FourBins {
  Index first;
  Eigen::Vector4d weight;
};
FourBins through_four(const RadialBins& bins, double r) {
  const auto nearest = static_cast<Index>(std::floor(r / bins.width - 0.5));
  const Index first = std::clamp<Index>(nearest - 1, 0, bins.count - 4);
  const double middle = bins.lower(first + 2), width = bins.width;
  Eigen::Matrix4d moments;
  for (Index k = 0; k < 4; ++k) {
    const double a = (bins.lower(first + k) - middle) / width, b = (bins.upper(first + k) - middle) / width;
    const double m = middle / width;        // r = Δ (m + t)
    const auto integral = [&](int power) {  // of tʲ (m + t)²
      const auto primitive = [&](double t) {
        const double j = power;
        return std::pow(t, j + 1.0) * (m * m / (j + 1.0) + t * (2.0 * m / (j + 2.0) + t / (j + 3.0)));
      };
      return primitive(b) - primitive(a);
    };
    for (int j = 0; j < 4; ++j) moments(k, j) = integral(j) / integral(0);
  }
  const double t = (r - middle) / width;
  const Eigen::Vector4d powers(1.0, t, t * t, t * t * t);
  return {first, moments.transpose().partialPivLu().solve(powers)};
}

}  // namespace

Observation observation_of(const PairTarget& whole, const std::vector<std::string>& species, const RadialBins& bins) {
  const PairTarget target = cut_at(whole, bins.end());
  Correction names;
  names.species = species;
  const std::size_t pair = names.find(target.pair);
  const auto n = static_cast<Eigen::Index>(target.r.size());
  const auto pairs = static_cast<Eigen::Index>(pair_count(species.size()));
  Observation seen;
  seen.name = target.name;
  seen.x = target.r;
  seen.measured = Eigen::VectorXd::Map(target.g.data(), n);
  seen.variance = Eigen::VectorXd::Map(target.error.data(), n).array().square();
  seen.constant = Eigen::VectorXd::Zero(n);
  seen.of_g = Eigen::MatrixXd::Zero(n, pairs * bins.count);
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto four = through_four(bins, target.r[static_cast<std::size_t>(i)]);
    seen.of_g.row(i).segment(static_cast<Eigen::Index>(pair) * bins.count + four.first, 4) = four.weight.transpose();
  }
  return seen;
}

}  // namespace liquidus
