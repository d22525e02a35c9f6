#pragma once
#include <Eigen/Dense>
#include <span>
#include <vector>

#include "correct/frames/reweighting.hpp"
#include "correct/knots.hpp"

namespace liquidus {

/// How g(r) and pressure answer to the values of pair energies at knots, from how they fluctuate together (inverse
/// Monte Carlo; Lyubartsev & Laaksonen, Phys. Rev. E 52, 3730, 1995). Knots stand pair by pair.
struct Response {
  Eigen::MatrixXd g;         // [pairs · bins × pairs · knots] ∂g/∂U, 1/eV; columns of last knots are zero
  Eigen::VectorXd pressure;  // [pairs · knots] ∂P/∂U, 1/Å³; empty where the frames' pressures aren't known
  /// What consecutive parts of the frames contribute; they add up to the above. Noise of one part knows nothing of that
  /// of another, so that products between parts are free of what noise adds to a square.
  struct Part {
    Eigen::MatrixXd g;
    Eigen::VectorXd pressure;
    double weight = 0.0;  // of its frames, Σ = 1
  };
  std::vector<Part> parts = {};
};

/// ∂g_k/∂U_j = −β Cov(V n_k, E_j) g_per_count and ∂P/∂U_j = ⟨∂P/∂U_j⟩ − β Cov(P, E_j), E_j = Σ_k n_k B_kj the energy of
/// a pair of frames' counts n in the spline that is 1 at knot j (knot_values). V is each frame's, so that this holds in
/// a run at constant pressure too.
/// @param reweighting  of the frames, or null: covariances and pressures are then those of the changed energy
/// @throws InputError if the bins end before the knots do
/// @throws Error if there are fewer than two frames
Response response(const FrameCounts& frames, const KnotGrid& knots, double temperature,
                  const Reweighting* reweighting = nullptr);

}  // namespace liquidus
