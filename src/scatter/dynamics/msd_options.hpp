#pragma once
#include <array>
#include <limits>

#include "scatter/measure.hpp"

namespace liquidus {

/// `[[measure]] type = "msd"`: mean square displacements and diffusion.
struct MsdOptions : MeasureKeys {
  double longest = std::numeric_limits<double>::quiet_NaN();   // fs
  double fit_from = std::numeric_limits<double>::quiet_NaN();  // fs
  double fit_to = std::numeric_limits<double>::quiet_NaN();    // fs
  bool drift = false;
  double viscosity = std::numeric_limits<double>::quiet_NaN();    // eV fs/Å³
  double temperature = std::numeric_limits<double>::quiet_NaN();  // K
  Index memory = 1024;                                            // MiB
};

inline constexpr auto msd_fields = joined(
    measure_fields<MsdOptions>,
    std::array{
        Field<MsdOptions>{"longest", "fs", "longest lag; a tenth of a file, half of a run if left out",
                          &MsdOptions::longest},
        Field<MsdOptions>{"fit_from", "fs", "shortest lag of the slope; where the curve is straight if left out",
                          &MsdOptions::fit_from},
        Field<MsdOptions>{"fit_to", "fs", "longest lag of the slope; a tenth of the frames if left out",
                          &MsdOptions::fit_to},
        Field<MsdOptions>{"drift", "", "leave the drift of the centre of mass in", &MsdOptions::drift},
        Field<MsdOptions>{"viscosity", "mPa*s", "for the correction of D to an infinite system",
                          &MsdOptions::viscosity},
        Field<MsdOptions>{"temperature", "K", "for that correction; that of the frames if left out",
                          &MsdOptions::temperature},
        Field<MsdOptions>{"memory", "", "MiB that paths of a file may take; more atoms are read in several passes",
                          &MsdOptions::memory},
    });

/// @throws InputError naming the option that is out of range
void check(const MsdOptions& options);

}  // namespace liquidus
