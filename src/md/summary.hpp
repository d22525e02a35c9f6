#pragma once
#include <string>
#include <vector>

#include "core/vec3.hpp"

namespace liquidus {

/// Mean with its standard error from blocks (Flyvbjerg & Petersen, J. Chem. Phys. 91, 461, 1989): the largest error
/// among the levels that have at least 16 blocks left, so that correlated samples don't make it too small.
struct Average {
  double mean = 0.0;
  double error = 0.0;  // NaN with fewer than 16 samples
  double deviation = 0.0;
  Index samples = 0;
};

/// Collects an Average sample by sample in little memory.
class BlockAverage {
 public:
  void add(double x);
  Average result() const;
  std::vector<double> state() const;
  /// @throws std::invalid_argument if the numbers aren't a state
  void restore(const std::vector<double>& state);

 private:
  struct Level {
    double count = 0.0, mean = 0.0, m2 = 0.0, waiting = 0.0;
    bool has_waiting = false;
  };
  std::vector<Level> levels_;
};

/// Least-squares line through points, and their first and last y, point by point.
class LineFit {
 public:
  void add(double x, double y);
  double slope() const;  // 0 with fewer than two different x
  double change() const { return last_ - first_; }
  std::vector<double> state() const;
  /// @throws std::invalid_argument if the numbers aren't a state
  void restore(const std::vector<double>& state);

 private:
  double count_ = 0.0, mean_x_ = 0.0, mean_y_ = 0.0, xx_ = 0.0, xy_ = 0.0, first_ = 0.0, last_ = 0.0;
};

/// One stage, from its rows of thermo.csv.
struct StageSummary {
  std::string name, ensemble;
  Index steps = 0;           // done so far
  double time = 0.0;         // fs
  Average temperature;       // K
  Average pressure;          // eV/Å³
  Average density;           // eV fs²/Å⁵
  Average potential;         // eV/atom
  Average total;             // eV/atom
  double drift = 0.0;        // eV/atom: last minus first row's conserved quantity
  double drift_rate = 0.0;   // eV/atom/fs: slope of the least-squares line through it
  double moves_taken = 0.0;  // share of the barostat's moves that passed their test; 0 without a barostat
};

struct Summary {
  std::vector<StageSummary> stages;  // those begun
  Index atoms = 0, steps = 0;
  double seconds = 0.0;           // of this process
  double steps_per_second = 0.0;  // of this process
  bool finished = false;
};

}  // namespace liquidus
