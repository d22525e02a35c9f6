#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/structure.hpp"
#include "potential/potential.hpp"

namespace liquidus {

/// A sampled structure and how far a committee's members disagree about it.
struct JudgedFrame {
  Structure atoms;
  std::string state, parent;  // the folder of its run
  Index step = 0;
  double force_deviation = 0.0;   // as force_deviation() says; infinite where atoms are too close
  double energy_deviation = 0.0;  // eV/atom, the sample standard deviation of the members' energies
};

/// The frames of a run that has come to pass in `folder`/trajectory.h5, from step `first` on, at most `most` of them,
/// evenly spread. None if it stopped before its first.
std::vector<JudgedFrame> sampled_frames(const std::string& folder, Index first, Index most);

/// The structure with its types among these species. @throws InputError for a species that isn't among them
Structure with_species(const Structure& atoms, const std::vector<Species>& species);

using Members = std::vector<std::unique_ptr<Potential>>;

/// Fills in the deviations. @param members  made for `species`
/// @param level  eV/Å, of relative deviations; 0 for absolute ones
/// @param closest  Å
/// @throws InputError as with_species
void judge(JudgedFrame& frame, const Members& members, const std::vector<Species>& species, double level,
           double closest);

/// Distance of the closest two atoms, Å; infinite for a single atom in a cell that isn't periodic.
double closest_distance(const Structure& atoms);

}  // namespace liquidus
