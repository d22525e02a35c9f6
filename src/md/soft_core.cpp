#include "md/soft_core.hpp"

#include <algorithm>
#include <cmath>

#include "core/units.hpp"

namespace liquidus {

SoftCore::SoftCore(std::vector<double> diameters, double height)
    : diameters_(std::move(diameters)),
      kinds_(static_cast<int>(std::lround(std::sqrt(static_cast<double>(diameters_.size()))))),
      largest_(*std::max_element(diameters_.begin(), diameters_.end())),
      height_(height) {}

/// Each own atom takes half of its pairs' energies and virials; its force is the whole sum, so nothing is left on
/// ghosts.
void SoftCore::add(const Neighbourhood& atoms, Evaluation& out) const {
  const NeighbourList& list = atoms.full(largest_);
  for (Index i = 0; i < atoms.own; ++i) {
    const auto a = static_cast<std::size_t>(i);
    for (const std::int32_t j : list.of(i)) {
      const Vec3 d = atoms.r[a] - atoms.r[static_cast<std::size_t>(j)];
      const double r = norm(d), end = diameter(atoms.type[a], atoms.type[static_cast<std::size_t>(j)]);
      if (!(r < end)) continue;
      const double phase = units::pi * r / end;
      // sin(x)/x → 1 where atoms coincide; there d is zero and with it the force
      const double f_over_r =
          0.5 * height_ * std::pow(units::pi / end, 2) * (phase > 1e-8 ? std::sin(phase) / phase : 1.0);
      out.forces[a] += f_over_r * d;
      if (out.with_virial) out.virial += 0.5 * f_over_r * outer(d, d);
      const double half = 0.25 * height_ * (1.0 + std::cos(phase));
      if (out.with_energy) out.energy += half;
      if (out.with_atomic_energies) out.atomic_energies[a] += half;
    }
  }
}

}  // namespace liquidus
