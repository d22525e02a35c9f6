#include "scatter/dynamics/msd_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "core/units.hpp"

namespace liquidus {
namespace {

constexpr double per_1e9_m2_s = 1e-9 * units::metre * units::metre / units::second;  // Å²/fs

/// t, then one curve per species with its errors. f(means, species, lag) → the number.
template <class F>
CurveTable species_table(const MsdSums& sums, const BlockCurves& curves, const std::string& name,
                         const std::string& unit, F&& f) {
  CurveTable table;
  std::vector<WithErrors> found;
  std::size_t rows = curves.size();
  for (std::size_t s = 0; s < sums.species.size(); ++s) {
    found.push_back(curves.evaluate_lags([&](const BlockCurves::Means& means) {
      std::vector<double> values;
      for (std::size_t k = 0; k < curves.size(); ++k) values.push_back(f(means, s, k));
      return values;
    }));
    rows = std::min(rows, found.back().value.size());
  }
  auto times = curves.times();
  times.resize(rows);
  table.columns.push_back({"t", "fs", std::move(times)});
  for (std::size_t s = 0; s < sums.species.size(); ++s) {
    found[s].value.resize(rows);
    if (!found[s].error.empty()) found[s].error.resize(rows);
    add_column(table.columns, name + "_" + sums.species[s], unit, found[s].value, found[s].error);
  }
  return table;
}

std::string error_line(const BlockCurves& curves) {
  if (curves.blocks.size() < 2) return "";
  return fmt::format(
      "\nerr_: standard error from {} blocks of time left out in turn, joined where they are shorter than the lag",
      curves.blocks.size());
}

std::string comment(const MsdSums& sums) {
  return fmt::format(
             "mean square displacement <|r(t0 + t) - r(t0)|^2> of {} frames {:g} fs apart, {}\n{}, steps in fractions "
             "of "
             "the cell",
             sums.squares.frames(), sums.squares.spacing, sums.how,
             sums.drift_removed ? "drift of the centre of mass of all atoms (by mass) taken off"
                                : "drift of the centre of mass left in") +
         error_line(sums.squares);
}

std::string range_note(const MsdSums& sums, const LongTimeSlope& slope) {
  return fmt::format(
      "from the slope of the mean square displacement between {:g} and {:g} fs, where it grows as t^{:.3f}",
      sums.squares.lag(slope.range.from), sums.squares.lag(slope.range.to - 1), slope.exponent.value);
}

void add_diffusion(const MsdSums& sums, const MsdOptions& options, const Diffusion& found, Findings& all) {
  Estimate d = found.value();
  const auto in_unit = [](Estimate e) {
    e.value /= per_1e9_m2_s;
    if (e.error) *e.error /= per_1e9_m2_s;
    return e;
  };
  all.numbers.push_back({"D_" + found.species, "1e-9 m²/s", in_unit(d), range_note(sums, found.slope)});
  if (const auto remark = slope_remark("the mean square displacement of " + found.species, found.slope);
      !remark.empty())
    all.remarks.push_back(remark);
  if (std::isnan(options.viscosity)) return;
  const double temperature = std::isnan(options.temperature) ? sums.temperature : options.temperature;
  if (!(temperature > 0.0)) {
    all.remarks.push_back("the frames have no velocities, so the correction of D_" + found.species +
                          " to an infinite system needs the option temperature");
    return;
  }
  d.value = without_finite_size(d.value, temperature, options.viscosity, sums.volume);
  all.numbers.push_back(
      {"D_" + found.species + " infinite", "1e-9 m²/s", in_unit(d),
       fmt::format("corrected by 2.837297 kT/(6 pi eta L) with T = {:g} K, eta = {:g} mPa s as given, "
                   "L = V^(1/3) = {:.4g} Å",
                   temperature, options.viscosity / (1e-3 * units::pascal * units::second), std::cbrt(sums.volume))});
}

}  // namespace

void check(const MsdOptions& options) {
  const auto refuse = [](const std::string& what) { refuse_measure("msd", what); };
  const auto positive = [&](const char* name, double x) {
    if (!std::isnan(x) && !(x > 0.0 && std::isfinite(x))) refuse(std::string(name) + " must be positive");
  };
  check_keys("msd", options, 2);
  if (options.memory < 1) refuse("memory must be at least 1 MiB");
  positive("longest", options.longest);
  positive("fit_from", options.fit_from);
  positive("fit_to", options.fit_to);
  positive("viscosity", options.viscosity);
  positive("temperature", options.temperature);
  if (options.fit_from >= options.fit_to) refuse("fit_from must be less than fit_to");
  if (options.fit_to > options.longest) refuse("fit_to must be at most longest");
}

Estimate Diffusion::value() const {
  Estimate d{slope.slope.value / 6.0, {}};
  if (slope.slope.error) d.error = *slope.slope.error / 6.0;
  return d;
}

std::vector<Diffusion> diffusion(const MsdSums& sums, const MsdOptions& options) {
  std::vector<Diffusion> all;
  for (std::size_t s = 0; s < sums.species.size(); ++s)
    all.push_back({sums.species[s], long_time_slope(sums.squares, s, options.fit_from, options.fit_to)});
  return all;
}

Findings msd_findings(const MsdSums& sums, const MsdOptions& options) {
  Findings all;
  all.tables.push_back(
      species_table(sums, sums.squares, "msd", "Å^2",
                    [](const auto& means, std::size_t s, std::size_t k) { return means.curve(s)[k]; }));
  all.tables.back().comment = comment(sums);
  all.tables.push_back(
      species_table(sums, sums.moments, "alpha2", "", [&](const auto& means, std::size_t s, std::size_t k) {
        const double second = means.curve(s)[k], fourth = means.curve(s + sums.species.size())[k];
        return second > 0.0 ? 3.0 * fourth / (5.0 * second * second) - 1.0 : 0.0;
      }));
  all.tables.back().suffix = "alpha2";
  all.tables.back().comment = "non-Gaussian parameter alpha2 = 3 <|d|^4> / (5 <|d|^2>^2) - 1 of displacements d in t" +
                              error_line(sums.moments);
  if (const auto remark = long_steps_remark(sums.longest_step); !remark.empty()) all.remarks.push_back(remark);
  try {
    for (const auto& found : diffusion(sums, options)) add_diffusion(sums, options, found, all);
  } catch (const InputError& error) {
    all.remarks.push_back(std::string("there is no diffusion coefficient: ") + error.what());
  }
  return all;
}

}  // namespace liquidus
