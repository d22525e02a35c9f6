#pragma once
#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "correct/correction.hpp"
#include "correct/local/sopr_options.hpp"
#include "correct/local/virial.hpp"
#include "correct/pair_comparison.hpp"

namespace liquidus {

/// The pair potential that a refinement starts from, which modes published and code regress anew as a whole.
struct SoprReference {
  std::vector<std::function<double(double)>> energy;  // [pairs] eV at r in Å
};

/// Σ_n γ kT Δg⁽ⁿ⁾(r_i) of modes published and code: the sums, never smoothed, are what the method remembers.
struct SoprMemory {
  std::vector<std::vector<double>> sums;  // [pairs] empty, or [points of its comparison] eV
  bool operator==(const SoprMemory&) const = default;
};

/// One iteration of structure-optimised potential refinement. The correction is what is added to the reference.
///
/// recommended  A Gaussian process on ΔU(r, T) with mean zero, that is with the reference as the potential's mean, and
///   certain to end at the cutoff (CorrectionPrior). Data are ΔU + γ u at all points and states where both g are above
///   the floor, u = kT ln(g_sim/g_exp), with variance γ N, N = (kT)² (σ_sim²/g_sim² + σ_exp²/g_exp²). The factor γ of
///   the noise leaves the fixed point where it is for every gain: ΔU = K (K + γN)⁻¹ (ΔU + γu) means K⁻¹ ΔU = N⁻¹ u,
///   the ΔU that is likeliest if u is what ΔU lacks, with errors N. The covariance is that of this posterior, (K⁻¹ +
///   N⁻¹)⁻¹, with N as it is. It takes u to fall by what ΔU rises, which many particles make true only roughly.
///   Width and length that weren't given are those for which ΔU + u with noise N is most likely.
///   A pressure is one more number with an error, linear in ΔU through the virial (virial_row), and what it lacks is
///   asked of the pairs with data in equal parts. Where it has no error, 1 bar.
///
/// published  v′(r_i) = v_ref(r_i) + Σ_n γ kT Δg⁽ⁿ⁾(r_i) beyond from · σ, through a Gaussian process with mean zero, a
///   squared-exponential kernel and one variance for all points; ΔU = v′ − v_ref, and zero below from · σ.
///
/// code  the same with a kernel without the half in its exponent, v′ shifted to end at zero, no noise but a floor of
///   1e-14 under the eigenvalues (in (kcal/mol)²), joined to the reference at from · σ as it comes. With half_bin the
///   measured points are those that n points from the first bin's edge to the last one's are, −½ to +½ bin beside the
///   centres, and the table's values, taken at centres, stand at left edges: the potential is half a bin too far in.
///   Where the reference is above 50 kT the correction stays as it is there.
///
/// In the latter two a pair needs one state, Δg at every point counts, pressures don't, and the covariance is the
/// process's own.
/// @param memory  of the iterations before, empty in the first; has one more after it
/// @return        mean and covariance; pairs without data stay and have none
/// @throws InputError for several states or a dependence on temperature in modes published and code; a pair without a
/// zero of its reference when σ isn't given; no point above the floor; naming the pair
/// @throws std::invalid_argument if points aren't those of the memory
Correction sopr_step(const Correction& current, std::span<const PairComparison> data, const SoprReference& reference,
                     const SoprOptions& options, SoprMemory& memory,
                     std::span<const PressureComparison> pressures = {});

/// Where a potential first falls from positive to negative between 0.5 Å and `cutoff`, to 1e-9 Å.
/// @throws InputError if it doesn't
double first_zero(const std::function<double(double)>& energy, double cutoff);

}  // namespace liquidus
