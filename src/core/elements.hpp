#pragma once
#include <optional>
#include <span>
#include <string_view>

namespace liquidus {

/// Standard atomic weights abridged to five digits (CIAAW 2021; Pure Appl. Chem. 94, 573, 2022). An element without one
/// has the mass number of its longest-lived isotope as in IUPAC's periodic table of 4 May 2022.
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
