#pragma once
#include <string>

#include "core/structure.hpp"

namespace liquidus {

/// Whether this build has Open Babel (CMake: LIQUIDUS_WITH_OPENBABEL).
bool has_openbabel();

/// The first structure of a file in any format of Open Babel. A file with a unit cell is periodic, and its space group
/// is applied so that the cell is full. VASP's files are known by their names (POSCAR, CONTCAR, also with something
/// behind); other formats by their endings, or by `format` (Open Babel's id, "cif").
/// @throws InputError if the file is missing or not in that format, or if this build has no Open Babel
Frame read_openbabel(const std::string& path, const std::string& format = "");

}  // namespace liquidus
