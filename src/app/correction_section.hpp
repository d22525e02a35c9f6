#pragma once
#include <array>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/options.hpp"
#include "core/structure.hpp"
#include "correct/correction.hpp"
#include "md/options.hpp"
#include "potential/potential.hpp"

namespace liquidus {

struct LoadedPotential;

/// `[correction]` of a run file, and `[[term]]`s of that type: what is added to a potential, and how.
struct CorrectionKeys {
  std::string file;
  double temperature = not_given;  // K
  double scale = 1.0;
};

template <class S = CorrectionKeys>
inline constexpr std::array correction_fields = {
    Field<S>{"file", "", "a correction of the potential, as `liquidus correct` writes it (HDF5)", &S::file, true},
    Field<S>{"temperature", "K",
             "that a correction which depends on it is taken at; by default the run's, where all stages have one",
             &S::temperature},
    Field<S>{"scale", "", "factor of the correction", &S::scale}};

/// A correction within a loaded potential.
struct LoadedCorrection {
  std::string file;
  Correction correction;
  double temperature = 0.0;  // K, that it is taken at; 0 where it doesn't depend on it
  double scale = 1.0;
  bool knows_base = false;  // it stands in [correction], so that all else is its base
};

/// @param temperature  K, of what it is for, where the keys have none; NaN if there is no such temperature
/// @throws InputError as load_correction, for a scale that is not finite, and where a correction that depends on
/// temperature has none to be taken at
LoadedCorrection load_correction(const CorrectionKeys& keys, double temperature);
/// @throws InputError as make_correction, with the file's name
std::unique_ptr<Potential> make_correction(const LoadedCorrection& loaded, std::span<const Species> species);

/// The temperature of all stages that have one, K, or NaN where they differ or ramp.
double common_temperature(const std::vector<StageOptions>& stages);

/// "argon.h5", "nacl.h5 at 1150 K", "argon.h5 × 0.5".
std::string name_of(const LoadedCorrection& loaded);

/// Temperatures at which a potential is used, K; 0 where they aren't known.
struct TemperatureRange {
  double coldest = 0.0, hottest = 0.0;
};
/// Of the last stage that has any.
TemperatureRange last_temperatures(const std::vector<StageOptions>& stages);

/// What its corrections weren't made for when a potential is used with these atoms (remarks_on), each after the name of
/// the correction's file. Reads the files of the potential to compare them.
std::vector<std::string> correction_remarks(const LoadedPotential& potential, const Structure& atoms,
                                            const TemperatureRange& temperatures);

/// The files that a potential without its [correction] is made of, as one.
FileMark base_mark(const LoadedPotential& potential);

}  // namespace liquidus
