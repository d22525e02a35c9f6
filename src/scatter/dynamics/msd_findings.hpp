#pragma once
#include <string>
#include <vector>

#include "scatter/dynamics/block_curves.hpp"
#include "scatter/dynamics/diffusion.hpp"
#include "scatter/dynamics/msd_options.hpp"
#include "scatter/dynamics/path_tracker.hpp"

namespace liquidus {

/// Mean square displacements as they were measured, of frames or of a file.
struct MsdSums {
  std::vector<std::string> species;
  std::vector<double> atoms;  // [species]
  BlockCurves squares;        // curves: Å² of each species
  BlockCurves moments;        // curves: Å² of each species, then Å⁴ of each, for the non-Gaussian parameter
  double volume = 0.0;        // Å³, mean
  double temperature = 0.0;   // K, mean; NaN if it isn't known
  double longest_step = 0.0;  // as PathTracker has it
  bool drift_removed = true;
  std::string how;  // one line on how origins were chosen
};

/// The slope of one species as its diffusion coefficient.
struct Diffusion {
  std::string species;
  LongTimeSlope slope;     // Å²/fs of the mean square displacement
  Estimate value() const;  // Å²/fs: slope/6
};

/// D of each species with the options' range. @throws InputError if the range has fewer than three lags
std::vector<Diffusion> diffusion(const MsdSums& sums, const MsdOptions& options);

/// Tables "" (t, msd_X, err_msd_X) and "alpha2" (t, alpha2_X); numbers D_X and, with a viscosity, D_X of an infinite
/// system. Errors are from blocks of time left out in turn, each with the displacements that begin in it.
Findings msd_findings(const MsdSums& sums, const MsdOptions& options);

}  // namespace liquidus
