#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "scatter/dynamics/block_curves.hpp"
#include "scatter/estimate.hpp"

namespace liquidus {

/// [n] ∫₀^t of values at even distances, by the trapezoid rule.
std::vector<double> running_integral(std::span<const double> values, double spacing);

/// A running integral over the lag, and where it is read off.
struct GreenKubo {
  WithErrors correlation, integral;  // [lags]
  std::size_t cutoff = 0;            // the lag whose integral is the value
  bool converged = false;            // false where nothing says that the integral has come to its plateau
  double first_fall = 0.0;           // 1 − C(Δt)/C(0): how much the correlation falls from one sample to the next
  Estimate value() const;
};

/// Integrates f(means) → [lags] over the lag.
///
/// Without a time given, the integral is read off at twice the first lag t for which ∫ from t' to 2t' differs from zero
/// by less than its own standard error for all t' from t to 1.5 t: what the correlation still holds beyond t is not
/// told from noise there. The curve isn't used beyond: its error grows as √t, its value no longer. Without errors, or
/// without such a lag, it is read off at the last lag and counts as not converged.
/// @param cutoff  fs, where the integral is read off, or NaN. @throws InputError if it is beyond the lags
template <class F>
GreenKubo green_kubo(const BlockCurves& curves, double cutoff, F&& f);

/// Picks the lag for the value; what green_kubo() does behind the integration.
void read_off(GreenKubo& integrated, double spacing, double cutoff);

/// What there is to say of one; whole sentences.
std::vector<std::string> green_kubo_remarks(const std::string& of, const GreenKubo& found, double spacing);

template <class F>
GreenKubo green_kubo(const BlockCurves& curves, double cutoff, F&& f) {
  GreenKubo result;
  result.correlation = curves.evaluate(f);
  result.integral =
      curves.evaluate([&](const BlockCurves::Means& means) { return running_integral(f(means), curves.spacing); });
  read_off(result, curves.spacing, cutoff);
  return result;
}

}  // namespace liquidus
