#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "app/correction_section.hpp"
#include "app/model_files.hpp"
#include "core/structure.hpp"
#include "parallel/communicator.hpp"
#include "potential/potential.hpp"

namespace liquidus {

/// What is to be loaded, and how.
struct PotentialChoice {
  std::string file;                    // a name, a parameter file (TOML), or a learned potential
  std::vector<std::string> committee;  // further learned potentials that the first is averaged with
  ModelKeys keys;                      // of learned potentials
  double level = 1.0;                  // eV/Å, of a committee's relative deviations
  CorrectionKeys correction = {};      // added to all of it; none without a file
  double temperature = not_given;      // K, of what it is for: corrections that depend on it are taken at this
};

/// A learned potential within a loaded one, with the options that it was loaded with.
struct LoadedModel {
  const ModelPotential* model;
  ModelOptions options;
};

struct LoadedPotential {
  std::unique_ptr<Potential> potential;
  std::string name, title, source;
  std::vector<LoadedModel> models = {};            // the learned ones in `potential`, which owns them
  std::vector<LoadedCorrection> corrections = {};  // those in `potential`
  std::vector<std::string> files = {};             // all that it was read from but its corrections
  std::vector<std::string> terms = {};             // types of its [[term]]s; of a learned potential, "model"
};

/// Makes the potential for these species, with its correction if there is one. A file is told by its content: a learned
/// potential, or a parameter file (TOML). What is no file is the name of a parameter set in models/classical or of a
/// model in models.
/// @throws InputError with file and line for what is wrong in a parameter file, for a species without parameters, for a
/// name that is none (with the nearest), for a committee of what is not learned, as make_model_potential, and for what
/// is wrong with a correction
/// @param ranks  those that the potential is for, which all load it; must outlive it. Collective, and so is the error
LoadedPotential load_potential(const PotentialChoice& choice, std::span<const Species> species,
                               const Communicator& ranks = Communicator::self());
LoadedPotential load_potential(const std::string& name_or_path, std::span<const Species> species,
                               const Communicator& ranks = Communicator::self());

/// A line for each learned potential: what it is, and what an evaluation of these atoms takes. Empty without one.
std::string models_text(const LoadedPotential& potential, const Structure& atoms);

/// A parameter set or a model that comes with the program.
struct PotentialEntry {
  std::string name, title, source;
};
std::vector<PotentialEntry> list_potentials();
std::vector<PotentialEntry> list_models();

/// The file behind a name of one of these, or `name_or_path` itself where it is a path.
/// @throws InputError for a name that is none, with the nearest
std::string potential_path(const std::string& name_or_path);

/// The types of [[term]] that a parameter file can have.
std::vector<std::string> term_types();

}  // namespace liquidus
