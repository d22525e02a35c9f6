#pragma once
#include <cmath>
#include <complex>
#include <span>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "core/structure.hpp"
#include "core/units.hpp"
#include "potential/potential.hpp"
#include "support/pairs_by_trial.hpp"

namespace liquidus::testing {

/// Both terms of a plain Ewald sum are cut where exp(−x²) is below 1e-14.
inline constexpr double ewald_depth = 5.7;

inline void add_real_sum(const Structure& atoms, std::span<const double> q, double beta, Evaluation& sum) {
  for (const auto& pair : pairs_by_trial(atoms.cell, atoms.r, atoms.size(), ewald_depth / beta)) {
    const auto i = static_cast<std::size_t>(pair.i), j = static_cast<std::size_t>(pair.j);
    const Vec3 d = atoms.cell.translated(atoms.r[j], pair.shift) - atoms.r[i];
    const double r = norm(d), strength = units::coulomb * q[i] * q[j], x = beta * r;
    const double e = strength * std::erfc(x) / r;
    const Vec3 f = ((e + strength * 2.0 * beta / std::sqrt(units::pi) * std::exp(-x * x)) / (r * r)) * d;  // on j
    sum.energy += e;
    sum.atomic_energies[i] += 0.5 * e;
    sum.atomic_energies[j] += 0.5 * e;
    sum.forces[i] -= f;
    sum.forces[j] += f;
    sum.virial += outer(d, f);
  }
}

/// The term of one wave vector and its negative.
inline void add_wave(const Structure& atoms, std::span<const double> q, double beta, const Vec3& k, Evaluation& sum) {
  const double k2 = norm2(k), width = 0.25 / (beta * beta);
  const double green = units::coulomb * 4.0 * units::pi * std::exp(-width * k2) / k2 / atoms.cell.volume();
  std::complex<double> rho = 0.0;
  for (std::size_t i = 0; i < q.size(); ++i) rho += q[i] * std::polar(1.0, -dot(k, atoms.r[i]));
  const double e = green * std::norm(rho);
  sum.energy += e;
  sum.virial += e * Mat3::identity();
  sum.virial += -2.0 * e * (1.0 / k2 + width) * outer(k, k);
  for (std::size_t i = 0; i < q.size(); ++i) {
    const std::complex<double> phi = green * rho * std::polar(1.0, dot(k, atoms.r[i]));
    sum.atomic_energies[i] += q[i] * phi.real();
    sum.forces[i] += 2.0 * q[i] * phi.imag() * k;
  }
}

inline void add_reciprocal_sum(const Structure& atoms, std::span<const double> q, double beta, Evaluation& sum) {
  const Mat3 reciprocal = 2.0 * units::pi * transpose(atoms.cell.inverse());
  const double most = 2.0 * beta * ewald_depth;
  Image last{}, n;
  for (std::size_t k = 0; k < 3; ++k)
    last[k] = static_cast<int>(most * norm(atoms.cell.vectors()[k]) / (2.0 * units::pi)) + 1;
  for (n[0] = -last[0]; n[0] <= last[0]; ++n[0])
    for (n[1] = -last[1]; n[1] <= last[1]; ++n[1])
      for (n[2] = -last[2]; n[2] <= last[2]; ++n[2]) {
        const Vec3 k = Vec3{1.0 * n[0], 1.0 * n[1], 1.0 * n[2]} * reciprocal;
        if (n > Image{} && norm2(k) < most * most) add_wave(atoms, q, beta, k, sum);
      }
}

/// Coulomb energy of a periodic cell by a plain Ewald sum: conducting surroundings, neutralising background.
/// @param charges  [species] e
inline Evaluation ewald_by_sum(const Structure& atoms, std::span<const double> charges, double beta) {
  Evaluation sum;
  sum.reset(atoms.size());
  sum.atomic_energies.assign(atoms.r.size(), 0.0);
  std::vector<double> q;
  double net = 0.0;
  for (const int type : atoms.type) {
    q.push_back(charges[static_cast<std::size_t>(type)]);
    net += q.back();
  }
  add_real_sum(atoms, q, beta, sum);
  add_reciprocal_sum(atoms, q, beta, sum);
  const double background = -units::coulomb * units::pi * net / (beta * beta * atoms.cell.volume());
  for (std::size_t i = 0; i < q.size(); ++i) {
    const double e = 0.5 * q[i] * background - units::coulomb * beta / std::sqrt(units::pi) * q[i] * q[i];
    sum.energy += e;
    sum.atomic_energies[i] += e;
  }
  sum.virial += 0.5 * background * net * Mat3::identity();
  return sum;
}

/// Rocksalt of n³ cells of eight ions with every coordinate moved by up to ±way (Å); alternating species.
inline Structure rocksalt(int n, double edge, double way, const std::vector<std::string>& species) {
  Structure unit;
  unit.cell = Cell::cubic(edge);
  for (int k = 0; k < 8; ++k) {
    const Vec3 corner{0.5 * (k & 1), 0.5 * (k >> 1 & 1), 0.5 * (k >> 2)};
    unit.add(species[static_cast<std::size_t>((k & 1) ^ (k >> 1 & 1) ^ (k >> 2))], edge * corner);
  }
  Structure salt = replicate(unit, {n, n, n});
  for (Index i = 0; i < salt.size(); ++i) {
    Random random(17, Stream::packing, i, 0);
    for (auto& x : salt.r[static_cast<std::size_t>(i)]) x += way * (2.0 * random.uniform() - 1.0);
  }
  return salt;
}

inline double rms_difference(const std::vector<Vec3>& a, const std::vector<Vec3>& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += norm2(a[i] - b[i]);
  return std::sqrt(sum / static_cast<double>(a.size()));
}

}  // namespace liquidus::testing
