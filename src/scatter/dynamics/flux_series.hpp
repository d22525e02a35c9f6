#pragma once
#include <array>
#include <string>
#include <vector>

#include "core/structure.hpp"
#include "io/curve.hpp"

namespace liquidus {

/// Fluxes of a run at even times. What wasn't recorded is empty; the others have one value for each sample.
struct FluxSeries {
  double spacing = 0.0;                       // fs
  std::vector<double> temperature;            // K
  std::vector<double> volume;                 // Å³
  std::vector<std::array<double, 6>> stress;  // eV/Å³: xx, yy, zz, yz, zx, xy; ASE's sign
  std::vector<Vec3> current;                  // e Å/fs: Σ q v
  std::vector<Vec3> dipole;                   // e Å: Σ q times the unwrapped displacement since the first sample
  std::vector<Vec3> heat;                     // eV Å/fs, as Snapshot::heat_flux

  Index samples() const { return static_cast<Index>(volume.size()); }
};

/// Columns t, T, V, s_xx … s_xy, j_x …, m_x …, q_x …, with their units; those that were recorded.
std::vector<CurveColumn> flux_columns(const FluxSeries& series);

/// Reads such a table, of another program as well if its columns have these names and units.
/// @throws InputError if t or V is missing, times aren't even, or a flux lacks one of its components
FluxSeries read_fluxes(const std::string& path);

}  // namespace liquidus
