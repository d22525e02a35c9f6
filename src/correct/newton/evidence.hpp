#pragma once
#include <Eigen/Dense>
#include <span>
#include <vector>

#include "correct/newton/gauss_newton.hpp"
#include "scatter/state_numbers.hpp"

namespace liquidus {

/// What one simulation of a state said of g(r) and pressure, and of how they answer to pair energies: what is left of
/// its frames when they are gone.
struct Evidence {
  Eigen::VectorXd energy;      // [pairs · knots] eV, ΔU at the state's temperature that it was simulated with
  Eigen::VectorXd g;           // [pairs · bins]
  double pressure = 0.0;       // eV/Å³
  Eigen::MatrixXd covariance;  // simulation_covariance of g and pressure
  Response response;           // in no more than two parts

  /// @param state  of a simulation with that correction, as newton_state() finds it
  Evidence(const Correction& correction, const NewtonState& state);
  explicit Evidence(StateReader& in);
  void put(StateWriter& out) const;
};

/// Several simulations of a state as one with the correction at hand: each carried there along their mean response, g_i
/// + J (U − U_i), and all averaged with the weights 1/(v_i + l_i): v_i the mean variance of its g, l_i the mean square
/// of what a straight line leaves out, ½ (Δu/kT)² g of bins whose energy changes by Δu (as g ∝ e^(−u/kT) at low
/// density), and of what J's noise makes of the step. What that makes of the mean step, which all have in common, is in
/// the covariance besides. Near the end of a fit, where corrections hardly change, n simulations thus count as one that
/// is n times as long; those far away as little as they are worth.
/// @param like  temperature, bins, observations and target pressure are its own; g has no blocks then
/// @param simulations  at least one; those of other bins or knots than `like` aren't looked at
/// @param[out] weights  [simulations], if asked for; 1/v_i where nothing is left out
NewtonState joined(const NewtonState& like, const Correction& now, std::span<const Evidence* const> simulations,
                   std::vector<double>* weights = nullptr);

}  // namespace liquidus
