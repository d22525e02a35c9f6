#include <fmt/format.h>

#include <cmath>

#include "core/units.hpp"
#include "scatter/dynamics/green_kubo.hpp"
#include "scatter/dynamics/vacf.hpp"

namespace liquidus {
namespace {

constexpr double per_1e9_m2_s = 1e-9 * units::metre * units::metre / units::second;  // Å²/fs
constexpr double THz = 1e12 / units::second;                                         // 1/fs
constexpr double wavenumber = 2.99792458e10 / units::second;                         // c · 1 cm⁻¹, 1/fs
constexpr double planck = 6.62607015e-34 * units::joule * units::second;             // eV fs

double window_at(const std::string& name, double x) {
  if (name == "hann") return 0.5 + 0.5 * std::cos(units::pi * x);
  return name == "gauss" ? std::exp(-4.5 * x * x) : 1.0;
}

/// Densities at the frequencies j/(2 T), j = 0 … K, of a correlation at K + 1 lags up to T: 4 ∫ C(t)/C(0) w(t)
/// cos(2πνt) dt, by a cosine transform whose inverse it is: their integral by the trapezoid rule is one.
std::vector<double> density_of_states(std::span<const double> correlation, double spacing, const std::string& window) {
  const std::size_t last = correlation.size() - 1;
  std::vector<double> cosine(2 * last), weighted(correlation.size()), result(correlation.size(), 0.0);
  for (std::size_t k = 0; k < cosine.size(); ++k)
    cosine[k] = std::cos(units::pi * static_cast<double>(k) / static_cast<double>(last));
  for (std::size_t k = 0; k <= last; ++k)
    weighted[k] = (k == 0 || k == last ? 0.5 : 1.0) * correlation[k] / correlation[0] *
                  window_at(window, static_cast<double>(k) / static_cast<double>(last));
  for (std::size_t j = 0; j <= last; ++j) {
    for (std::size_t k = 0; k <= last; ++k) result[j] += weighted[k] * cosine[j * k % (2 * last)];
    result[j] *= 4.0 * spacing;
  }
  return result;
}

CurveTable spectrum_table(const VacfSums& sums, const std::string& window) {
  CurveTable table{"spectrum", "", {{"nu", "THz", {}}, {"wavenumber", "1/cm", {}}, {"energy", "meV", {}}}};
  const double longest = sums.curves.lag(sums.curves.size() - 1);
  for (std::size_t j = 0; j < sums.curves.size(); ++j) {
    const double nu = static_cast<double>(j) / (2.0 * longest);
    table.columns[0].values.push_back(nu / THz);
    table.columns[1].values.push_back(nu / wavenumber);
    table.columns[2].values.push_back(planck * nu / units::meV);
  }
  double atoms = 0.0;
  for (const double n : sums.atoms) atoms += n;
  const auto of_species = [&](const BlockCurves::Means& means, std::size_t s) {
    return density_of_states(means.curve(s), sums.curves.spacing, window);
  };
  const auto add = [&](const std::string& name, const WithErrors& found) {
    add_column(table.columns, "vdos_" + name, "1/THz", found.value, found.error, THz);
  };
  for (std::size_t s = 0; s < sums.species.size(); ++s)
    add(sums.species[s], sums.curves.evaluate([&](const BlockCurves::Means& means) { return of_species(means, s); }));
  add("total", sums.curves.evaluate([&](const BlockCurves::Means& means) {
    std::vector<double> total(sums.curves.size(), 0.0);
    for (std::size_t s = 0; s < sums.species.size(); ++s) {
      const auto part = of_species(means, s);
      for (std::size_t j = 0; j < total.size(); ++j) total[j] += sums.atoms[s] / atoms * part[j];
    }
    return total;
  }));
  table.comment = fmt::format(
      "vibrational density of states 4 int_0^T C(t)/C(0) w(t) cos(2 pi nu t) dt of the velocity autocorrelation C, T = "
      "{:g} "
      "fs, window w: {}; the integral over nu is one; total: by number of atoms, as C/C(0) of each is per kT/m",
      longest, window);
  return table;
}

}  // namespace

Findings vacf_findings(const VacfSums& sums, const VacfOptions& options) {
  Findings all;
  const BlockCurves& curves = sums.curves;
  CurveTable table{"", "", {{"t", "fs", curves.times()}}};
  for (std::size_t s = 0; s < sums.species.size(); ++s) {
    const auto& name = sums.species[s];
    const GreenKubo found = green_kubo(curves, options.cutoff, [&](const BlockCurves::Means& means) {
      std::vector<double> third(means.curve(s).begin(), means.curve(s).end());
      for (double& x : third) x /= 3.0;
      return third;
    });
    add_column(table.columns, "vacf_" + name, "Å^2/fs^2", found.correlation.value, found.correlation.error, 3.0);
    add_column(table.columns, "D_" + name, "1e-9 m^2/s", found.integral.value, found.integral.error,
               1.0 / per_1e9_m2_s);
    Estimate d = found.value();
    d.value /= per_1e9_m2_s;
    if (d.error) *d.error /= per_1e9_m2_s;
    all.numbers.push_back(
        {"D_" + name + " Green-Kubo", "1e-9 m²/s", d,
         fmt::format("a third of the integral of the velocity autocorrelation to {:g} fs", curves.lag(found.cutoff))});
    for (auto& remark : green_kubo_remarks("D_" + name, found, curves.spacing))
      all.remarks.push_back(std::move(remark));
  }
  table.comment = fmt::format(
      "velocity autocorrelation <v(t0)·v(t0 + t)> over all origins of {} frames {:g} fs apart, {}\nD: a third of its "
      "integral from 0 to t\nerr_: standard error from {} blocks of time left out in turn",
      curves.frames(), curves.spacing,
      options.drift ? "velocity of the centre of mass left in" : "velocity of the centre of mass taken off",
      curves.blocks.size());
  all.tables.push_back(std::move(table));
  all.tables.push_back(spectrum_table(sums, options.window));
  return all;
}

}  // namespace liquidus
