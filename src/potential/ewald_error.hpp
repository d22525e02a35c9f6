#pragma once
#include <span>
#include <vector>

#include "core/vec3.hpp"

namespace liquidus {

/// What an error estimate has to know of the charges in a cell. Charges are taken as uncorrelated, which is near the
/// truth in a melt and too pessimistic in a crystal.
struct ChargeStatistics {
  double mean_square = 0.0;  // Σq²/N over the charged atoms, e²
  double mean_fourth = 0.0;  // Σq⁴/N, e⁴
  double density = 0.0;      // Σq²/V, e²/Å³
};
/// @param charges  [types] e
/// @param counts   [types] atoms in the volume (Å³)
ChargeStatistics charge_statistics(std::span<const double> charges, std::span<const Index> counts, double volume);

/// The largest mean square charge that a neutral mixture of these types can have, at 0.1 ions/Å³ (the densest oxide
/// melts): what a β is chosen for before any cell is known.
ChargeStatistics dense_melt(std::span<const double> charges);

/// rms force error of the real-space sum cut at r_c, in units of the force of two unit charges 1 Å apart (Kolafa &
/// Perram, Mol. Simul. 9, 351, 1992): 2 (Σq²/√N) exp(−β²r_c²)/√(r_c V).
double real_space_error(const ChargeStatistics& charges, double cutoff, double beta);

/// The least β with which the real-space error is `error`; at least 1/r_c.
double beta_for(const ChargeStatistics& charges, double cutoff, double error);

/// rms force error of a mesh with the influence function of spline_influence() and forces by analytic differentiation,
/// averaged over uniform, independent positions (the functional of Hockney & Eastwood, extended to analytic
/// differentiation as by Ballenegger, Cerdà & Holm, J. Chem. Theory Comput. 8, 936, 2012). Besides the error of pair
/// forces there is a force of each charge on itself, which such a mesh doesn't cancel; its first harmonic is counted.
class MeshError {
 public:
  explicit MeshError(int order);
  /// In units of the force of two unit charges 1 Å apart; spacing in Å, beta in 1/Å.
  double at(const ChargeStatistics& charges, double beta, double spacing) const;
  /// The widest spacing whose error is not above `error`, Å; 0 if it would have to be finer than 0.05/β.
  double spacing_for(const ChargeStatistics& charges, double beta, double error) const;

 private:
  std::vector<double> log_pair_, log_self_;  // at β·spacing in even steps of its logarithm
};

/// The least even count of mesh points not below `least` that has no prime factor above 7: what FFTs are fast at.
int smooth_size(double least);

}  // namespace liquidus
