#pragma once
#include <Eigen/Dense>
#include <string>
#include <vector>

namespace liquidus {

/// Measured numbers at one state that are linear in the model's g(r): y = constant + of_g · g, where g stands pair by
/// pair (pair_index of the correction's species), bin by bin of the state's RadialBins.
struct Observation {
  std::string name;          // "Na-Cl" or that of the experiment, for messages and files
  std::vector<double> x;     // [m] r in Å or Q in 1/Å
  Eigen::VectorXd measured;  // [m]
  Eigen::VectorXd variance;  // [m] of the measurement, > 0
  Eigen::VectorXd constant;  // [m]
  Eigen::MatrixXd of_g;      // [m × pairs · bins]
};

}  // namespace liquidus
