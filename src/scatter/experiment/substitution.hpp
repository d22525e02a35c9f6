#pragma once
#include <string>
#include <vector>

#include "scatter/transform/partials.hpp"

namespace liquidus {

/// A measured neutron total F(Q) = Σ c_i c_j b_i b_j (A_ij − 1) over all i, j, of a sample with given scattering
/// lengths. Samples that differ in isotopes alone have the same A_ij, so that differences of their totals isolate
/// partials (neutron diffraction with isotopic substitution, NDIS).
struct TotalCurve {
  std::string name;
  std::vector<double> q, f, error;  // [m] 1/Å, fm²; error may be empty
  std::vector<double> b;            // [species] fm
};

/// A difference of two totals: Σ over i ≤ j of weights · (A_ij − 1).
struct TotalDifference {
  std::vector<double> q, value, error;  // error is empty unless both totals have one
  std::vector<double> weights;          // [pairs] fm², zero for those that cancel
};

/// F_a − F_b at the Q of `a` that `b` covers; `b` is interpolated. Errors add as independent ones.
/// @param fractions  [species] c
/// @throws InputError if no scattering length differs, or the totals have no Q in common
TotalDifference first_difference(const TotalCurve& a, const TotalCurve& b, const std::vector<double>& fractions);

/// The partial A_ss − 1 of the one species whose isotopes differ, from three totals: the second divided difference of F
/// in its scattering length over c_s². @throws InputError unless the three lengths of exactly one species all differ
TotalDifference second_difference(const TotalCurve& a, const TotalCurve& b, const TotalCurve& c,
                                  const std::vector<double>& fractions);

/// The partials that fit a set of totals best by least squares, each total weighed by its error where all have one.
struct PartialsOfTotals {
  PartialStructureFactors partials;             // errors from the totals'; no blocks
  std::vector<std::vector<double>> covariance;  // [points][pairs²] of the A at each Q; empty without errors
  std::vector<double> chi2;                     // [points] Σ (misfit/error)²; empty without errors
  double condition = 0.0;                       // of the weights matrix
};

/// At the Q of the first total that all others cover.
/// @param species, fractions, density  of the sample
/// @throws InputError if there are fewer totals than pairs or their weights are dependent (condition number above 1e6),
/// naming what can't be told apart
PartialsOfTotals partials_of_totals(const std::vector<TotalCurve>& totals, const std::vector<std::string>& species,
                                    const std::vector<double>& fractions, double density);

}  // namespace liquidus
