#include "active/bias/debye_intensity.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "core/threads.hpp"
#include "core/units.hpp"

namespace liquidus {
namespace {

constexpr double taper_from = 0.9;  // of the cutoff

/// sin(kr)/(kr) and its slope by r.
DebyeIntensity::Pair sinc(double k, double r) {
  const double x = k * r, value = std::sin(x) / x;
  return {value, (std::cos(x) - value) / r};
}

/// T(r) and its slope.
DebyeIntensity::Pair taper(double r, double cutoff) {
  const double width = (1.0 - taper_from) * cutoff, t = (r - taper_from * cutoff) / width;
  if (t <= 0.0) return {1.0, 0.0};
  return {1.0 - t * t * t * (10.0 - 15.0 * t + 6.0 * t * t), -30.0 / width * t * t * (1.0 - t) * (1.0 - t)};
}

DebyeIntensity::Pair product(const DebyeIntensity::Pair& a, const DebyeIntensity::Pair& b) {
  return {a.value * b.value, a.slope * b.value + a.value * b.slope};
}

}  // namespace

DebyeIntensity::DebyeIntensity(double q, double cutoff, std::vector<double> weights)
    : q_(q), cutoff_(cutoff), weights_(std::move(weights)) {
  if (!(q > 0.0) || !std::isfinite(q)) throw std::invalid_argument("the wave number of a Debye sum must be positive");
  if (!(cutoff > 0.0) || !std::isfinite(cutoff))
    throw std::invalid_argument("the cutoff of a Debye sum must be positive");
  for (const double w : weights_)
    if (!std::isfinite(w)) throw std::invalid_argument("a weight of a Debye sum is no finite number");
}

DebyeIntensity::Pair DebyeIntensity::pair(double r) const {
  if (!(r < cutoff_)) return {0.0, 0.0};
  return product(sinc(q_, r), product(sinc(units::pi / cutoff_, r), taper(r, cutoff_)));
}

/// 1/Σ w².
double DebyeIntensity::scale(const Neighbourhood& atoms) const {
  double squares = 0.0;
  for (std::size_t t = 0; t < weights_.size() && t < atoms.counts.size(); ++t)
    squares += static_cast<double>(atoms.counts[t]) * weights_[t] * weights_[t];
  if (!(squares > 0.0)) throw std::invalid_argument("a Debye sum in which no atom has a weight");
  return 1.0 / squares;
}

/// The full list has every pair twice, once in the row of either atom, which so finds all of its own gradient.
double DebyeIntensity::sum(const Neighbourhood& atoms, std::span<Vec3> gradient, Mat3& strain) const {
  const NeighbourList& list = atoms.full(cutoff_);
  const double scale = this->scale(atoms), cutoff2 = cutoff_ * cutoff_;
  struct Part {
    double value = 0.0;
    Mat3 strain{};
  };
  std::vector<Part> parts(static_cast<std::size_t>(threads()));
  const double per_atom = static_cast<double>(list.second.size()) / static_cast<double>(std::max<Index>(1, atoms.own));
  parallel_ranges(atoms.own, Nanoseconds{50.0 * per_atom}, [&](Index begin, Index end, int thread) {
    Part part;
    for (Index i = begin; i < end; ++i) {
      const auto at = static_cast<std::size_t>(i);
      const double w = scale * weights_[static_cast<std::size_t>(atoms.type[at])];
      Vec3 slope{};
      for (const auto j : list.of(i)) {
        const auto other = static_cast<std::size_t>(j);
        const Vec3 d = atoms.r[at] - atoms.r[other];
        const double r2 = norm2(d);
        if (!(r2 < cutoff2)) continue;
        const double ww = w * weights_[static_cast<std::size_t>(atoms.type[other])], r = std::sqrt(r2);
        const Pair found = pair(r);
        part.value += ww * found.value;
        const Vec3 one = ww * found.slope / r * d;
        slope += 2.0 * one;
        part.strain += outer(d, one);
      }
      gradient[at] = slope;
    }
    parts[static_cast<std::size_t>(thread)] = part;
  });
  Part all;
  for (const Part& part : parts) {
    all.value += part.value;
    all.strain += part.strain;
  }
  strain = all.strain;
  return all.value;
}

}  // namespace liquidus
