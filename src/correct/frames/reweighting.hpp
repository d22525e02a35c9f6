#pragma once
#include <span>
#include <vector>

#include "correct/correction.hpp"
#include "correct/frames/frame_counts.hpp"

namespace liquidus {

/// A pair energy at the bins' centres: what turns counts of pairs into energies and pressures.
struct BinnedEnergy {
  std::vector<double> energy, slope;  // [pairs · bins] eV and eV/Å, pair by pair

  static BinnedEnergy of(const Correction& correction, double temperature, const RadialBins& bins);
  /// This less another, times a factor.
  BinnedEnergy less(const BinnedEnergy& other) const;
  BinnedEnergy times(double factor) const;
};

/// [frames] eV: ΔE_f = Σ_k n_f(k) δU(r_k).
/// @param change  [pairs · bins] δU, eV @throws std::invalid_argument for another length
std::vector<double> energy_changes(const FrameCounts& frames, std::span<const double> change);
/// [frames] eV/Å³: what δU adds to a frame's pressure, −1/(3V) Σ_k n_f(k) r_k δU'(r_k).
/// @param slope  [pairs · bins] δU', eV/Å
std::vector<double> pressure_changes(const FrameCounts& frames, std::span<const double> slope);

/// [frames] Σ = 1: weights ∝ exp(−ΔE/kT) with which frames of a run stand for those of a run with the changed energy
/// (Torrie & Valleau, Chem. Phys. Lett. 28, 578, 1974). The volume may fluctuate.
std::vector<double> frame_weights(std::span<const double> energy_changes, double temperature);
/// (Σ w)²/Σ w² over the number of frames: the share of frames that such weights leave as if in use.
double effective_share(std::span<const double> weights);
/// The largest factor in (0, 1] of the change that leaves that share; it falls steadily with the factor. 0 if none
/// does.
double largest_step(std::span<const double> energy_changes, double temperature, double least_share);

/// Frames of a run as those of a run whose pair energies differ by `change`.
struct Reweighting {
  /// @throws Error without frames
  Reweighting(const FrameCounts& frames, BinnedEnergy change, double temperature);
  BinnedEnergy change;
  std::vector<double> weights;  // [frames] Σ = 1
  double share = 1.0;           // effective_share(weights)
  /// [frames] eV/Å³ of the changed energy.
  std::vector<double> pressures(const FrameCounts& frames) const;
  /// Mean with the error of blocks.
  Estimate pressure(const FrameCounts& frames) const { return frames.mean(pressures(frames), weights); }
};

}  // namespace liquidus
