#pragma once
#include <optional>
#include <span>
#include <string_view>

namespace liquidus {

/// Standard atomic weights (CIAAW 2021, abridged); for an element without a stable isotope the mass number of the
/// longest-lived one.
struct Element {
  int Z;
  std::string_view symbol;
  double mass;  // u
};

/// Elements 1 to 118, in order.
std::span<const Element> elements();
/// By symbol, upper and lower case as usual ("Na").
std::optional<Element> find_element(std::string_view symbol);

}  // namespace liquidus
