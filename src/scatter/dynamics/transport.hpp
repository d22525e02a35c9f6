#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scatter/dynamics/flux_series.hpp"
#include "scatter/dynamics/msd.hpp"
#include "scatter/dynamics/transport_options.hpp"

namespace liquidus {

/// Records fluxes at even times, of a run as it goes or of frames: stress, current and displacement of the charges,
/// heat flux, temperature and volume, whatever the frames have; and finds viscosity, ionic and thermal conductivity.
/// Memory and state grow by 18 numbers with each sample. With charges, the atoms are followed as Msd does, for the
/// displacement of the charges and for the conductivity that independent ions would have.
class Transport : public Measure {
 public:
  /// @throws InputError naming the option that is out of range
  explicit Transport(const TransportOptions& options, const Communicator& ranks = Communicator::self());

  /// Collective. @throws InputError if a species has no charge, what the frames have changes, the atoms change, or
  /// times aren't even
  void observe(const Snapshot& now) override;
  Index interval() const override { return options_.interval; }
  Index frames() const override { return series_.samples(); }
  const FluxSeries& series() const { return series_; }
  /// What transport_findings says, and the table "fluxes", which read_fluxes reads again.
  Findings findings() const override;

  std::vector<double> state() const override;
  void restore(const std::vector<double>& state) override;

 private:
  void add_charges(const Snapshot& now);

  TransportOptions options_;
  std::vector<std::pair<std::string, double>> charges_;
  const Communicator* ranks_;
  EvenTimes times_;
  Msd msd_;
  std::vector<double> charge_;  // [n]
  FluxSeries series_;
};

/// Mean square displacements of ions with charges, for what their conductivity would be if they moved independently.
struct IonPaths {
  MsdSums sums;
  std::vector<double> charge;  // [species] e
};

/// Transport coefficients of stored fluxes. Table "" holds correlations and running integrals over the lag.
///
/// Viscosity: η = V/(10 kT) ∫ Σ_ab ⟨P_ab(0) P_ab(t)⟩ dt, P the symmetric traceless part of the stress, whose five
/// independent components weigh alike (Daivis & Evans, J. Chem. Phys. 100, 541, 1994); and Einstein's (Helfand's) form
/// V/(20 kT) d/dt ⟨Σ_ab |∫₀^t P_ab|²⟩. Ionic conductivity: σ = 1/(3VkT) ∫ ⟨J(0)·J(t)⟩ dt with J = Σ q v, and 1/(6VkT)
/// d/dt ⟨|M(t) − M(0)|²⟩ with M = Σ q r unwrapped; σ_NE = Σ N q² D/(VkT) of Nernst and Einstein; Haven's ratio σ_NE/σ.
/// Thermal conductivity: λ = 1/(3VkT²) ∫ ⟨J_q(0)·J_q(t)⟩ dt; where charges flow, at zero charge current, λ = (L_qq −
/// L_qc²/L_cc)/(VkT²) with L_ab = 1/3 ∫ ⟨J_a(0)·J_b(t)⟩ dt (Sindzingre & Gillan, J. Phys.: Condens. Matter 2, 7033,
/// 1990), which also makes λ independent of how energies are counted from.
/// @throws Error with fewer than four samples @throws InputError without a temperature
Findings transport_findings(const FluxSeries& series, const TransportOptions& options,
                            const std::optional<IonPaths>& ions = {});

}  // namespace liquidus
