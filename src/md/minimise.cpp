#include "md/minimise.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "md/forces.hpp"

namespace liquidus {
namespace {

double largest(std::span<const Vec3> vectors) {
  double most = 0.0;
  for (const auto& v : vectors) most = std::max(most, norm2(v));
  return std::sqrt(most);
}

double product(std::span<const Vec3> a, std::span<const Vec3> b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += dot(a[i], b[i]);
  return sum;
}

/// The atoms' velocities are the walker's, for atoms of unit mass; times are in √(Å²/eV) of that mass. Constants of the
/// paper.
class Fire {
 public:
  explicit Fire(double longest_move) : longest_move_(longest_move) {}

  void step(Motion& motion, std::span<const Vec3> f) {
    auto& v = motion.atoms.v;
    std::array<double, 3> products{product(v, f), product(v, v), product(f, f)};
    motion.ranks->sum(products);
    const auto& [vf, vv, ff] = products;
    if (vf > 0.0) {
      const double turn = mixing_ * std::sqrt(vv / ff);
      for (std::size_t i = 0; i < v.size(); ++i) v[i] = (1.0 - mixing_) * v[i] + turn * f[i];
      if (++downhill_ > 5) {
        dt_ = std::min(1.1 * dt_, 1.0);
        mixing_ *= 0.99;
      }
    } else {
      std::fill(v.begin(), v.end(), Vec3{});
      downhill_ = 0;
      dt_ *= 0.5;
      mixing_ = 0.1;
    }
    for (std::size_t i = 0; i < v.size(); ++i) v[i] += dt_ * f[i];
    const double move = dt_ * motion.ranks->max(largest(v));
    const double share = move > longest_move_ ? longest_move_ / move : 1.0;
    for (std::size_t i = 0; i < v.size(); ++i) motion.atoms.r[i] += share * dt_ * v[i];
  }

 private:
  double longest_move_, dt_ = 0.1, mixing_ = 0.1;
  int downhill_ = 0;
};

bool asked_to_stop(const std::function<bool(const Structure&)>& stop, const Motion& motion, const Domain& domain) {
  const Communicator& ranks = domain.ranks();
  if (ranks.alone()) return stop && stop(motion.atoms);
  if (!ranks.any(static_cast<bool>(stop))) return false;
  const Structure whole = domain.gather(motion);
  return ranks.any(ranks.is_root() && stop && stop(whole));
}

}  // namespace

Minimised minimise(Structure& atoms, const Potential& potential, const MinimiseOptions& options,
                   const std::function<bool(const Structure&)>& stop, const Communicator& ranks) {
  Domain domain(ranks);
  Forces forces(potential, options.skin, domain);
  const auto saved_velocities = std::move(atoms.v);
  const bool has_images = !atoms.image.empty();
  atoms.v.clear();
  atoms.image.clear();
  Motion motion = spread(atoms, domain);
  Fire fire(options.longest_move);
  Minimised result;
  forces.update(motion, {});
  for (;; ++result.steps) {
    result.largest_force = ranks.max(largest(forces.forces()));
    const bool done =
        result.largest_force <= options.force || (result.steps % 10 == 0 && asked_to_stop(stop, motion, domain));
    if (done || result.steps >= options.steps || !std::isfinite(result.largest_force)) break;
    fire.step(motion, forces.forces());
    forces.update(motion, {});
  }
  forces.complete(motion);
  result.energy = forces.energy();
  if (ranks.alone())
    atoms = std::move(motion.atoms);
  else
    atoms = domain.gather(motion);
  atoms.v = saved_velocities;
  atoms.image = has_images ? std::vector<Image>(atoms.r.size()) : std::vector<Image>{};
  return result;
}

}  // namespace liquidus
