#pragma once
#include <string>
#include <vector>

#include "scatter/measure.hpp"
#include "scatter/weights/scatterers.hpp"
#include "scatter/weights/weights.hpp"

namespace liquidus {

/// How much a set of totals says about each partial structure factor, at one Q.
///
/// The totals t (n of them) are W times the partials A − 1 (m of them), row by row over the totals' errors if those are
/// given. Of the singular values s of W those above `cutoff` times the largest are taken as data. The inverse W⁺ built
/// on them, damped by s²/(s² + λ²) if a λ is given, returns R (A − 1), R = W⁺W being the resolution matrix: a partial
/// whose diagonal element is 1 is fixed by the data, one with 0.2 comes to four fifths from whatever else is assumed.
/// The trace of R is the number of partials the data are worth. Combinations that R loses are the null vectors.
struct Information {
  std::vector<std::string> totals, pairs;
  std::vector<std::vector<double>> weights;       // [n][m] W, not divided by errors
  std::vector<double> singular;                   // [min(n, m)] falling
  double condition = 0.0;                         // largest over smallest of them; infinite if that is zero
  std::vector<std::vector<double>> resolution;    // [m][m] R
  std::vector<std::vector<double>> null_vectors;  // [m − rank][m] of unit length, largest component positive

  /// [m] The diagonal of R: the share of each partial that is fixed by the data.
  std::vector<double> shares() const;
  /// "0.38 Fe-Fe − 0.92 O-O": components below 0.005 are left out.
  std::string combination(const std::vector<double>& vector) const;
  /// A table for people: the weights, the shares, singular values and null vectors.
  std::string text() const;
};

struct InformationOptions {
  std::vector<double> errors;  // [n] of the totals, in the totals' unit; empty: all alike
  double cutoff = 1e-8;        // of the largest singular value
  double damping = 0.0;        // λ over the largest singular value
};

/// @param weights  [n][m]
/// @throws InputError if there is no total, rows and names differ in number, or an error isn't positive
Information information(std::vector<std::string> totals, std::vector<std::string> pairs,
                        std::vector<std::vector<double>> weights, const InformationOptions& options = {});

/// An experiment's part in such a set.
struct TotalExperiment {
  std::string name;
  Scatterers scatterers;
};

/// At one Q, with the weights divided by ⟨b⟩² as S(Q) is printed.
Information information_at(const std::vector<TotalExperiment>& experiments, const std::vector<double>& fractions,
                           double q, const InformationOptions& options = {});

/// The same over Q: columns Q, the weights of each total, the share of each pair, the condition number.
CurveTable information_table(const std::vector<TotalExperiment>& experiments, const std::vector<double>& fractions,
                             const std::vector<double>& q, const InformationOptions& options = {});

}  // namespace liquidus
