#include "correct/frames/reweighting.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "core/errors.hpp"

namespace liquidus {
namespace {

/// [frames] Σ_k n_f(k) of_bin(k).
std::vector<double> sums_over_pairs(const FrameCounts& frames, std::span<const double> of_bin) {
  if (of_bin.size() != frames.width())
    throw std::invalid_argument("a pair energy must have a value for each pair of species and bin of the frames");
  std::vector<double> sums(static_cast<std::size_t>(frames.frames()), 0.0);
  for (std::size_t f = 0; f < sums.size(); ++f) {
    const auto n = frames.counts(static_cast<Index>(f));
    for (std::size_t k = 0; k < n.size(); ++k) sums[f] += static_cast<double>(n[k]) * of_bin[k];
  }
  return sums;
}

}  // namespace

BinnedEnergy BinnedEnergy::of(const Correction& correction, double temperature, const RadialBins& bins) {
  BinnedEnergy binned;
  for (std::size_t p = 0; p < correction.pairs(); ++p) {
    const KnotSpline spline(correction.knots, correction.at(p, temperature));
    for (Index k = 0; k < bins.count; ++k) {
      binned.energy.push_back(spline(bins.centre(k)));
      binned.slope.push_back(spline.slope(bins.centre(k)));
    }
  }
  return binned;
}

BinnedEnergy BinnedEnergy::less(const BinnedEnergy& other) const {
  if (energy.size() != other.energy.size() || slope.size() != other.slope.size())
    throw std::invalid_argument("two pair energies are on other bins");
  BinnedEnergy difference = *this;
  for (std::size_t k = 0; k < energy.size(); ++k) difference.energy[k] -= other.energy[k];
  for (std::size_t k = 0; k < slope.size(); ++k) difference.slope[k] -= other.slope[k];
  return difference;
}

BinnedEnergy BinnedEnergy::times(double factor) const {
  BinnedEnergy product = *this;
  for (double& u : product.energy) u *= factor;
  for (double& s : product.slope) s *= factor;
  return product;
}

std::vector<double> energy_changes(const FrameCounts& frames, std::span<const double> change) {
  return sums_over_pairs(frames, change);
}

std::vector<double> pressure_changes(const FrameCounts& frames, std::span<const double> slope) {
  std::vector<double> virial(slope.begin(), slope.end());
  const auto bins = static_cast<std::size_t>(frames.bins().count);
  for (std::size_t k = 0; k < virial.size(); ++k) virial[k] *= frames.bins().centre(static_cast<Index>(k % bins));
  auto change = sums_over_pairs(frames, virial);
  for (std::size_t f = 0; f < change.size(); ++f) change[f] /= -3.0 * frames.volumes()[f];
  return change;
}

std::vector<double> frame_weights(std::span<const double> energy_changes, double temperature) {
  if (energy_changes.empty()) return {};
  const double least = *std::min_element(energy_changes.begin(), energy_changes.end());
  std::vector<double> weights;
  double sum = 0.0;
  for (const double e : energy_changes) sum += weights.emplace_back(std::exp(-(e - least) / (units::kB * temperature)));
  for (double& w : weights) w /= sum;
  return weights;
}

double effective_share(std::span<const double> weights) {
  double sum = 0.0, squares = 0.0;
  for (const double w : weights) {
    sum += w;
    squares += w * w;
  }
  return sum * sum / (squares * static_cast<double>(weights.size()));
}

double largest_step(std::span<const double> energy_changes, double temperature, double least_share) {
  if (energy_changes.empty()) return 0.0;
  // A change of s ΔE is one of ΔE at the temperature T/s.
  const auto holds = [&](double step) {
    return effective_share(frame_weights(energy_changes, temperature / step)) >= least_share;
  };
  if (holds(1.0)) return 1.0;
  double low = 0.0, high = 1.0;
  for (int i = 0; i < 50; ++i) {
    const double middle = 0.5 * (low + high);
    (holds(middle) ? low : high) = middle;
  }
  return low;
}

Reweighting::Reweighting(const FrameCounts& frames, BinnedEnergy of, double temperature) : change(std::move(of)) {
  if (frames.frames() == 0) throw Error("no frame was counted: there is nothing to give weights to");
  weights = frame_weights(energy_changes(frames, change.energy), temperature);
  share = effective_share(weights);
}

std::vector<double> Reweighting::pressures(const FrameCounts& frames) const {
  auto p = pressure_changes(frames, change.slope);
  for (std::size_t f = 0; f < p.size(); ++f) p[f] += frames.pressures()[f];
  return p;
}

}  // namespace liquidus
