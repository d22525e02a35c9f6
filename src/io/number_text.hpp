#pragma once
#include <string>

namespace liquidus {

/// The shortest decimal number that reads back as x, with a decimal point or exponent only where there must be one.
std::string shortest(double x);

/// A decimal number in a unit, as short as may be, such that reading it (number × unit) gives x bit for bit. Where no
/// number does so, which is rare, the nearest one.
std::string exact_number(double x, double unit);

/// The number behind exact_number.
double exact_in_unit(double x, double unit);

}  // namespace liquidus
