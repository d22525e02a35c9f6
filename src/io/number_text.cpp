#include "io/number_text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace liquidus {

std::string shortest(double x) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, x).ptr;
  return {buffer, end};
}

double exact_in_unit(double x, double unit) {
  const double quotient = x / unit;
  if (!std::isfinite(quotient)) return quotient;
  for (int digits = 12; digits <= 16; ++digits) {  // 0.5 rather than 0.49999999999999994
    const double rounded = std::strtod(fmt::format("{:.{}g}", quotient, digits).c_str(), nullptr);
    if (rounded * unit == x) return rounded;
  }
  constexpr double infinity = std::numeric_limits<double>::infinity();
  double below = quotient, above = quotient;
  for (int ulps = 0; ulps < 4; ++ulps) {
    if (below * unit == x) return below;
    if (above * unit == x) return above;
    below = std::nextafter(below, -infinity);
    above = std::nextafter(above, infinity);
  }
  return quotient;
}

std::string exact_number(double x, double unit) { return shortest(exact_in_unit(x, unit)); }

}  // namespace liquidus
