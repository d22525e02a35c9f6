#include "md/minimise.hpp"

#include <algorithm>
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

/// The walker's own velocities, for atoms of unit mass; times are in √(Å²/eV) of that mass. Constants of the paper.
class Fire {
 public:
  Fire(std::size_t n, double longest_move) : v_(n), longest_move_(longest_move) {}

  void step(std::vector<Vec3>& r, std::span<const Vec3> f) {
    if (product(v_, f) > 0.0) {
      const double turn = mixing_ * std::sqrt(product(v_, v_) / product(f, f));
      for (std::size_t i = 0; i < v_.size(); ++i) v_[i] = (1.0 - mixing_) * v_[i] + turn * f[i];
      if (++downhill_ > 5) {
        dt_ = std::min(1.1 * dt_, 1.0);
        mixing_ *= 0.99;
      }
    } else {
      std::fill(v_.begin(), v_.end(), Vec3{});
      downhill_ = 0;
      dt_ *= 0.5;
      mixing_ = 0.1;
    }
    for (std::size_t i = 0; i < v_.size(); ++i) v_[i] += dt_ * f[i];
    const double move = dt_ * largest(v_);
    const double share = move > longest_move_ ? longest_move_ / move : 1.0;
    for (std::size_t i = 0; i < v_.size(); ++i) r[i] += share * dt_ * v_[i];
  }

 private:
  std::vector<Vec3> v_;
  double longest_move_, dt_ = 0.1, mixing_ = 0.1;
  int downhill_ = 0;
};

}  // namespace

Minimised minimise(Structure& atoms, const Potential& potential, const MinimiseOptions& options,
                   const std::function<bool(const Structure&)>& stop) {
  Forces forces(potential, options.skin);
  const auto saved_images = std::move(atoms.image);
  atoms.image.assign(atoms.r.size(), Image{});
  Fire fire(atoms.r.size(), options.longest_move);
  Minimised result;
  forces.update(atoms, {});
  for (;; ++result.steps) {
    result.largest_force = largest(forces.forces());
    const bool done = result.largest_force <= options.force || (stop && result.steps % 10 == 0 && stop(atoms));
    if (done || result.steps >= options.steps || !std::isfinite(result.largest_force)) break;
    fire.step(atoms.r, forces.forces());
    forces.update(atoms, {});
  }
  forces.complete(atoms);
  result.energy = forces.energy();
  atoms.image = saved_images.empty() ? std::vector<Image>{} : std::vector<Image>(atoms.r.size());
  return result;
}

}  // namespace liquidus
