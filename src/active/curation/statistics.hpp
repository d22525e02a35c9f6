#pragma once
#include <map>
#include <string>
#include <vector>

#include "active/curation/closest_pairs.hpp"
#include "mlip/labelled_set.hpp"

namespace liquidus {

/// Numbers of one frame; NaN where it has none.
struct FrameNumbers {
  Index atoms = 0;
  std::string formula;
  double energy = 0.0;                                       // eV/atom
  double residual = 0.0;                                     // eV/atom, from the fit to compositions
  double rms_force = 0.0, max_force = 0.0, net_force = 0.0;  // eV/Å: per component; of one atom; norm of the sum
  double pressure = 0.0;                                     // GPa, without the kinetic part
  double density = 0.0;                                      // g/cm³
  std::vector<ClosestPair> closest;
};

/// Of the values that are no NaN.
struct Moments {
  Index count = 0;
  double least = 0.0, median = 0.0, largest = 0.0, mean = 0.0, deviation = 0.0;  // deviation: of the sample
};
Moments moments_of(std::vector<double> values);

/// What was measured on frames or atoms.
struct Distribution {
  std::string name, key, unit;  // in a sentence; in a table
  std::vector<double> values;
};

struct DatasetStatistics {
  Index frames = 0, isolated = 0, atoms = 0;
  std::map<std::string, Index> formulas, types, labels;         // frames of each; of labels: that have it
  std::map<std::string, std::map<std::string, Index>> sources;  // provenance key → value → frames
  std::map<std::string, double> species_energies;               // eV, of the fit to compositions
  bool determined = true;                                       // those energies, by the compositions
  std::vector<FrameNumbers> numbers;                            // [frames]
  std::vector<Distribution> distributions;                      // those that have values
};

/// @param cutoff  Å, within which closest pairs are looked for
DatasetStatistics statistics_of(const LabelledSet& set, double cutoff = 6.0);

/// frames.csv: a row for each frame. @throws Error if it can't be written
void write_frame_table(const std::string& path, const LabelledSet& set, const DatasetStatistics& statistics);
/// A page that stands by itself. @throws Error if it can't be written
void write_statistics_page(const std::string& path, const std::string& title, const DatasetStatistics& statistics);

}  // namespace liquidus
