#include "scatter/measure_trajectory.hpp"

#include <limits>

#include "core/errors.hpp"
#include "core/units.hpp"

namespace liquidus {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// From the velocities, with three degrees of freedom for each atom.
double temperature(const Structure& atoms) {
  if (atoms.v.empty()) return unknown;
  double twice_kinetic = 0.0;
  for (Index i = 0; i < atoms.size(); ++i) {
    const Vec3& v = atoms.v[static_cast<std::size_t>(i)];
    twice_kinetic += atoms.mass(i) * dot(v, v);
  }
  return twice_kinetic / (3.0 * static_cast<double>(atoms.size()) * units::kB);
}

}  // namespace

Snapshot snapshot_of(const Frame& frame) {
  constexpr Vec3 row{unknown, unknown, unknown};
  Snapshot now{frame.atoms,
               frame.step,
               frame.time,
               frame.energy.value_or(unknown),
               temperature(frame.atoms),
               frame.stress.value_or(Mat3{row, row, row})};
  if (const auto found = frame.info.find("heat_flux"); found != frame.info.end())
    if (const auto* flux = std::get_if<std::vector<double>>(&found->second); flux && flux->size() == 3)
      now.heat_flux = {(*flux)[0], (*flux)[1], (*flux)[2]};
  return now;
}

Index measure_trajectory(const Trajectory& trajectory, std::span<Measure* const> measures) {
  return for_each_frame(trajectory, [&](const Frame& frame, Index number) {
    try {
      const Snapshot snapshot = snapshot_of(frame);
      for (Measure* measure : measures) measure->observe(snapshot);
    } catch (const Error& error) {
      throw InputError({trajectory.path, 0}, "frame " + std::to_string(number) + ": " + error.what());
    }
  });
}

}  // namespace liquidus
