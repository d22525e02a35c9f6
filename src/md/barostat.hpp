#pragma once
#include <vector>

#include "md/forces.hpp"
#include "md/motion.hpp"
#include "md/stage.hpp"

namespace liquidus {

struct BarostatStep {
  double temperature, pressure;  // K, eV/Å³
  double dt;                     // fs since the last move
  Index step;                    // of the run; keys the noise
};

/// Stochastic cell rescaling: the isotropic one of Bernetti & Bussi (J. Chem. Phys. 153, 114107, 2020) and the full
/// cell of Del Tatto, Raiteri, Bernetti & Bussi (Appl. Sci. 12, 1139, 2022), each move made exact by a Metropolis test.
///
/// A move takes the cell h to h exp(X), positions r to r exp(X), velocities v to v exp(−X), with a symmetric
/// X = Σ_k x_k S_k; S_k is 1/√3 of the unit matrix, or the six unit strains. With D = kT β/(3 τ V) and c the number of
/// degrees of the centre of mass that are held divided by 3,
///     x_k = D [V/kT (P − P₀ 1) + c 1] : S_k dt + √(2 D dt) ξ_k,     P = (Σ m v⊗v + W)/V.
/// Phase space keeps its volume and the moves are symmetric in the Haar measure of h, so that with the test
///     min{1, [p(h') q(−x|h')] / [p(h) q(x|h)]},   p = V^(1+c) exp[−(U + K + P₀ V)/kT],   q Gaussian as above,
/// the isothermal–isobaric ensemble is kept for any dt: volumes of an ideal gas of N atoms are distributed as
/// V^N exp(−P₀V/kT). β and τ set only how fast. The state is the atoms' and the cell's own, so that a restart needs no
/// more; images and wrapping don't enter, for a move is affine. Without the test and for dt → 0 this is the equation of
/// those papers. A liquid has no shape to go back to: under npt-full its cell drifts in shape without end.
///
/// Conserved: K + U − the energy put in by the moves.
class CellRescaling {
 public:
  CellRescaling(const Stage& stage, Index atoms, Index seed);
  /// `forces` know energy and virial before, and after, whether the move was taken or not.
  /// @return whether it was taken
  bool move(Motion& motion, Forces& forces, const BarostatStep& step);
  double energy() const { return -put_in_; }
  Index moves() const { return moves_; }
  Index taken() const { return taken_; }
  std::vector<double> state() const;
  /// @throws std::invalid_argument if the numbers aren't a state
  void restore(const std::vector<double>& state);

 private:
  struct Point {  // what the test needs of a configuration
    double volume, energy;
    std::vector<double> force;  // [k] ∂ ln p/∂x_k + ∂ ln D/∂x_k
  };
  void measure(const Motion& motion, const Forces& forces, const BarostatStep& step, Point& point) const;
  double log_density(const Point& point, const BarostatStep& step) const;
  double log_proposal(const Point& from, double sign, const BarostatStep& step) const;
  double diffusion(double volume, double temperature) const;

  bool full_;
  double rate_;  // β/(3τ), Å³/(eV fs)
  double held_;  // c
  Index seed_;
  double put_in_ = 0.0;  // eV
  Index moves_ = 0, taken_ = 0;
  // kept between moves, for their memory
  Point before_, after_;
  std::vector<double> x_;
  Motion motion_before_;
  Forces::Values forces_before_;
};

/// exp(m) by its power series; for the small strains of a step (|m| below 1).
Mat3 exponential(const Mat3& m);

}  // namespace liquidus
