#include "scatter/transform/window.hpp"

#include <array>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "core/units.hpp"
#include "scatter/transform/spherical_bessel.hpp"

namespace liquidus {
namespace {

constexpr std::array<std::string_view, 3> names{"step", "lorch", "soper-lorch"};

}  // namespace

double Window::operator()(double x) const {
  switch (kind) {
    case WindowKind::lorch:
      return spherical_bessel(units::pi * x / end).j0;
    case WindowKind::soper_lorch:
      return 3.0 * spherical_bessel(x * (width > 0.0 ? width : units::pi / end)).j1_over_x;
    case WindowKind::step:
      break;
  }
  return 1.0;
}

WindowKind window_kind(std::string_view name) {
  for (std::size_t k = 0; k < names.size(); ++k)
    if (name == names[k]) return static_cast<WindowKind>(k);
  throw InputError("there is no window '" + std::string(name) + "'" +
                   suggestion(name, std::vector<std::string>(names.begin(), names.end())));
}

std::string_view name_of(WindowKind kind) { return names[static_cast<std::size_t>(kind)]; }

}  // namespace liquidus
