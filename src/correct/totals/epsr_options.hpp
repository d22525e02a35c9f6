#pragma once
#include <array>

#include "core/options.hpp"
#include "core/units.hpp"

namespace liquidus {

/// `[epsr]`: empirical potential structure refinement.
struct EpsrOptions {
  double feedback = 0.9;
  double width = 0.05, spacing = 0.1, from = 1.0;  // Å
  double amplitude = 10.0 * units::kJ_per_mol;     // eV
  double taper = 2.0;                              // Å
  double gain = 1.0;
  double cutoff = 1e-3;
};

inline constexpr std::array epsr_fields = {
    Field<EpsrOptions>{"feedback", "", "how far the data are trusted beside the simulated partials, above 0 to 1",
                       &EpsrOptions::feedback},
    Field<EpsrOptions>{"width", "Å", "σ of the Poisson functions, whose peak at nσ is √n σ wide", &EpsrOptions::width},
    Field<EpsrOptions>{"spacing", "Å", "distance of their peaks, rounded to whole widths", &EpsrOptions::spacing},
    Field<EpsrOptions>{"from", "Å", "peak of the first", &EpsrOptions::from},
    Field<EpsrOptions>{"amplitude", "kJ/mol", "the potential's largest absolute value", &EpsrOptions::amplitude},
    Field<EpsrOptions>{"taper", "Å", "stretch below the cutoff over which it goes to zero", &EpsrOptions::taper},
    Field<EpsrOptions>{"gain", "", "factor of each step; 1 as published", &EpsrOptions::gain},
    Field<EpsrOptions>{"cutoff", "", "combinations of Poisson functions with a smaller singular value aren't used",
                       &EpsrOptions::cutoff},
};

/// @throws InputError "[epsr]: …" for a value out of range
void check(const EpsrOptions& options);

}  // namespace liquidus
