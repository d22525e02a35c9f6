#pragma once
#include <optional>
#include <vector>

#include "parallel/communicator.hpp"
#include "scatter/dynamics/block_correlator.hpp"
#include "scatter/dynamics/same_atoms.hpp"
#include "scatter/dynamics/vacf_options.hpp"

namespace liquidus {

/// Velocity autocorrelations as they were measured.
struct VacfSums {
  std::vector<std::string> species;
  std::vector<double> atoms, mass;  // [species]; mass in eV fs²/Å²
  BlockCurves curves;               // ⟨v(t0)·v(t0 + t)⟩ of each species, Å²/fs²
};

/// Velocity autocorrelation of each species, over all time origins, of a run as it goes or of frames that have
/// velocities. Memory is that of some blocks of the longest lag, 72 bytes for each atom and frame, however long the
/// run; ranks share the atoms. The velocity of the centre of mass is taken off.
class Vacf : public Measure {
 public:
  /// @throws InputError naming the option that is out of range
  explicit Vacf(const VacfOptions& options, const Communicator& ranks = Communicator::self());

  /// Collective. @throws InputError if there are no velocities, the atoms change, times aren't even, or a block would
  /// take more memory than allowed
  /// @throws SimulationError if a velocity isn't finite
  void observe(const Snapshot& now) override;
  Index interval() const override { return options_.interval; }
  Index frames() const override { return times_.frames(); }
  /// Collective. @throws Error with fewer than two frames
  VacfSums sums() const;
  Findings findings() const override;

  std::vector<double> state() const override;
  void restore(const std::vector<double>& state) override;

 private:
  Index lags() const;  // frames in the longest lag
  void make_correlator();
  void add(std::span<const Vec3> sorted);

  VacfOptions options_;
  const Communicator* ranks_;
  SameAtoms atoms_;
  EvenTimes times_;
  std::optional<BlockCorrelator> correlator_;  // once two frames have told the spacing
  BlockSums blocks_;                           // of complete blocks: origins, then curves
  std::vector<Vec3> first_, sorted_;           // [n] velocities in the order of species
};

/// What they say: tables "" (t, vacf_X in Å²/fs², D_X running integral), "spectrum" (THz, cm⁻¹, meV; vdos_X per THz,
/// their integral 1, and the total weighted by number), numbers D_X.
Findings vacf_findings(const VacfSums& sums, const VacfOptions& options);

}  // namespace liquidus
