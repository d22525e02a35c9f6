#pragma once
#include <string>
#include <vector>

#include "core/structure.hpp"

namespace liquidus::bench {

/// A start that both programs read: an orthorhombic cell of atoms with velocities in the format of LAMMPS' write_data,
/// units metal (Å, Å/ps), atom styles atomic and charge. Types 1, 2, … become species with the names given.
/// @throws InputError if the file is missing or lacks a section
Structure read_start(const std::string& path, const std::vector<std::string>& names);

}  // namespace liquidus::bench
