#include "md/thermostat.hpp"

#include <cmath>
#include <stdexcept>

#include "core/random.hpp"
#include "core/units.hpp"

namespace liquidus {
namespace {

void require_size(const std::vector<double>& state, std::size_t size) {
  if (state.size() != size) throw std::invalid_argument("the state is that of another thermostat");
}

double mean(const Ramp& ramp) { return 0.5 * (ramp.from + ramp.to); }

/// Fourth-order weights of Suzuki and Yoshida: w, 1 − 2w, w.
constexpr double outer_weight = 1.3512071919596578;  // 1/(2 − 2^⅓)
constexpr double yoshida[] = {outer_weight, 1.0 - 2.0 * outer_weight, outer_weight};

}  // namespace

void Thermostat::restore(const std::vector<double>& state) { require_size(state, 0); }

std::unique_ptr<Thermostat> make_thermostat(const Stage& stage, const Motion& motion, Index seed) {
  switch (stage.thermostat) {
    case ThermostatKind::nose_hoover:
      return std::make_unique<NoseHooverChain>(mean(*stage.temperature), stage.tau, stage.chain, motion.degrees);
    case ThermostatKind::rescaling:
      return std::make_unique<VelocityRescaling>(stage.tau, seed);
    case ThermostatKind::langevin:
      return std::make_unique<Langevin>(stage.tau, seed);
    case ThermostatKind::none:
      break;
  }
  return std::make_unique<Thermostat>();
}

NoseHooverChain::NoseHooverChain(double temperature, double tau, Index links, Index degrees)
    : degrees_(static_cast<double>(degrees)),
      mass_(static_cast<std::size_t>(links), units::kB * temperature * tau * tau),
      v_(mass_.size(), 0.0) {
  mass_[0] *= degrees_;
}

double NoseHooverChain::energy() const {
  double sum = bath_;
  for (std::size_t k = 0; k < v_.size(); ++k) sum += 0.5 * mass_[k] * v_[k] * v_[k];
  return sum;
}

std::vector<double> NoseHooverChain::state() const {
  std::vector<double> all = v_;
  all.push_back(bath_);
  return all;
}

void NoseHooverChain::restore(const std::vector<double>& state) {
  require_size(state, v_.size() + 1);
  v_.assign(state.begin(), state.end() - 1);
  bath_ = state.back();
}

/// Acceleration of a link.
double NoseHooverChain::force(std::size_t link, double twice_kinetic, double kT) const {
  if (link == 0) return (twice_kinetic - degrees_ * kT) / mass_[0];
  return (mass_[link - 1] * v_[link - 1] * v_[link - 1] - kT) / mass_[link];
}

void NoseHooverChain::half_step(Motion& motion, const ThermostatStep& step) {
  const double kT = units::kB * step.temperature;
  const std::size_t last = v_.size() - 1;
  double twice_kinetic = 2.0 * kinetic_energy(motion), scale = 1.0;
  for (const double weight : yoshida) {
    const double half = 0.5 * weight * step.dt, quarter = 0.5 * half, eighth = 0.25 * half;
    const auto push = [&](std::size_t k) {
      const double friction = k < last ? std::exp(-eighth * v_[k + 1]) : 1.0;
      v_[k] = (v_[k] * friction + quarter * force(k, twice_kinetic, kT)) * friction;
    };
    for (std::size_t k = last + 1; k-- > 0;) push(k);
    const double factor = std::exp(-half * v_[0]);
    scale *= factor;
    twice_kinetic *= factor * factor;
    bath_ += kT * half * degrees_ * v_[0];
    for (std::size_t k = 1; k <= last; ++k) bath_ += kT * half * v_[k];
    for (std::size_t k = 0; k <= last; ++k) push(k);
  }
  scale_velocities(motion, scale);
}

void VelocityRescaling::restore(const std::vector<double>& state) {
  require_size(state, 1);
  put_in_ = state[0];
}

void VelocityRescaling::after(Motion& motion, const ThermostatStep& step) {
  const double kinetic = kinetic_energy(motion), degrees = static_cast<double>(motion.degrees);
  if (!(kinetic > 0.0)) return;  // nothing to scale; a NaN is for the guards
  Random random(static_cast<std::uint64_t>(seed_), Stream::rescaling, 0, step.step);
  const double memory = std::exp(-step.dt / tau_);
  const double per_degree = 0.5 * units::kB * step.temperature * (1.0 - memory);
  const double first = random.normal();
  const double others = degrees > 1.0 ? 2.0 * random.gamma(0.5 * (degrees - 1.0)) : 0.0;  // χ² of the other degrees
  const double next =
      kinetic * memory + per_degree * (first * first + others) + 2.0 * first * std::sqrt(kinetic * memory * per_degree);
  scale_velocities(motion, std::sqrt(next / kinetic));
  put_in_ += next - kinetic;
}

void Langevin::restore(const std::vector<double>& state) {
  require_size(state, 1);
  put_in_ = state[0];
}

void Langevin::middle(Motion& motion, const ThermostatStep& step) {
  const double before = kinetic_energy(motion);
  ornstein_uhlenbeck(motion, std::exp(-step.dt / tau_), step.temperature, seed_, step.step);
  put_in_ += kinetic_energy(motion) - before;
}

}  // namespace liquidus
