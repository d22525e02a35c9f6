#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/structure.hpp"
#include "potential/potential.hpp"

namespace liquidus {

struct LoadedPotential {
  std::unique_ptr<Potential> potential;
  std::string name, title, source;
};

/// Reads a parameter file (TOML) and makes the potential for these species: a path, or the name of a file in
/// models/classical. @throws InputError with file and line for what is wrong in it, for a species without parameters,
/// and for a name that is none (with the nearest)
LoadedPotential load_potential(const std::string& name_or_path, std::span<const Species> species);

/// A parameter set that comes with the program.
struct PotentialEntry {
  std::string name, title, source;
};
std::vector<PotentialEntry> list_potentials();

/// The types of [[term]] that a parameter file can have.
std::vector<std::string> term_types();

}  // namespace liquidus
