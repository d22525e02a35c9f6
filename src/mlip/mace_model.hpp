#pragma once
#include <cstdint>
#include <string>

#include "mlip/mace/mace_config.hpp"

namespace liquidus {

/// Writes a MACE model with random parameters as TorchScript; the same seed gives the same numbers.
/// @throws InputError for a configuration that no model can have
void make_mace_file(const MaceConfig& config, std::uint64_t seed, const std::string& file);

/// Writes a MACE model for LAMMPS's `pair_style mace`. @throws InputError if `in` is no MACE model in TorchScript or is
/// such a file already, Error if `out` can't be written
void convert_for_lammps(const std::string& in, const std::string& out);

}  // namespace liquidus
