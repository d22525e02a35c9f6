#pragma once
#include <array>
#include <limits>

#include "scatter/measure.hpp"

namespace liquidus {

/// `[[measure]] type = "vacf"`: velocity autocorrelation, vibrational spectrum and diffusion by Green and Kubo.
struct VacfOptions : MeasureKeys {
  VacfOptions() { interval = 4; }  // steps; the fastest vibrations of a melt have periods of some 30 fs
  double longest = 2000.0;         // fs
  double cutoff = std::numeric_limits<double>::quiet_NaN();  // fs
  std::string window = "hann";
  bool drift = false;
  Index memory = 1024;  // MiB
};

inline constexpr auto vacf_fields =
    joined(measure_fields<VacfOptions>,
           std::array{
               Field<VacfOptions>{"longest", "fs", "longest lag; the spectrum's resolution is 1/(2 longest)",
                                  &VacfOptions::longest},
               Field<VacfOptions>{"cutoff", "fs", "lag at which the integral is read off for D; chosen if left out",
                                  &VacfOptions::cutoff},
               Field<VacfOptions>{"window", "",
                                  "window on the correlation before it is transformed: hann 1/2 + 1/2 cos(πt/T), "
                                  "gauss exp(-(t/T)^2 9/2), none",
                                  &VacfOptions::window, false, "hann|gauss|none"},
               Field<VacfOptions>{"drift", "", "leave the velocity of the centre of mass in", &VacfOptions::drift},
               Field<VacfOptions>{"memory", "", "MiB that a block of velocities may take", &VacfOptions::memory},
           });

/// @throws InputError naming the option that is out of range
void check(const VacfOptions& options);

}  // namespace liquidus
