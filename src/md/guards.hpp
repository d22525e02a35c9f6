#pragma once
#include "md/closest_pair.hpp"
#include "md/forces.hpp"
#include "md/motion.hpp"
#include "md/options.hpp"

namespace liquidus {

/// Stops a run that has gone wrong. Temperature and finiteness are checked at every step, by the kinetic energy: a
/// force that isn't a number has made a velocity so in the same step, before any position. Distances are looked at
/// every `interval` steps (0.1 µs per atom) and before each checkpoint, so that a checkpoint is always a good one. All
/// are collective, and name an atom by its number in the whole system.
class Guards {
 public:
  explicit Guards(const GuardOptions& options) : options_(options) {}
  /// @param kinetic  of all ranks, eV
  /// @throws SimulationError on all ranks, naming the atom and the value, without the place in the run
  void check_step(const Motion& motion, const Forces& forces, double kinetic) const;
  void check_distances(const Motion& motion, Forces& forces);
  /// When the deviations are known.
  void check_deviations(const Motion& motion, const Forces& forces) const;
  bool distances_due(Index step) const { return step % options_.interval == 0; }

 private:
  void check_distances_over_ranks(const Motion& motion, Forces& forces);

  GuardOptions options_;
  ClosestPair closest_;
};

}  // namespace liquidus
