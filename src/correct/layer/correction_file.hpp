#pragma once
#include <string>

#include "correct/correction.hpp"

namespace liquidus {

/// Writes a correction with its provenance as one HDF5 file, whole or not at all, that h5dump shows with the unit of
/// every number. @throws Error if it can't be written
/// @throws std::invalid_argument for a correction whose parts don't fit together
void save(const Correction& correction, const std::string& path);

/// Bit for bit as it was saved. @throws InputError if the file is missing, no correction, truncated, damaged, of
/// another version, or holds what is no correction
Correction load_correction(const std::string& path);

}  // namespace liquidus
