#pragma once
#include <array>
#include <vector>

#include "parallel/communicator.hpp"
#include "scatter/dynamics/density_options.hpp"

namespace liquidus {

/// Mean densities, lengths and angles of the cell of a run at constant pressure, each with the standard error of a
/// correlated series (correlated_mean). Isothermal compressibility ⟨δV²⟩/(⟨V⟩kT) as well, where the volume changes: it
/// holds for an ensemble whose volume fluctuates as it should, which those of this program's barostats do. Composition
/// may change. Eleven numbers are kept for each frame, by every rank.
class Density : public Measure {
 public:
  /// @throws InputError naming the option that is out of range
  explicit Density(const DensityOptions& options, const Communicator& ranks = Communicator::self());

  /// @throws InputError if the frame isn't periodic in all directions, or has no atoms
  void observe(const Snapshot& now) override;
  Index interval() const override { return options_.interval; }
  Index frames() const override { return static_cast<Index>(rows_.size()); }
  /// Table "" with the series (t, density, …), numbers with errors.
  Findings findings() const override;

  std::vector<double> state() const override;
  void restore(const std::vector<double>& state) override;

 private:
  /// time, mass density, number density, lengths, angles, volume, temperature
  static constexpr std::size_t width = 11;
  using Row = std::array<double, width>;

  std::vector<double> column(std::size_t k) const;
  void add_compressibility(Findings& all) const;

  DensityOptions options_;
  std::vector<Row> rows_;
};

}  // namespace liquidus
