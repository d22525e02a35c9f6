#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/structure.hpp"

namespace liquidus {

/// Which labels a set must have. A label that is asked for and absent is an error with counts.
struct LabelsWanted {
  bool energy = true, forces = true, stress = false;
  std::vector<std::string> prefixes = {"REF_", ""};  // of the labels' names, tried in this order
};

/// A configuration with labels, weights and where it stands, for messages.
struct LabelledFrame {
  Frame frame;               // energy, forces, stress: the labels
  std::string config_type = "Default", head;
  double weight = 1.0, energy_weight = 1.0, forces_weight = 1.0, stress_weight = 1.0;
  Index number = 0;          // in its file, from 0
  std::string file;
};

struct LabelledSet {
  std::vector<LabelledFrame> frames;
  std::vector<LabelledFrame> isolated;  // one atom, config_type=IsolatedAtom: reference energies, in no other count
  std::vector<std::string> warnings;    // units suspicion by magnitude and the like: a sentence each
};

/// Reads extended XYZ (gzipped too) or a labelled H5MD file.
/// @throws InputError with file and frame for NaN labels, a stress of the wrong shape, labels that are absent (with
/// counts per file), weights below zero, forces that by magnitude are in other units than eV/Å
LabelledSet read_labelled_set(const std::vector<std::string>& files, const LabelsWanted& wanted);

}  // namespace liquidus
