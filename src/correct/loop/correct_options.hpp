#pragma once
#include <array>
#include <limits>
#include <string>

#include "core/options.hpp"
#include "core/vec3.hpp"

namespace liquidus {

/// `[correct]`: how a correction is fitted. Not-a-number stands for a key that was left out.
struct CorrectOptions {
  static constexpr double unset = std::numeric_limits<double>::quiet_NaN();

  std::string method = "gauss-newton";
  Index iterations = 20;
  double cutoff = unset;               // Å
  double spacing = 0.05, first = 0.0;  // Å
  double range = unset, width = 0.02;  // Å
  Index interval = 100, blocks = 10;   // steps; blocks of frames
  std::string temperature = "constant";
  double reference_temperature = unset;  // K
  double temperature_slope = 3.0;
  double temperature_length = 300.0;  // K
  Index reweight = 0;
  double effective = 0.5;
  double tolerance = unset;
  bool noise = true;
  double contact = 0.02;
  Index patience = 5;
  double worse = unset;
  bool diffusion = false;
  std::string start;
};

inline constexpr std::array correct_fields = {
    Field<CorrectOptions>{"method", "",
                          "how the correction is changed from one iteration to the next: ibi Boltzmann inversion, "
                          "schommers its linear kin, sopr with a Gaussian process (section [sopr]), gauss-newton with "
                          "the response that the simulation itself shows, ihnc with that of the hypernetted chain, "
                          "epsr empirical potential structure refinement",
                          &CorrectOptions::method, false, "ibi|schommers|sopr|gauss-newton|ihnc|epsr"},
    Field<CorrectOptions>{"iterations", "", "at most", &CorrectOptions::iterations},
    Field<CorrectOptions>{"cutoff", "Å", "where the correction ends", &CorrectOptions::cutoff, true},
    Field<CorrectOptions>{"spacing", "Å", "of its knots", &CorrectOptions::spacing},
    Field<CorrectOptions>{"first", "Å", "its first knot; a straight line below", &CorrectOptions::first},
    Field<CorrectOptions>{"range", "Å",
                          "how far g(r) is counted; the cutoff or the targets' end if left out, half the box for "
                          "totals",
                          &CorrectOptions::range},
    Field<CorrectOptions>{"width", "Å", "of a bin of g(r)", &CorrectOptions::width},
    Field<CorrectOptions>{"interval", "", "steps between two frames of g(r)", &CorrectOptions::interval},
    Field<CorrectOptions>{"blocks", "", "least number of blocks of frames for error bars", &CorrectOptions::blocks},
    Field<CorrectOptions>{"temperature", "",
                          "how the correction depends on temperature: not, by a term linear in T, or by a kernel in r "
                          "and T",
                          &CorrectOptions::temperature, false, "constant|linear|kernel"},
    Field<CorrectOptions>{"reference_temperature", "K",
                          "T0 of the linear term (T - T0)/T0; the states' mean if left out",
                          &CorrectOptions::reference_temperature},
    Field<CorrectOptions>{"temperature_slope", "", "prior width of the linear term over that of the constant one",
                          &CorrectOptions::temperature_slope},
    Field<CorrectOptions>{"temperature_length", "K", "length of the kernel in T", &CorrectOptions::temperature_length},
    Field<CorrectOptions>{"reweight", "",
                          "updates on reweighted frames before the next simulation, at most; 0 for none",
                          &CorrectOptions::reweight},
    Field<CorrectOptions>{"effective", "", "share of the frames that must effectively remain for that, from 0 to 1",
                          &CorrectOptions::effective},
    Field<CorrectOptions>{"contact", "",
                          "g(r), simulated or measured, below which atoms of a pair don't meet: within that distance, "
                          "where no data speak, the correction may not attract; 0 for no such care. Not of modes "
                          "published and code of sopr",
                          &CorrectOptions::contact},
    Field<CorrectOptions>{"tolerance", "", "stop when the mean square deviation of every g(r) is below",
                          &CorrectOptions::tolerance},
    Field<CorrectOptions>{"noise", "", "stop when the misfit is what noise explains", &CorrectOptions::noise},
    Field<CorrectOptions>{"patience", "", "stop after as many iterations without a better one",
                          &CorrectOptions::patience},
    Field<CorrectOptions>{"worse", "",
                          "an iteration whose misfit is this many times the best one's, beyond its error, has gone "
                          "astray: back to the best with half the gain; 1.5 if left out, and never in modes published "
                          "and code of sopr, whose first steps may be worse",
                          &CorrectOptions::worse},
    Field<CorrectOptions>{"diffusion", "", "measure mean square displacements in every iteration",
                          &CorrectOptions::diffusion},
    Field<CorrectOptions>{"start", "", "a correction to start from", &CorrectOptions::start},
};

/// @throws InputError "[correct]: …" for a value out of range
void check(const CorrectOptions& options);

}  // namespace liquidus
