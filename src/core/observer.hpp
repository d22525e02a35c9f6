#pragma once
#include "core/structure.hpp"

namespace liquidus {

/// What an observer is shown at a step.
struct Snapshot {
  const Structure& atoms;
  Index step;
  double time;              // fs
  double potential_energy;  // eV
  double temperature;       // K
  Mat3 stress;              // eV/Å³, kinetic part included, ASE's sign
};

/// Something that measures a run as it goes. md calls it; scatter and others implement it; neither knows the other.
class Observer {
 public:
  virtual ~Observer() = default;
  /// Steps between two calls, at least 1.
  virtual Index interval() const = 0;
  virtual void observe(const Snapshot& now) = 0;
  /// The accumulated state as numbers, for the checkpoint, and back: a restarted run measures what an unbroken one does.
  virtual std::vector<double> state() const = 0;
  virtual void restore(const std::vector<double>& state) = 0;
};

}  // namespace liquidus
