#pragma once
#include <optional>
#include <span>
#include <vector>

#include "scatter/estimate.hpp"
#include "scatter/transform/window.hpp"

namespace liquidus {

/// Where S(Q) is cut decides between resolution, which a higher Q_max brings, and noise and ripples, which it brings as
/// well. What to choose by:
struct QmaxFigures {
  double qmax = 0.0;                // 1/Å
  double peak = 0.0, height = 0.0;  // of the highest peak of g(r) beyond the range of the line, Å and a pure number
  /// Of the straight line through D(r) at low r, where no atoms meet: its density (atoms/Å³) and the rms of what is
  /// left (1/Å²). None where no such range is seen.
  std::optional<Estimate> density;
  double ripples = 0.0;
  double from = 0.0, to = 0.0;  // Å, the range of the line
};

/// @param q, s_minus_1  [n]
/// @param density       atoms/Å³
/// @param window        its end is Q_max
/// @param low_r_end     Å, where the range of the line ends; 0: found from the data (low_r_range)
/// @throws InputError as g_minus_1()
QmaxFigures qmax_figures(std::span<const double> q, std::span<const double> s_minus_1, double density,
                         const Window& window, double low_r_end = 0.0);

}  // namespace liquidus
