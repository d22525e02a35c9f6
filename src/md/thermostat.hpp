#pragma once
#include <memory>
#include <vector>

#include "md/motion.hpp"
#include "md/stage.hpp"

namespace liquidus {

/// What a thermostat needs to know of a step. Half of a Trotter step: it acts before the first kick and after the
/// second, or between two half drifts.
struct ThermostatStep {
  double temperature;  // K, the target at the middle of the step
  double dt;           // fs, of the whole step
  Index step;          // of the run, the one being made; keys the noise
};

/// Keeps the velocities at a temperature. Each part does nothing unless a thermostat overrides it.
class Thermostat {
 public:
  virtual ~Thermostat() = default;
  virtual void before(Motion&, const ThermostatStep&) {}
  virtual void middle(Motion&, const ThermostatStep&) {}
  virtual void after(Motion&, const ThermostatStep&) {}
  /// Whether middle() does anything: then the drift comes in two halves.
  virtual bool splits_drift() const { return false; }
  /// What to add to K + U for a quantity that the exact equations conserve, eV: the heat given away so far.
  virtual double energy() const { return 0.0; }
  virtual std::vector<double> state() const { return {}; }
  /// @throws std::invalid_argument if the numbers aren't a state of this thermostat
  virtual void restore(const std::vector<double>& state);
};

/// The stage's thermostat, or one that does nothing.
std::unique_ptr<Thermostat> make_thermostat(const Stage& stage, const Motion& motion, Index seed);

/// Nosé–Hoover chain, integrated as by Martyna, Tuckerman, Tobias & Klein (Mol. Phys. 87, 1117, 1996) with three
/// Suzuki–Yoshida steps in each half step. Q₁ = g kT τ², Q_k = kT τ², with T the mean of the stage's ramp.
/// Conserved: K + U + Σ ½ Q_k v_k² + ∫ kT (g dξ₁ + Σ dξ_k), which is the usual form at constant T.
class NoseHooverChain : public Thermostat {
 public:
  NoseHooverChain(double temperature, double tau, Index links, Index degrees);
  void before(Motion& motion, const ThermostatStep& step) override { half_step(motion, step); }
  void after(Motion& motion, const ThermostatStep& step) override { half_step(motion, step); }
  double energy() const override;
  std::vector<double> state() const override;
  void restore(const std::vector<double>& state) override;

 private:
  void half_step(Motion& motion, const ThermostatStep& step);
  double force(std::size_t link, double twice_kinetic, double kT) const;

  double degrees_;
  std::vector<double> mass_;  // [links] eV fs²
  std::vector<double> v_;     // [links] 1/fs
  double bath_ = 0.0;         // eV, ∫ kT (g dξ₁ + Σ dξ_k)
};

/// Stochastic velocity rescaling by its exact propagator (Bussi, Donadio & Parrinello, J. Chem. Phys. 126, 014101,
/// 2007, eq. A7), once at the end of each step. Conserved: K + U − the kinetic energy put in.
class VelocityRescaling : public Thermostat {
 public:
  VelocityRescaling(double tau, Index seed) : tau_(tau), seed_(seed) {}
  void after(Motion& motion, const ThermostatStep& step) override;
  double energy() const override { return -put_in_; }
  std::vector<double> state() const override { return {put_in_}; }
  void restore(const std::vector<double>& state) override;

 private:
  double tau_;
  Index seed_;
  double put_in_ = 0.0;  // eV
};

/// Langevin dynamics by BAOAB (Leimkuhler & Matthews, Appl. Math. Res. Express 2013, 34), friction 1/τ, noise keyed by
/// (seed, atom, step): the same for any number of ranks and threads. All 3N degrees take part. Its positions are
/// sampled to higher order in dt than its velocities, whose temperature lies below the target by a part of about
/// (ω dt)²/4. Conserved: K + U − the kinetic energy put in by friction and noise.
class Langevin : public Thermostat {
 public:
  Langevin(double tau, Index seed) : tau_(tau), seed_(seed) {}
  void middle(Motion& motion, const ThermostatStep& step) override;
  bool splits_drift() const override { return true; }
  double energy() const override { return -put_in_; }
  std::vector<double> state() const override { return {put_in_}; }
  void restore(const std::vector<double>& state) override;

 private:
  double tau_;
  Index seed_;
  double put_in_ = 0.0;  // eV
};

}  // namespace liquidus
