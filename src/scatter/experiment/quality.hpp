#pragma once
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "scatter/estimate.hpp"
#include "scatter/measure.hpp"
#include "scatter/transform/window.hpp"

namespace liquidus {

struct QualityOptions {
  double density = 0.0;         // ρ, atoms/Å³
  Window window;                // of the transform; its end 0: the data's
  double from = 0.0, to = 0.0;  // Å, range of the low-r line; 0: chosen from the data, see low_r_range
  double temperature = std::numeric_limits<double>::quiet_NaN();  // K, for what S(0) says of the compressibility
};

/// No atoms meet below r_min, so that D(r) = (2/π) ∫ Q [S − 1] sin(Qr) dQ, which needs no ρ, must run along −4πρ r
/// there.
struct DensityLine {
  double from = 0.0, to = 0.0;  // Å
  Estimate density;             // of a line through 0 by least squares; its error from the scatter about it, of which
                                // only one point in π/Qmax is independent
  double rms = 0.0;             // of that scatter, 1/Å²
};

/// What S becomes if g is set to 0 below r_min and transformed back: S(Q) − 4πρ/Q ∫ r g(r) sin(Qr) dr from 0 to r_min.
struct BackTransform {
  struct Range {
    double from = 0.0, to = 0.0;  // 1/Å
    Index points = 0;
    double rms = 0.0;  // of the change of S
  };
  double r_min = 0.0;             // Å
  std::vector<double> s_minus_1;  // [n] changed
  std::vector<Range> ranges;      // below 2, 2 to 5, 5 to 10 and above 10 1/Å, those with points
};

/// What the ends of S say.
struct SumRules {
  std::optional<Estimate> s0;  // S(0) of a line in Q² through the points below `s0_to`; none with fewer than five
  double s0_to = 0.0;          // 1/Å: 0.4 of where the first peak of S is
  double integral = 0.0;       // ∫ Q² (S − 1) W dQ, W Lorch's window, 1/Å³
  double expected = 0.0;       // −2π²ρ, for g(0) = 0
  std::optional<double> compressibility;  // S(0)/ρkT, 1/GPa, if the temperature is known
};

/// α and β of S' = α S + β that tend to 1 at high Q and have the low-r line of the given ρ.
struct OffsetAndScale {
  double from = 0.0;    // 1/Å: the mean over the last quarter of Q is taken for the limit
  Estimate high_q;      // that mean of S − 1
  double scale = 1.0;   // α
  double offset = 0.0;  // β
};

struct Quality {
  QualityOptions options;  // with what was chosen
  DensityLine line;
  BackTransform back;
  SumRules sums;
  OffsetAndScale fit;

  /// Numbers, and sentences that say what they mean.
  Findings findings() const;
};

/// Where no atoms meet: the first peak of |g| that is at least 0.3 of the highest beyond 0.6 Å is followed inwards to a
/// tenth of its height, with Lorch's window so that ripples aren't taken for peaks; the range ends half a resolution,
/// π/2Qmax, before that, and begins at a quarter of it, since errors that vary slowly with Q gather at the smallest r.
/// @throws InputError if there is no such range
struct LowRange {
  double from = 0.0, to = 0.0;  // Å
};
LowRange low_r_range(std::span<const double> q, std::span<const double> s_minus_1, double density, double q_end);

/// All checks of a measured total S(Q) − 1, divided by ⟨b⟩² as S is printed.
/// @param q, s_minus_1, error  [n]; error may be empty
/// @throws InputError as g_minus_1, and for a range of r that isn't 0 ≤ from < to
Quality check_quality(std::span<const double> q, std::span<const double> s_minus_1, std::span<const double> error,
                      const QualityOptions& options);

}  // namespace liquidus
