#pragma once
#include <array>

#include "parallel/communicator.hpp"
#include "scatter/block_sums.hpp"
#include "scatter/direct/fixed_species.hpp"
#include "scatter/measure.hpp"

namespace liquidus {

/// `[[measure]] type = "debye"`: clusters in the open.
struct DebyeOptions : MeasureKeys {
  double q_max = 10.0, step = 0.05;  // 1/Å
};

inline constexpr auto debye_fields =
    joined(measure_fields<DebyeOptions>,
           std::array{
               Field<DebyeOptions>{"q_max", "1/Å", "largest Q", &DebyeOptions::q_max},
               Field<DebyeOptions>{"step", "1/Å", "from one Q to the next, from 0 on", &DebyeOptions::step},
           });

/// Debye's sum over all pairs of atoms (debye_sums), averaged over frames: the structure factor of a cluster in the
/// open, turned in all directions. Species are matched by name and their numbers must stay.
class DebyeMeasure : public Measure {
 public:
  /// @throws InputError naming the key that is out of range
  explicit DebyeMeasure(const DebyeOptions& options, const Communicator& ranks = Communicator::self());

  /// Collective.
  /// @throws InputError if the frame is periodic in any direction or the number of atoms of a species has changed
  /// @throws SimulationError if a coordinate isn't finite
  void add(const Structure& atoms);
  Index frames() const override { return sums_.frames(); }
  Findings findings() const override;

  Index interval() const override { return options_.interval; }
  void observe(const Snapshot& now) override { add(now.atoms); }
  std::vector<double> state() const override;
  /// @throws InputError if the state was made with other Q or blocks, or is no such state
  void restore(const std::vector<double>& state) override;

 private:
  DebyeOptions options_;
  const Communicator* ranks_;
  std::vector<double> q_;
  FixedSpecies species_;
  BlockSums sums_;  // [pairs][q]
};

}  // namespace liquidus
