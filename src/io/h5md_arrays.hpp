#pragma once
// Private to the .cpp files of this folder: brings in hdf5.h.
#include <string>
#include <vector>

#include "io/hdf5_handle.hpp"

namespace liquidus::hdf5 {

/// Whether an element of particles/all may have this name: none that H5MD gives a meaning to.
bool is_array_name(const std::string& name);
/// The elements of particles/all that are numbers per atom and none that H5MD names.
std::vector<std::string> array_names(hid_t particles);
/// A frame's shape: {atoms}, or {atoms, width} for several numbers per atom.
std::vector<hsize_t> array_row(hsize_t atoms, Index width);

}  // namespace liquidus::hdf5
