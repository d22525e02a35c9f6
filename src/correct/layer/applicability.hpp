#pragma once
#include <string>
#include <utility>
#include <vector>

#include "correct/correction.hpp"

namespace liquidus {

/// What a correction is used with.
struct CorrectionUse {
  FileMark base;  // of the potential it is added to; without sha256: not known
  std::vector<std::pair<std::string, double>> composition;  // species and their fractions of atoms
  double coldest = 0.0, hottest = 0.0;                      // K; 0: not known
  double density = 0.0;                                     // atoms/Å³; 0: not known
};

/// How far beyond the fitted states' temperatures and densities, relative to them, nothing is said.
inline constexpr double applicability_margin = 0.05;
/// The same of fractions of atoms, absolute.
inline constexpr double composition_margin = 0.01;

/// A sentence for everything by which the use differs from what the correction was made for: another base, species that
/// it doesn't know, another composition, temperatures and densities outside those it was fitted at. Empty if it fits.
std::vector<std::string> remarks_on(const Correction& correction, const CorrectionUse& use);

}  // namespace liquidus
