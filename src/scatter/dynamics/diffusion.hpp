#pragma once
#include <span>
#include <string>
#include <vector>

#include "scatter/dynamics/block_curves.hpp"
#include "scatter/estimate.hpp"

namespace liquidus {

/// The line a + b x by least squares. Weights are the spacing of the points over x², so that points at even and at
/// geometric distances fit alike, and a mean square displacement, whose error grows about as x, isn't ruled by its end.
struct StraightLine {
  double intercept = 0.0, slope = 0.0;
};
/// @param x  [n ≥ 2] positive, increasing
StraightLine fit_line(std::span<const double> x, std::span<const double> y);

/// A part of the lags, from … to − 1.
struct LagRange {
  std::size_t from = 0, to = 0;
  std::size_t size() const { return to - from; }
};

/// The slope of a curve that becomes a straight line, and whether it has.
struct LongTimeSlope {
  LagRange range;
  Estimate slope;         // per fs
  Estimate exponent;      // d ln y / d ln t over the range: 1 where the line goes through the origin
  bool straight = false;  // the exponent is 1 within 0.05, or within two of its standard errors if that is more
  std::vector<double> slope_without;  // [blocks] one block left out; empty without errors
};

/// Fits curve `curve` of the means. Where no range is given, the longest of those that begin at a tenth, a fifth, a
/// third or half of its end over which the curve is straight; if it is over none, the last of them. The end is by
/// default a tenth of the frames, or the longest lag if that is shorter.
/// @param from,to  fs, or NaN for the choice just described
/// @throws InputError if the range holds fewer than three lags
LongTimeSlope long_time_slope(const BlockCurves& curves, std::size_t curve, double from, double to);

/// D of an infinite system from that of a periodic one with the volume V = L³: D + ξ kT / (6π η L), ξ = 2.837297 (Yeh &
/// Hummer, J. Phys. Chem. B 108, 15873, 2004). Made for cubes; with L = V^(1/3) for other shapes as well, which is good
/// while their sides don't differ much.
/// @param diffusion    Å²/fs @param temperature  K @param viscosity  eV fs/Å³ @param volume  Å³
double without_finite_size(double diffusion, double temperature, double viscosity, double volume);

/// What is said of a slope that isn't one; "" if it is straight.
std::string slope_remark(const std::string& of, const LongTimeSlope& slope);

}  // namespace liquidus
