#pragma once
#include <string>
#include <vector>

#include "core/structure.hpp"

namespace liquidus {

/// All frames of a file, as open_trajectory() reads them: .xyz, .extxyz, .h5, dumps of LAMMPS, XDATCAR; everything
/// else (CIF, PDB, POSCAR, …) through Open Babel, as one frame.
/// @throws InputError if the file is missing or wrong, or if its format needs Open Babel and this build has none
std::vector<Frame> read_frames(const std::string& path);

}  // namespace liquidus
