#include "core/cell.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace liquidus {
namespace {

bool is_zero(const Vec3& v) { return norm2(v) == 0.0; }
Vec3 unit(const Vec3& v) { return v / norm(v); }

/// v with each zero vector replaced by a unit vector normal to the others, right-handed; parallel vectors give NaN.
Mat3 completed(Mat3 v) {
  const auto zeros = std::count_if(v.begin(), v.end(), is_zero);
  if (zeros == 3) return Mat3::identity();
  for (std::size_t k = 0; k < 3; ++k) {
    const std::size_t next = (k + 1) % 3, last = (k + 2) % 3;
    if (zeros == 1 && is_zero(v[k])) v[k] = unit(cross(v[next], v[last]));
    if (zeros == 2 && !is_zero(v[k])) {
      // the Cartesian axis furthest from v[k]; of equal ones the next in order, so that y and z follow on x
      std::size_t axis = next;
      for (const std::size_t other : {last, k})
        if (std::abs(v[k][other]) < std::abs(v[k][axis])) axis = other;
      const Vec3 along = Mat3::identity()[axis];
      v[next] = unit(along - (dot(along, v[k]) / norm2(v[k])) * v[k]);
      v[last] = unit(cross(v[k], v[next]));
      return v;
    }
  }
  return v;
}

Mat3 checked(const Mat3& vectors, const Cell::Periodic& periodic) {
  for (std::size_t k = 0; k < 3; ++k) {
    const auto name = "cell vector " + std::string(1, "abc"[k]);
    if (!std::isfinite(norm2(vectors[k]))) throw std::invalid_argument(name + " is not finite");
    if (periodic[k] && is_zero(vectors[k]))
      throw std::invalid_argument(name + " is zero but its direction is periodic");
  }
  const Mat3 v = completed(vectors);
  // The sine between vectors in one plane is left by rounding at 1e-16; below 1e-8 half of all digits would be lost.
  const double sine = std::abs(determinant(v)) / (norm(v[0]) * norm(v[1]) * norm(v[2]));
  if (!(sine > 1e-8)) throw std::invalid_argument("the cell vectors lie in one plane");
  return v;
}

/// Shorter vectors of the lattice spanned by the periodic ones, by Lagrange's reduction pair by pair; unit normals
/// take the place of the others. minimum_image() is exact with any basis, and quick with a short one.
Mat3 reduced(const Mat3& vectors, const Cell::Periodic& periodic) {
  Mat3 v = vectors;
  for (std::size_t k = 0; k < 3; ++k)
    if (!periodic[k]) v[k] = Vec3{};
  for (bool shorter = true; shorter;) {
    shorter = false;
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) {
        if (i == j || !periodic[i] || !periodic[j]) continue;
        const Vec3 trial = v[i] - std::nearbyint(dot(v[i], v[j]) / norm2(v[j])) * v[j];
        // asks for a visible gain: equally short vectors would take turns for ever
        if (norm2(trial) > (1.0 - 1e-9) * norm2(v[i])) continue;
        v[i] = trial;
        shorter = true;
      }
  }
  return completed(v);
}

}  // namespace

Cell::Cell(const Mat3& vectors, Periodic periodic)
    : vectors_(checked(vectors, periodic)),
      inverse_(liquidus::inverse(vectors_)),
      reduced_(reduced(vectors_, periodic)),
      reduced_inverse_(liquidus::inverse(reduced_)),
      periodic_(periodic),
      volume_(std::abs(determinant(vectors_))) {
  const Mat3 reciprocal = transpose(inverse_);
  for (std::size_t k = 0; k < 3; ++k) heights_[k] = 1.0 / norm(reciprocal[k]);
}

Cell Cell::orthorhombic(const Vec3& lengths) {
  for (const double length : lengths)
    if (!(length > 0.0)) throw std::invalid_argument("the lengths of a cell must be positive");
  return Cell(Mat3::diagonal(lengths[0], lengths[1], lengths[2]), {true, true, true});
}

Vec3 Cell::wrapped(const Vec3& r, std::array<int, 3>* image) const {
  constexpr double far = 1e9;  // cells; an int holds the shift
  Vec3 x = r, s = fractional(x);
  std::array<int, 3> taken{};
  const auto outside = [&](std::size_t k) { return periodic_[k] && !(s[k] >= 0.0 && s[k] < 1.0); };
  const auto any_outside = [&] { return outside(0) || outside(1) || outside(2); };
  for (const double component : s)
    if (!(std::abs(component) < far)) return r;
  // Twice is enough but for rounding: −1e-17 first becomes 1, then 0.
  for (int attempt = 0; attempt < 4 && any_outside(); ++attempt) {
    std::array<int, 3> n{};
    for (std::size_t k = 0; k < 3; ++k)
      if (periodic_[k]) n[k] = static_cast<int>(std::floor(s[k]));
    x = translated(x, {-n[0], -n[1], -n[2]});
    for (std::size_t k = 0; k < 3; ++k) taken[k] += n[k];
    s = fractional(x);
  }
  // What hops from face to face by rounding is set a hair inside the cell.
  for (double hair = 0.0; any_outside(); hair = std::max(1e-17, 2.0 * hair)) {
    for (std::size_t k = 0; k < 3; ++k)
      if (outside(k)) s[k] = s[k] < 0.5 ? hair : 1.0 - std::max(hair, 1.2e-16);
    x = cartesian(s);
    s = fractional(x);
  }
  if (image)
    for (std::size_t k = 0; k < 3; ++k) (*image)[k] += taken[k];
  return x;
}

Vec3 Cell::folded(const Vec3& d) const {
  const Vec3 s = fractional(d);
  Vec3 n{};
  for (std::size_t k = 0; k < 3; ++k)
    if (periodic_[k]) n[k] = std::nearbyint(s[k]);
  return d - n * vectors_;
}

Vec3 Cell::minimum_image(const Vec3& d) const {
  Vec3 s = d * reduced_inverse_, n{};
  for (std::size_t k = 0; k < 3; ++k)
    if (periodic_[k]) n[k] = std::nearbyint(s[k]);
  const Vec3 start = d - n * reduced_;
  s = s - n;
  // Only the part of the vector in the space of the periodic directions can become shorter. An image m that is no
  // longer has |s_k + m_k| spacings along each direction, at most its length times the reciprocal vector's.
  Vec3 inside{};
  for (std::size_t k = 0; k < 3; ++k)
    if (periodic_[k]) inside += s[k] * reduced_[k];
  const Mat3 reciprocal = transpose(reduced_inverse_);
  std::array<double, 3> least{}, most{};
  for (std::size_t k = 0; k < 3; ++k)
    if (periodic_[k]) {
      const double reach = norm(inside) * norm(reciprocal[k]);
      least[k] = std::ceil(-reach - s[k]);
      most[k] = std::floor(reach - s[k]);
    }
  Vec3 best = start, m;
  for (m[0] = least[0]; m[0] <= most[0]; ++m[0])
    for (m[1] = least[1]; m[1] <= most[1]; ++m[1])
      for (m[2] = least[2]; m[2] <= most[2]; ++m[2])
        if (const Vec3 trial = start + m * reduced_; norm2(trial) < norm2(best)) best = trial;
  return best;
}

}  // namespace liquidus
