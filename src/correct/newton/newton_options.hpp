#pragma once
#include <array>
#include <limits>

#include "core/options.hpp"
#include "correct/gp/kernel.hpp"

namespace liquidus {

/// How a correction is fitted by Gauss–Newton steps. Not-a-number stands for a key that was left out.
struct NewtonOptions {
  static constexpr double unset = std::numeric_limits<double>::quiet_NaN();

  double width = unset, length = 0.5, taper = 1.0;  // eV, Å, Å: CorrectionPrior
  double gain = 1.0;
  double trust = 0.3;  // kT
  double floor = 0.1;  // g
  double pressure_weight = 1.0;
  bool model_errors = true;
  Index memory = 5;

  ///  InputError if the width is unset
  CorrectionPrior prior() const;
  /// The same with a width of kT if it was left out: a base that is worth a correction is off by less than that.
  NewtonOptions at(double temperature) const;
};

inline constexpr std::array newton_fields = {
    Field<NewtonOptions>{"width", "eV",
                         "how large the correction may be: prior standard deviation; kT at the mean of the "
                         "fitted states' temperatures if left out",
                         &NewtonOptions::width},
    Field<NewtonOptions>{"length", "Å", "how far apart values of the correction are alike", &NewtonOptions::length},
    Field<NewtonOptions>{"taper", "Å", "stretch below the cutoff over which the correction goes to zero",
                         &NewtonOptions::taper},
    Field<NewtonOptions>{"gain", "", "factor of each step, above 0 to 1", &NewtonOptions::gain},
    Field<NewtonOptions>{"trust", "",
                         "largest change of the correction in a step, in kT, where g is above the floor: what the data "
                         "hardly say is held back first",
                         &NewtonOptions::trust},
    Field<NewtonOptions>{"floor", "", "g below which atoms hardly come and the trust doesn't look",
                         &NewtonOptions::floor},
    Field<NewtonOptions>{"pressure_weight", "", "factor of 1/error² of pressures; 0 leaves them out",
                         &NewtonOptions::pressure_weight},
    Field<NewtonOptions>{"model_errors", "", "add the simulation's errors to the data's", &NewtonOptions::model_errors},
    Field<NewtonOptions>{"memory", "",
                         "earlier iterations whose simulations are still counted, carried along their response to the "
                         "correction at hand: near the end as good as longer simulations",
                         &NewtonOptions::memory},
};

/// @throws InputError naming the option that is out of range
void check(const NewtonOptions& options);

}  // namespace liquidus
