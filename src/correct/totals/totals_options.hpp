#pragma once
#include <array>
#include <limits>
#include <string>

#include "core/options.hpp"

namespace liquidus {

/// `[totals]`: how measured totals enter a fit.
struct TotalsOptions {
  double uncertainty = std::numeric_limits<double>::quiet_NaN();
  double q_step = 0.05;  // 1/Å
  std::string window = "lorch";
};

inline constexpr std::array totals_fields = {
    Field<TotalsOptions>{"uncertainty", "",
                         "standard error of totals whose file has none, where 1 is what g = 0 amounts to (S(Q): its "
                         "limit); estimated from the data if left out",
                         &TotalsOptions::uncertainty},
    Field<TotalsOptions>{"q_step", "1/Å", "spacing of the Q at which partials are found from totals",
                         &TotalsOptions::q_step},
    Field<TotalsOptions>{"window", "", "window of what they change by on its way to r", &TotalsOptions::window, false,
                         "step|lorch|soper-lorch"},
};

/// @throws InputError "[totals]: …" for a value out of range
void check(const TotalsOptions& options);

}  // namespace liquidus
