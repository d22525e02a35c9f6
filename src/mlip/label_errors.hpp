#pragma once
#include <map>
#include <memory>
#include <string>

#include "mlip/labelled_set.hpp"

namespace liquidus {

/// Mean and spread of differences, predicted − labelled.
class ErrorSum {
 public:
  void add(double difference);
  Index count() const { return count_; }
  double mean() const;     // NaN without a sample, as the others
  double mae() const;      // mean of the absolute values
  double rmse() const;     // root of the mean square
  double largest() const;  // absolute value

 private:
  Index count_ = 0;
  double sum_ = 0.0, absolute_ = 0.0, square_ = 0.0, largest_ = 0.0;
};

/// The errors of one configuration type, or of all.
struct LabelErrors {
  Index frames = 0;
  ErrorSum energy;                            // eV/atom, one sample per frame
  ErrorSum forces;                            // eV/Å, one per component
  std::map<std::string, ErrorSum> forces_on;  // the same by element
  ErrorSum stress;                            // eV/Å³, nine per frame
};

/// How well predictions meet the labels of a set, by configuration type and in total. Labels with a weight of 0 are
/// left out.
class LabelErrorTable {
 public:
  /// `predicted` has energy, forces and stress of the same atoms; labels that it has no counterpart for are left out.
  void add(const LabelledFrame& labelled, const Frame& predicted);
  const std::map<std::string, LabelErrors>& by_type() const { return by_type_; }
  const LabelErrors& total() const { return total_; }

 private:
  std::map<std::string, LabelErrors> by_type_;
  LabelErrors total_;
};

/// MAE and RMSE as a table for people: meV/atom, meV/Å, meV/Å³; by configuration type, in total, and by element. Says
/// so where the energies differ by nearly the same amount everywhere.
std::string error_text(const LabelErrorTable& table);

/// Labels beside predictions, as energy.csv (eV/atom), forces.csv (eV/Å, a row per component) and stress.csv (eV/Å³) in
/// a folder; a file begins with its first row.
class ParityFiles {
 public:
  /// Makes the folder. @throws InputError if that can't be done
  explicit ParityFiles(const std::string& folder);
  ~ParityFiles();
  /// The labels that LabelErrorTable::add counts. @throws Error if the disk is full
  void add(const LabelledFrame& labelled, const Frame& predicted);
  /// Ends the files. @throws Error if the disk is full
  void close();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace liquidus
