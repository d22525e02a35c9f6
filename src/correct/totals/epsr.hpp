#pragma once
#include <Eigen/Dense>
#include <span>
#include <vector>

#include "correct/correction.hpp"
#include "correct/totals/epsr_options.hpp"
#include "correct/totals/totals_misfit.hpp"

namespace liquidus {

/// What an empirical potential has grown to: amplitudes of its Poisson functions.
struct EpsrMemory {
  std::vector<std::vector<double>> amplitudes;  // [pairs][functions] eV Å³; empty before the first step

  std::vector<double> state() const;
  /// @throws InputError if the numbers aren't such a state
  void restore(std::span<const double> state);
};

/// The partials' difference that a set of totals asks for at one Q: the weights matrix, each row over the sum of its
/// sizes and times the feedback factor f, is extended by the simulated partials as data of weight 1 − f, and its
/// pseudo-inverse taken. As these agree with the simulation, only f times the totals' differences remain on the right.
/// With f = 1 and as many independent totals as pairs it is the inverse; with fewer, the smallest change that fits
/// them.
/// @param weights  [n × pairs], difference [n] measured less simulated
/// @return  [pairs] ΔA
Eigen::VectorXd epsr_difference(const Eigen::MatrixXd& weights, const Eigen::VectorXd& difference, double feedback);

/// One step of empirical potential structure refinement (A. K. Soper, Chem. Phys. 202, 295, 1996; Phys. Rev. B 72,
/// 104204, 2005). The ΔA(Q) of epsr_difference are expressed in Poisson functions, ΔA = ρ Σ C_n p̂_n, by least squares
/// over Q, and −kT Σ C_n p_n(r) is added to the pair's potential: where the simulation has more structure than the data
/// ask for, it rises. Of several states the mean is added. The sum of all steps is limited to the amplitude by scaling
/// all of it, and tapered to zero at the cutoff; what else the correction holds stays.
/// @param gain  factor of the options' own
/// @throws InputError as check(options); if the correction depends on temperature, or the memory is of other functions
/// @throws std::invalid_argument if there is no state, or one of other species
Correction epsr_step(const Correction& current, std::span<const TotalsMisfit> states, const EpsrOptions& options,
                     EpsrMemory& memory, double gain = 1.0);

}  // namespace liquidus
