#pragma once
#include <limits>

#include "core/structure.hpp"

namespace liquidus {

/// What an observer is shown at a step. What a frame of a file lacks is not a number (NaN).
struct Snapshot {
  const Structure& atoms;
  Index step;
  double time;              // fs
  double potential_energy;  // eV
  double temperature;       // K
  Mat3 stress;              // eV/Å³, kinetic part included, ASE's sign
  /// eV Å/fs: Σ (e v + W·v) with energies e (kinetic part included) and virials W of the atoms; divided by the volume
  /// it is a current density. Not known in runs: for potentials of many bodies W must be that of each neighbour's
  /// share, which none gives yet.
  Vec3 heat_flux = {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN(),
                    std::numeric_limits<double>::quiet_NaN()};
};

/// Something that measures a run as it goes. md calls it; scatter and others implement it; neither knows the other.
class Observer {
 public:
  virtual ~Observer() = default;
  /// Steps between two calls, at least 1.
  virtual Index interval() const = 0;
  virtual void observe(const Snapshot& now) = 0;
  /// The accumulated state as numbers, for the checkpoint, and back: a restarted run measures what an unbroken one
  /// does.
  virtual std::vector<double> state() const = 0;
  virtual void restore(const std::vector<double>& state) = 0;
};

}  // namespace liquidus
