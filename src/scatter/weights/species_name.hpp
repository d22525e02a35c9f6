#pragma once
#include <string>
#include <string_view>

namespace liquidus {

/// The letters that a species' name begins with, as far as they are an element's symbol ("Fe" of "Fe3+", "O" of "O_b");
/// D and T count as symbols. All of the name if it begins with none.
std::string species_symbol(std::string_view species);

/// The charge that follows the symbol, "" if there is none: "3+" of "Fe3+", "-" of "Cl-"; "1+" becomes "+", "+2" "2+".
std::string species_charge(std::string_view species);

}  // namespace liquidus
