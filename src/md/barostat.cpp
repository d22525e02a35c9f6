#include "md/barostat.hpp"

#include <cmath>
#include <numbers>
#include <stdexcept>

#include "core/random.hpp"
#include "core/units.hpp"

namespace liquidus {
namespace {

constexpr double inv_sqrt2 = 1.0 / std::numbers::sqrt2, inv_sqrt3 = std::numbers::inv_sqrt3;

/// m : S_k for the one isotropic direction, or the six of symmetric strains; m is symmetric.
void components(const Mat3& m, bool full, std::vector<double>& x) {
  if (!full) {
    x = {inv_sqrt3 * trace(m)};
    return;
  }
  x = {m[0][0],
       m[1][1],
       m[2][2],
       inv_sqrt2 * (m[1][2] + m[2][1]),
       inv_sqrt2 * (m[0][2] + m[2][0]),
       inv_sqrt2 * (m[0][1] + m[1][0])};
}

/// Σ_k x_k S_k.
Mat3 strain_of(const std::vector<double>& x) {
  if (x.size() == 1) return inv_sqrt3 * x[0] * Mat3::identity();
  const double yz = inv_sqrt2 * x[3], xz = inv_sqrt2 * x[4], xy = inv_sqrt2 * x[5];
  return {Vec3{x[0], xy, xz}, Vec3{xy, x[1], yz}, Vec3{xz, yz, x[2]}};
}

/// Largest strain in one move. Nothing that lasts is lost beyond it: such a proposal would fail the test.
constexpr double largest_strain = 0.5;

}  // namespace

Mat3 exponential(const Mat3& m) {
  Mat3 sum = Mat3::identity(), term = sum;
  for (int n = 1; n <= 24; ++n) {  // 1/24! is 1e-24
    term = (1.0 / n) * (term * m);
    sum += term;
  }
  return sum;
}

CellRescaling::CellRescaling(const Stage& stage, Index atoms, Index seed)
    : full_(stage.ensemble == Ensemble::npt_full),
      rate_(stage.compressibility / (3.0 * stage.pressure_tau)),
      held_(static_cast<double>(3 * atoms - stage.degrees(atoms)) / 3.0),
      seed_(seed) {}

double CellRescaling::diffusion(double volume, double temperature) const {
  return units::kB * temperature * rate_ / volume;
}

void CellRescaling::measure(const Motion& motion, const Forces& forces, const BarostatStep& step, Point& point) const {
  const double kT = units::kB * step.temperature;
  const Mat3 kinetic = kinetic_tensor(motion);
  point.volume = motion.atoms.cell.volume();
  point.energy = forces.energy() + 0.5 * trace(kinetic);
  const double isotropic = held_ - step.pressure * point.volume / kT;
  components((1.0 / kT) * (kinetic + forces.virial()) + isotropic * Mat3::identity(), full_, point.force);
}

double CellRescaling::log_density(const Point& point, const BarostatStep& step) const {
  return (1.0 + held_) * std::log(point.volume) -
         (point.energy + step.pressure * point.volume) / (units::kB * step.temperature);
}

/// ln q(sign·x | from), up to what is the same for all configurations.
double CellRescaling::log_proposal(const Point& from, double sign, const BarostatStep& step) const {
  const double D = diffusion(from.volume, step.temperature);
  double squares = 0.0;
  for (std::size_t k = 0; k < x_.size(); ++k) {
    const double off = sign * x_[k] - D * step.dt * from.force[k];
    squares += off * off;
  }
  return -squares / (4.0 * D * step.dt) - 0.5 * static_cast<double>(x_.size()) * std::log(D);
}

bool CellRescaling::move(Motion& motion, Forces& forces, const BarostatStep& step) {
  ++moves_;
  Random random(static_cast<std::uint64_t>(seed_), Stream::barostat, 0, step.step);
  measure(motion, forces, step, before_);
  const double D = diffusion(before_.volume, step.temperature);
  x_.resize(before_.force.size());
  double largest = 0.0;
  for (std::size_t k = 0; k < x_.size(); ++k) {
    x_[k] = D * step.dt * before_.force[k] + std::sqrt(2.0 * D * step.dt) * random.normal();
    largest = std::max(largest, std::abs(x_[k]));
  }
  if (!(largest < largest_strain)) return false;

  motion_before_ = motion;
  forces.save(forces_before_);
  strain(motion, exponential(strain_of(x_)), true);
  forces.update(motion, {true, true, forces.has_deviations()});
  measure(motion, forces, step, after_);
  const double log_ratio = log_density(after_, step) - log_density(before_, step) + log_proposal(after_, -1.0, step) -
                           log_proposal(before_, 1.0, step);
  if (!(std::log(random.uniform()) < log_ratio)) {
    motion = motion_before_;
    forces.take_back(motion, forces_before_);
    return false;
  }
  put_in_ += after_.energy - before_.energy;
  ++taken_;
  return true;
}

std::vector<double> CellRescaling::state() const {
  return {put_in_, static_cast<double>(moves_), static_cast<double>(taken_)};
}

void CellRescaling::restore(const std::vector<double>& state) {
  if (state.size() != 3) throw std::invalid_argument("the state is not that of a barostat");
  put_in_ = state[0];
  moves_ = static_cast<Index>(state[1]);
  taken_ = static_cast<Index>(state[2]);
}

}  // namespace liquidus
