#pragma once
#include <string_view>

namespace liquidus {

/// What a curve is multiplied with before its sine transform, so that its end makes fewer ripples, at the price of
/// broader peaks. A sharp peak in the other space becomes P(x) = 1/π ∫ W(y) cos(xy) dy from 0 to the end X:
///
///                              full width at half maximum · X   P(0)/X   first side lobe
///     step                                3.791                 0.3183       −21.7 %
///     lorch                               5.437                 0.1876        −4.8 %
///     soper-lorch with Δ = π/X            4.508                 0.2331        −8.7 %
enum class WindowKind {
  step,        // 1
  lorch,       // sin(πx/X)/(πx/X), X the end (E. Lorch, J. Phys. C 2, 229, 1969)
  soper_lorch  // 3 (sin y − y cos y)/y³, y = xΔ (A. K. Soper & E. R. Barney, J. Appl. Cryst. 44, 714, 2011)
};

struct Window {
  WindowKind kind = WindowKind::step;
  double end = 0.0;    // X: last point of the curve that is used; 0: all of it
  double width = 0.0;  // Δ of soper_lorch, in the other space's unit; 0: π/X

  /// The factor at x, 0 ≤ x ≤ end; `end` must be set.
  double operator()(double x) const;
  bool operator==(const Window&) const = default;
};

/// "step", "lorch", "soper-lorch". @throws InputError for another name
WindowKind window_kind(std::string_view name);
std::string_view name_of(WindowKind kind);

}  // namespace liquidus
