#pragma once
#include <Eigen/Dense>
#include <optional>
#include <span>
#include <vector>

#include "correct/correction.hpp"
#include "correct/newton/newton_options.hpp"
#include "correct/newton/prior_root.hpp"
#include "correct/newton/response.hpp"
#include "correct/observation.hpp"

namespace liquidus {

struct PressureTarget {
  double value = 0.0, error = 0.0;  // eV/Å³, standard error
};

/// A state as it is simulated with the correction at hand, and what was measured there.
struct NewtonState {
  double temperature = 0.0;  // K
  RadialBins bins;
  WithErrors g;       // [pairs · bins]
  Estimate pressure;  // eV/Å³
  /// simulation_covariance of g and pressure, or empty: then that of independent numbers with the blocks' errors.
  Eigen::MatrixXd covariance;
  Response response;
  std::vector<Observation> observations;
  std::optional<PressureTarget> pressure_target;
};
/// From the frames of a run, or of one with other pair energies (`reweighting`).
NewtonState newton_state(const FrameCounts& frames, const KnotGrid& knots, double temperature,
                         std::vector<Observation> observations, const std::optional<PressureTarget>& target = {},
                         const Reweighting* reweighting = nullptr);

/// How the data of one state agree with the model.
struct Misfit {
  Index points = 0;
  double before = 0.0, predicted = 0.0;  // χ² with all covariances: now, and after the step as the response has it
};

struct NewtonStep {
  Correction correction;  // with the posterior covariance of its values
  std::vector<Misfit> states;
  double parameters = 0.0;      // numbers that the data, not the prior, decide: trace of the resolution
  double asked = 0.0;           // kT, largest change that the whole step makes where g is above the floor
  double damping = 0.0;         // λ of the step that was made
  PriorRoot prior;              // values = L z
  Eigen::MatrixXd information;  // [z × z] H of the data about z, without what noise of J adds; the prior's is 1

  double misfit_before() const;  // per point, over all states
  double misfit_predicted() const;
};

/// One step of regularised Gauss–Newton over all states, pairs and terms at once: towards the values θ that minimise
///
///     (d − y − J (θ − θ_now))ᵀ Σ⁻¹ (d − y − J (θ − θ_now)) + θᵀ P⁻¹ θ,
///
/// the posterior mean if y were linear, with data d (measured numbers and pressures), their model y = constant + of_g
/// g, J from the responses, Σ the covariance of measurement (independent numbers) and simulation, and the prior P = B ⊗
/// 1 ⊗ K over terms, pairs and knots. It is solved for z, θ = L z, P = L Lᵀ: (1 + H) z = (JL)ᵀ Σ⁻¹ (d − y + J θ_now), H
/// = (JL)ᵀ Σ⁻¹ JL, which no singular prior spoils. The posterior covariance is L (1 + H)⁻¹ Lᵀ. The step to the mean
/// is damped, z − z_now = (1 + λ + H)⁻¹ ((JL)ᵀ Σ⁻¹ (d − y) − z_now) with the least λ for which no ΔU changes by more
/// than the trust where g is above the floor: what the data say clearly is done at once, what they hardly say later.
/// Then comes the gain as a factor. H is what remains of the square of J without that of its noise, as products of
/// different parts of the frames show it, and of a combination with an
/// eigenvalue h whose pull (JL)ᵀ Σ⁻¹ (d − y) has noise of variance n by that of J only h²/(h + n). Where the noise of
/// J would add more to the misfit by that step than the misfit scatters, H is the square with its noise, which holds
/// steps along it back.
/// @throws InputError as check(options); if a number of a state isn't finite or an error isn't positive
/// @throws std::invalid_argument if sizes don't fit together
NewtonStep newton_step(const Correction& now, std::span<const NewtonState> states, const NewtonOptions& options);

}  // namespace liquidus
