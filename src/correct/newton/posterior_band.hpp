#pragma once
#include <Eigen/Dense>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "correct/correction.hpp"
#include "correct/newton/response.hpp"

namespace liquidus {

/// [m] standard deviations that the posterior covariance of a correction gives numbers that answer by `slopes`
/// [m × pairs · knots] to ΔU at the knots at a temperature. @throws std::invalid_argument without a covariance, or for
/// another number of columns
std::vector<double> posterior_deviations(const Correction& correction, double temperature,
                                         const Eigen::MatrixXd& slopes);

/// [q × bins] how a partial structure factor follows from g(r) of its pair on bins, A(Q) − 1 = Σ_k m(Q, k) (g_k − 1),
/// m = ρ shell_k sin(Qr_k)/(Qr_k) over the transform of a bin, as partials_from_pairs has it, without its correction
/// for finite size and without a window.
/// @param q  [m] 1/Å, from 0 to π/Δ @throws InputError for a q beyond
Eigen::MatrixXd structure_factor_of_g(const RadialBins& bins, double density, std::span<const double> q);

/// How far what follows from a correction is uncertain at one state, by linear response: standard deviations.
struct PosteriorBand {
  std::vector<double> g;                      // [pairs · bins]
  std::optional<double> pressure;             // eV/Å³, where its response is known
  std::vector<std::vector<double>> partials;  // [pairs][q] of A_ab(Q)
  std::vector<std::vector<double>> totals;    // [totals][q]
};
/// @param density  atoms/Å³
/// @param totals   [totals] of [q × pairs]: a total is Σ over pairs of weight times (A_ab − 1)
PosteriorBand posterior_band(const Correction& correction, double temperature, const Response& response,
                             const RadialBins& bins, double density, std::span<const double> q,
                             const std::vector<Eigen::MatrixXd>& totals = {});

/// Corrections drawn from the posterior, for ensembles of runs: of one seed always the same.
class PosteriorDraws {
 public:
  /// @throws std::invalid_argument for a correction without a covariance
  PosteriorDraws(const Correction& mean, std::uint64_t seed);
  /// The draw of that number, 0 or above; without a covariance of its own.
  Correction operator()(Index number) const;

 private:
  Correction mean_;
  std::uint64_t seed_;
  Eigen::MatrixXd root_;  // [size × modes] of the covariance
};

}  // namespace liquidus
