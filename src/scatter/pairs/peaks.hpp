#pragma once
#include <optional>
#include <span>

#include "scatter/estimate.hpp"
#include "scatter/pairs/pair_distribution.hpp"

namespace liquidus {

/// How extrema are told from noise.
struct PeakOptions {
  double smoothing = 0.1;  // Å, half width of the local cubic fits that smooth the curve for the search
  double drop = 0.05;      // how far the curve must turn back from an extremum (1 is the mean density)
  double least = 0.5;      // a maximum lower than this isn't one
  double from = 0.0;       // Å, nothing is looked for below
};

struct Extremum {
  Estimate r;  // Å
  Estimate height;
};

/// The first shell of a g(r).
///
/// The curve is smoothed by local least-squares cubics; the first maximum is the highest point that it reaches before
/// it falls by `drop` and by four of its standard errors, the first minimum likewise. Position and height are those of
/// a least-squares cubic through the unsmoothed points next to it whose smoothed values differ from it by less than 15
/// % (maximum) or 5 % (minimum) of the height between the two and two of its errors, at least five points; where that
/// cubic has no extremum among them, of a parabola through the extreme point and its neighbours. Errors are from blocks
/// left out in turn, with the same points; where there are no blocks, the scatter about the smoothed curve takes the
/// error's place in the search.
struct FirstShell {
  Extremum peak;
  std::optional<Extremum> minimum;     // none if the curve ends before it has risen again
  std::optional<Estimate> n_ab, n_ba;  // coordination numbers out to the minimum
};

/// @return none if there is no maximum
std::optional<FirstShell> first_shell(const Partial& partial, const PeakOptions& options = {});

/// The same of a bare curve, without errors and coordination. r increases, its spacing may vary.
std::optional<FirstShell> first_shell(std::span<const double> r, std::span<const double> g,
                                      const PeakOptions& options = {});

/// Coordination numbers out to r (Å), between the bins' edges by the volume.
/// @throws InputError if r is beyond the last bin
Estimate coordination_ab(const Partial& partial, double r);
Estimate coordination_ba(const Partial& partial, double r);

/// 4πρ ∫ r² g dr from 0 to r by the trapezoid rule, for a tabulated g; ρ in 1/Å³ of the atoms counted.
/// @throws InputError if r is beyond the table
double coordination(std::span<const double> r, std::span<const double> g, double density, double upper);

}  // namespace liquidus
