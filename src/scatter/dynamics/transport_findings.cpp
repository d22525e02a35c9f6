#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "core/errors.hpp"
#include "core/units.hpp"
#include "scatter/dynamics/block_correlator.hpp"
#include "scatter/dynamics/green_kubo.hpp"
#include "scatter/dynamics/transport.hpp"

namespace liquidus {
namespace {

constexpr double mPa_s = 1e-3 * units::pascal * units::second;
constexpr double coulomb_in_e = 1.0 / 1.602176634e-19;
constexpr double siemens_per_metre = coulomb_in_e * coulomb_in_e / (units::joule * units::second * units::metre);
constexpr double watt_per_metre_kelvin = units::joule / (units::second * units::metre);

double mean(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double x : values) sum += x;
  return sum / static_cast<double>(values.size());
}

Estimate in_unit(Estimate value, double unit) {
  value.value /= unit;
  if (value.error) *value.error /= unit;
  return value;
}

std::vector<double> times_factor(std::span<const double> values, double factor) {
  std::vector<double> result(values.begin(), values.end());
  for (double& x : result) x *= factor;
  return result;
}

/// [2][samples] √2 and 1/√2, 1/√6 times components of the stress, so that the sum of the five squares is that of all
/// nine elements of its symmetric traceless part.
std::vector<std::vector<Vec3>> traceless(const std::vector<std::array<double, 6>>& stress) {
  std::vector<std::vector<Vec3>> parts(2);
  for (const auto& s : stress) {
    parts[0].push_back(std::sqrt(2.0) * Vec3{s[3], s[4], s[5]});
    parts[1].push_back({(s[0] - s[1]) / std::sqrt(2.0), (s[0] + s[1] - 2.0 * s[2]) / std::sqrt(6.0), 0.0});
  }
  return parts;
}

std::vector<Vec3> integrated(const std::vector<Vec3>& values, double spacing) {
  std::vector<Vec3> result{Vec3{}};
  for (std::size_t k = 1; k < values.size(); ++k)
    result.push_back(result.back() + 0.5 * spacing * (values[k - 1] + values[k]));
  return result;
}

/// Everything that the coefficients are made from.
class Analysis {
 public:
  Analysis(const FluxSeries& series, const TransportOptions& options);
  void viscosity();
  void conductivity(const std::optional<IonPaths>& ions);
  void thermal_conductivity();
  Findings take();

 private:
  /// ⟨Σ a(t0)·a(t0 + t)⟩ over the series of each set, or the mean square displacements.
  BlockCurves curves(const std::vector<std::vector<Vec3>>& series, std::vector<Index> set_ends, bool displaced) const;
  void add_number(const std::string& name, const std::string& unit, Estimate value, double scale, std::string note) {
    all_.numbers.push_back({name, unit, in_unit(value, scale), std::move(note)});
  }
  void add_green_kubo(const std::string& name, const std::string& unit, double scale, const GreenKubo& found);
  /// factor · d/dt of the curve.
  std::optional<Estimate> add_einstein(const std::string& name, const std::string& unit, double scale,
                                       const BlockCurves& squares, double factor, std::size_t cutoff);
  void add_nernst_einstein(const IonPaths& ions, Estimate collective);
  std::string cutoff_note(const GreenKubo& found) const;

  const FluxSeries& series_;
  const TransportOptions& options_;
  double volume_, temperature_, kT_;
  Index lags_, block_;
  Findings all_;
  CurveTable table_;
};

Analysis::Analysis(const FluxSeries& series, const TransportOptions& options) : series_(series), options_(options) {
  if (series.samples() < 4) throw Error("transport needs four samples of the fluxes or more");
  if (series.temperature.empty() && std::isnan(options.temperature))
    refuse_measure("transport", "the frames have no temperature; give it as 'temperature'");
  temperature_ = std::isnan(options.temperature) ? mean(series.temperature) : options.temperature;
  volume_ = mean(series.volume);
  kT_ = units::kB * temperature_;
  const Index part = (series.samples() + options.blocks - 1) / options.blocks;
  lags_ = std::isnan(options.longest) ? part : std::llround(options.longest / series.spacing);
  if (lags_ < 1 || lags_ >= series.samples())
    refuse_measure("transport", "longest must be at least the time between two samples and less than that of all " +
                                    std::to_string(series.samples()));
  block_ = fast_length(std::max(part, lags_));
}

BlockCurves Analysis::curves(const std::vector<std::vector<Vec3>>& series, std::vector<Index> set_ends,
                             bool displaced) const {
  BlockCorrelator correlator(block_, std::move(set_ends));
  correlator.begin_slice(0, static_cast<Index>(series.size()));
  std::vector<Vec3> sample(series.size());
  for (std::size_t k = 0; k < series[0].size(); ++k) {
    for (std::size_t s = 0; s < series.size(); ++s) sample[s] = series[s][k];
    correlator.add(sample);
  }
  return displaced ? correlator.displacements(series_.spacing, lags_) : correlator.correlations(series_.spacing, lags_);
}

std::string Analysis::cutoff_note(const GreenKubo& found) const {
  return fmt::format("integral to {:g} fs{}, T = {:.5g} K, V = {:.6g} Å³",
                     series_.spacing * static_cast<double>(found.cutoff),
                     !std::isnan(options_.cutoff) ? " as given"
                     : found.converged ? ", twice the lag beyond which the correlation is not told from noise"
                                       : ", the longest lag",
                     temperature_, volume_);
}

void Analysis::add_green_kubo(const std::string& name, const std::string& unit, double scale, const GreenKubo& found) {
  if (table_.columns.empty()) {
    table_.columns.push_back({"t", "fs", {}});
    for (std::size_t k = 0; k < found.integral.value.size(); ++k)
      table_.columns[0].values.push_back(series_.spacing * static_cast<double>(k));
  }
  const double start = found.correlation.value[0];
  std::string column = name;
  std::replace(column.begin(), column.end(), ' ', '_');
  const auto& [c, integral] = std::tie(found.correlation, found.integral);
  if (start != 0.0) add_column(table_.columns, "c_" + column, "", c.value, c.error, 1.0 / start);
  add_column(table_.columns, column, unit, integral.value, integral.error, 1.0 / scale);
  add_number(name, unit, found.value(), scale, "Green-Kubo, " + cutoff_note(found));
  for (auto& remark : green_kubo_remarks("the " + name, found, series_.spacing))
    all_.remarks.push_back(std::move(remark));
}

std::optional<Estimate> Analysis::add_einstein(const std::string& name, const std::string& unit, double scale,
                                               const BlockCurves& squares, double factor, std::size_t cutoff) {
  // an integral that never came to its plateau leaves at least half of the lags
  const std::size_t first = std::clamp<std::size_t>(cutoff, 1, std::max<std::size_t>(squares.size() / 2, 1));
  const double from = std::isnan(options_.fit_from) ? squares.spacing * static_cast<double>(first) : options_.fit_from;
  double to = std::isnan(options_.fit_to) ? std::max(3.0 * from, from + 3.0 * squares.spacing) : options_.fit_to;
  to = std::min(to, squares.lag(squares.size() - 1));
  try {
    const LongTimeSlope slope = long_time_slope(squares, 0, from, to);
    Estimate value{factor * slope.slope.value, {}};
    if (slope.slope.error) value.error = factor * *slope.slope.error;
    add_number(
        name + " Einstein", unit, value, scale,
        fmt::format("slope between {:g} and {:g} fs", squares.lag(slope.range.from), squares.lag(slope.range.to - 1)));
    return value;
  } catch (const InputError& error) {
    all_.remarks.push_back(fmt::format("Einstein's form of the {} can't be had: {}", name, error.what()));
    return {};
  }
}

void Analysis::viscosity() {
  const auto parts = traceless(series_.stress);
  const BlockCurves stress = curves(parts, {2}, false);
  // per series: the sum over both is twice the mean
  const GreenKubo found = green_kubo(stress, options_.cutoff, [&](const BlockCurves::Means& means) {
    return times_factor(means.curve(0), 2.0 * volume_ / (10.0 * kT_));
  });
  add_green_kubo("viscosity", "mPa s", mPa_s, found);
  const BlockCurves squares =
      curves({integrated(parts[0], series_.spacing), integrated(parts[1], series_.spacing)}, {2}, true);
  add_einstein("viscosity", "mPa s", mPa_s, squares, 2.0 * volume_ / (20.0 * kT_), found.cutoff);
}

void Analysis::conductivity(const std::optional<IonPaths>& ions) {
  const double factor = 1.0 / (3.0 * volume_ * kT_);
  std::optional<Estimate> best;
  std::size_t cutoff = 0;
  if (!series_.current.empty()) {
    const GreenKubo found =
        green_kubo(curves({series_.current}, {1}, false), options_.cutoff,
                   [&](const BlockCurves::Means& means) { return times_factor(means.curve(0), factor); });
    add_green_kubo("ionic conductivity", "S/m", siemens_per_metre, found);
    cutoff = found.cutoff;
    best = found.value();
  }
  if (!series_.dipole.empty()) {
    const BlockCurves squares = curves({series_.dipole}, {1}, true);
    if (cutoff == 0) cutoff = squares.size() / 3;
    const auto einstein = add_einstein("ionic conductivity", "S/m", siemens_per_metre, squares, 0.5 * factor, cutoff);
    if (!best) best = einstein;
  }
  if (ions && best) add_nernst_einstein(*ions, *best);
}

void Analysis::add_nernst_einstein(const IonPaths& ions, Estimate collective) {
  const MsdSums& sums = ions.sums;
  BlockCurves weighted = sums.squares;  // one curve: Σ N q² |Δ|²
  weighted.curves = 1;
  const auto lags = weighted.size();
  for (auto& block : weighted.blocks) {
    std::vector<double> sum(lags, 0.0);
    for (std::size_t s = 0; s < sums.species.size(); ++s)
      for (std::size_t k = 0; k < lags; ++k)
        sum[k] += sums.atoms[s] * ions.charge[s] * ions.charge[s] * block.sums[s * lags + k];
    block.sums = std::move(sum);
  }
  try {
    const LongTimeSlope slope = long_time_slope(weighted, 0, options_.fit_from, options_.fit_to);
    const double factor = 1.0 / (6.0 * volume_ * kT_);
    Estimate value{factor * slope.slope.value, {}};
    if (slope.slope.error) value.error = factor * *slope.slope.error;
    add_number("ionic conductivity Nernst-Einstein", "S/m", value, siemens_per_metre,
               fmt::format("sum of N q^2 D/(V kT), slope between {:g} and {:g} fs", weighted.lag(slope.range.from),
                           weighted.lag(slope.range.to - 1)));
    Estimate haven{value.value / collective.value, {}};
    if (value.error && collective.error)
      haven.error =
          std::abs(haven.value) * std::hypot(*value.error / value.value, *collective.error / collective.value);
    add_number("Haven ratio", "", haven, 1.0, "Nernst-Einstein over collective; errors of both as if independent");
    if (const auto remark = slope_remark("the mean square displacement of the charges", slope); !remark.empty())
      all_.remarks.push_back(remark);
  } catch (const InputError& error) {
    all_.remarks.push_back(std::string("there is no Nernst-Einstein conductivity: ") + error.what());
  }
}

void Analysis::thermal_conductivity() {
  const double factor = 1.0 / (3.0 * volume_ * kT_ * temperature_);
  const bool charged = !series_.current.empty();
  if (!charged) {
    add_green_kubo("thermal conductivity", "W/(m K)", watt_per_metre_kelvin,
                   green_kubo(curves({series_.heat}, {1}, false), options_.cutoff,
                              [&](const BlockCurves::Means& means) { return times_factor(means.curve(0), factor); }));
    return;
  }
  // ⟨q·c⟩ from the square of a sum, with c scaled to the size of q so that no digits are lost
  double qq = 0.0, cc = 0.0;
  for (const auto& q : series_.heat) qq += norm2(q);
  for (const auto& c : series_.current) cc += norm2(c);
  const double scale = cc > 0.0 ? std::sqrt(qq / cc) : 1.0;
  std::vector<Vec3> current, sum;
  for (std::size_t k = 0; k < series_.heat.size(); ++k) {
    current.push_back(scale * series_.current[k]);
    sum.push_back(series_.heat[k] + current[k]);
  }
  const BlockCurves all = curves({series_.heat, current, sum}, {1, 2, 3}, false);
  GreenKubo found = green_kubo(all, options_.cutoff,
                               [&](const BlockCurves::Means& means) { return times_factor(means.curve(0), factor); });
  const Estimate whole = found.value();
  found.integral = all.evaluate([&](const BlockCurves::Means& means) {
    std::vector<std::vector<double>> integral;
    for (std::size_t c = 0; c < 3; ++c) integral.push_back(running_integral(means.curve(c), series_.spacing));
    std::vector<double> result;
    for (std::size_t k = 0; k < integral[0].size(); ++k) {
      const double cross = 0.5 * (integral[2][k] - integral[0][k] - integral[1][k]);
      result.push_back(factor * (integral[0][k] - (integral[1][k] > 0.0 ? cross * cross / integral[1][k] : 0.0)));
    }
    return result;
  });
  add_green_kubo("thermal conductivity", "W/(m K)", watt_per_metre_kelvin, found);
  all_.numbers.back().note += "; at zero charge current";
  add_number("thermal conductivity uncorrected", "W/(m K)", whole, watt_per_metre_kelvin,
             "with the heat that a charge current carries, which depends on how energies are counted from");
}

Findings Analysis::take() {
  table_.comment = fmt::format(
      "{} samples {:g} fs apart; c_: correlation over its value at t = 0; integrals from 0 to t by the trapezoid "
      "rule\nviscosity: V/(10 kT) int sum_ab <P_ab P_ab>, P traceless stress; ionic conductivity: 1/(3 V kT) int <J "
      "J>; "
      "thermal conductivity: 1/(3 V k T^2) int <Jq Jq>, at zero charge current\nerr_: standard error from blocks of {} "
      "samples left out in turn",
      series_.samples(), series_.spacing, block_);
  if (!table_.columns.empty()) all_.tables.push_back(std::move(table_));
  return std::move(all_);
}

}  // namespace

Findings transport_findings(const FluxSeries& series, const TransportOptions& options,
                            const std::optional<IonPaths>& ions) {
  check(options);
  Analysis analysis(series, options);
  if (!series.stress.empty()) analysis.viscosity();
  if (!series.current.empty() || !series.dipole.empty()) analysis.conductivity(ions);
  if (!series.heat.empty()) analysis.thermal_conductivity();
  Findings all = analysis.take();
  if (series.stress.empty()) all.remarks.push_back("the frames have no stress, so there is no viscosity");
  if (series.heat.empty())
    all.remarks.push_back(
        "there is no heat flux, so there is no thermal conductivity: runs record none, frames of extended XYZ and "
        "tables of fluxes may have one");
  return all;
}

}  // namespace liquidus
