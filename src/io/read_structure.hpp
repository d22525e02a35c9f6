#pragma once
#include <string>
#include <vector>

#include "core/structure.hpp"

namespace liquidus {

/// All frames of a file, by its name: .xyz and .extxyz (also .gz) as extended XYZ, .h5 and .h5md as H5MD, everything
/// else (CIF, PDB, POSCAR, …) through Open Babel, as one frame.
/// @throws InputError if the file is missing or wrong, or if its format needs Open Babel and this build has none
std::vector<Frame> read_frames(const std::string& path);

}  // namespace liquidus
