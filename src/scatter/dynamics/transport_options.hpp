#pragma once
#include <array>
#include <limits>
#include <string>
#include <vector>

#include "scatter/measure.hpp"

namespace liquidus {

/// `[[measure]] type = "transport"`: viscosity, ionic and thermal conductivity.
struct TransportOptions : MeasureKeys {
  TransportOptions() { interval = 5; }
  std::vector<std::string> charges;                               // "Na = 1"
  double longest = std::numeric_limits<double>::quiet_NaN();      // fs
  double cutoff = std::numeric_limits<double>::quiet_NaN();       // fs
  double fit_from = std::numeric_limits<double>::quiet_NaN();     // fs
  double fit_to = std::numeric_limits<double>::quiet_NaN();       // fs
  double temperature = std::numeric_limits<double>::quiet_NaN();  // K
};

inline constexpr auto transport_fields = joined(
    measure_fields<TransportOptions>,
    std::array{
        Field<TransportOptions>{"charges", "",
                                "formal charges for the ionic conductivity, as [\"Na = 1\", \"Cl = -1\"]",
                                &TransportOptions::charges},
        Field<TransportOptions>{"longest", "fs", "longest lag; a tenth of the run if left out",
                                &TransportOptions::longest},
        Field<TransportOptions>{"cutoff", "fs", "lag at which the integrals are read off; chosen if left out",
                                &TransportOptions::cutoff},
        Field<TransportOptions>{"fit_from", "fs",
                                "shortest lag of Einstein's slopes; the integral's cutoff if left out",
                                &TransportOptions::fit_from},
        Field<TransportOptions>{"fit_to", "fs", "longest lag of Einstein's slopes; three times the cutoff if left out",
                                &TransportOptions::fit_to},
        Field<TransportOptions>{"temperature", "K", "that of the formulas; the mean of the frames if left out",
                                &TransportOptions::temperature},
    });

/// @throws InputError naming the option that is out of range
void check(const TransportOptions& options);

/// A species and its charge, e. @throws InputError if a line isn't "name = number", or a name comes twice
std::vector<std::pair<std::string, double>> read_charges(const std::vector<std::string>& lines);

}  // namespace liquidus
