#pragma once
#include <Eigen/Dense>
#include <span>
#include <string>
#include <vector>

#include "correct/totals/simulated_total.hpp"

namespace liquidus {

/// How far a state's measured totals are from its simulation, brought onto one grid of Q.
///
/// Point k stands for the cell from k to k + 1 steps. A total's value there is the average over the cell of the
/// straight lines through its points, which damps what is at r by (r step)²/24 (1 % at 10 Å and 0.05 1/Å); its variance
/// σ² (distance of the points/step), so that neither finer nor wider cells make the data say more than they do. Where
/// only some totals reach, only they are there.
struct TotalsMisfit {
  struct At {
    double q;                              // 1/Å
    std::vector<std::size_t> totals;       // [n] which
    Eigen::MatrixXd weights;               // [n × pairs] as each total divides them
    Eigen::VectorXd difference, variance;  // [n] measured less simulated I(Q)
    Eigen::VectorXd simulated;             // [pairs] A − 1
  };
  std::vector<std::string> totals, species;
  std::vector<double> fractions;            // [species]
  double density = 0.0, temperature = 0.0;  // atoms/Å³, K
  std::vector<At> at;                       // increasing Q; only where there is a total
  std::vector<std::string> remarks;

  std::size_t pairs() const { return species.size() * (species.size() + 1) / 2; }
  /// "Na-Cl", by pair_index.
  std::vector<std::string> pair_names() const;
};

/// @param pairs  in the correction's order of species
/// @throws InputError as simulated_total; for a function of r, which has no value at a Q; if no Q is left, or a gap of
/// more than 1 1/Å without any total
TotalsMisfit totals_misfit(std::span<const ExperimentOptions> experiments, const TotalsOptions& options,
                           const PairDistributions& pairs, double temperature);

}  // namespace liquidus
