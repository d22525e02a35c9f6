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
  bool trust_units = false;                          // takes the numbers for eV, eV/Å and eV/Å³ whatever their size
};

/// A configuration with labels, weights and where it stands, for messages.
struct LabelledFrame {
  Frame frame;  // energy, forces, stress: the labels
  std::string config_type = "Default", head;
  double weight = 1.0, energy_weight = 1.0, forces_weight = 1.0, stress_weight = 1.0;
  Index number = 0;  // in its file, from 0
  std::string file;
};

struct LabelledSet {
  std::vector<LabelledFrame> frames;
  std::vector<LabelledFrame> isolated;  // one atom, config_type=IsolatedAtom: reference energies, in no other count
  std::vector<std::string> warnings;    // units suspicion by magnitude and the like: a sentence each
};

/// Reads extended XYZ (gzipped too), H5MD or what write_frame_set() wrote, several files as one set. Keys of a frame:
/// config_type, config_weight, config_energy_weight, config_forces_weight, config_stress_weight (or
/// config_virials_weight), head.
///
/// A frame may lack a label that is asked for only where its weight (for that label) is 0 in the file, or where it can
/// have none: a stress needs three periodic directions (then stress_weight is 0 and a warning counts such frames).
///
/// Units are judged twice. Where consecutive frames of a file follow a path in small steps, −ΔE must equal the work of
/// the forces along it; a constant factor between the two other than 1 is an error that names the units it speaks of.
/// Otherwise by size: a median (over frames) of the rms force below 0.05 eV/Å or above 30 eV/Å is an error, below 0.1
/// or above 7 a warning (melts have 0.1 to 5; one hartree/bohr is 51.4 eV/Å, one kcal/mol/Å 0.043). Noble gases have
/// small forces and are not judged from below; forces that do the right work are at most warned of there. A median
/// stress above 0.5 eV/Å³ (80 GPa) is a warning, above 10 an error.
/// @throws InputError with file and frame for what XyzReader refuses (a stress of the wrong shape, numbers that are not
/// finite), labels that are absent (with counts per file), weights below zero, no atoms, an isolated atom without
/// energy or with two different ones, and units as above
LabelledSet read_labelled_set(const std::vector<std::string>& files, const LabelsWanted& wanted);

}  // namespace liquidus
