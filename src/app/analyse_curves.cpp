#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "app/analyse_report.hpp"
#include "core/errors.hpp"
#include "core/units.hpp"
#include "io/curve.hpp"

/// The files of `liquidus potential analyse`.
namespace liquidus {
namespace {

using Values = std::vector<double>;

Values over(const Values& values, double unit) {
  Values out;
  for (const double v : values) out.push_back(v / unit);
  return out;
}

void add_column(std::vector<CurveColumn>& columns, const std::string& name, const std::string& unit,
                const Values& values, const Values& errors) {
  if (!values.empty()) columns.push_back({name, unit, values});
  if (!errors.empty()) columns.push_back({"err_" + name, unit, errors});
}

void add_energy(std::vector<CurveColumn>& columns, const std::string& name, const Values& values,
                const Values& errors) {
  add_column(columns, name, "eV", values, errors);
  add_column(columns, name + "_kcal", "kcal/mol", over(values, units::kcal_per_mol), over(errors, units::kcal_per_mol));
}

/// From where the energy has risen by 100 kT above its lowest to as far as it is known, in whole steps.
Values grid_of(const AnalysedPotential& potential, double step) {
  const double high = 100.0 * units::kB * potential.keys.temperature - potential.figures.epsilon.value_or(0.0);
  Values r;
  for (auto k = static_cast<Index>(std::ceil(potential.figures.core / step));
       static_cast<double>(k) * step < potential.curve.to; ++k) {
    const double at = static_cast<double>(k) * step;
    if (!r.empty() || potential.curve.energy(at) < high) r.push_back(at);
  }
  return r;
}

void write_potential(const std::string& path, const AnalysedPotential& potential, double step) {
  const auto curves =
      split_curves(potential.curve, potential.figures, potential.keys.temperature, grid_of(potential, step),
                   potential.covariance ? &*potential.covariance : nullptr, potential.draws);
  std::string comment =
      fmt::format("{}, {} at {:g} K\n", potential.title, potential.keys.pair, potential.keys.temperature) +
      "U: pair energy; u0: U + epsilon inside r_min, then zero (Weeks-Chandler-Andersen); w = U - u0\n"
      "blip: exp(-u0/kT) less that of hard particles of diameter d_hp";
  for (std::size_t f = 0; f < pair_figures.size(); ++f)
    if (const auto value = potential.value(f))
      comment += fmt::format("\n{} = {:.6g} {}", pair_figures[f].key, *value, pair_figures[f].unit);
  if (potential.covariance)
    comment += fmt::format("\nerr_U: standard deviation of the posterior; the others' from {} drawn curves",
                           potential.draws.size());
  std::vector<CurveColumn> columns{{"r", "Å", curves.r}};
  add_energy(columns, "U", curves.energy, curves.err_energy);
  add_energy(columns, "u0", curves.reference, curves.err_reference);
  add_energy(columns, "w", curves.attraction, curves.err_attraction);
  add_column(columns, "blip", "", curves.blip, curves.err_blip);
  write_curves(path, columns, comment);
}

/// Polarisabilities, evenly on a logarithmic scale, over all points and predictions and a fifth beyond.
Values polarisabilities(const std::vector<AnalysedPotential>& potentials, const AnalyseOptions& options) {
  Values all;
  for (const auto& potential : potentials)
    if (potential.keys.polarisability > 0.0) all.push_back(potential.keys.polarisability);
  for (const auto& atom : options.predictions) all.push_back(atom.polarisability);
  const auto [least, most] = std::minmax_element(all.begin(), all.end());
  const double from = *least / 1.2, ratio = 1.2 * *most / from;
  Values alpha;
  for (int k = 0; k <= 100; ++k) alpha.push_back(from * std::pow(ratio, k / 100.0));
  return alpha;
}

void add_law(std::vector<CurveColumn>& columns, const std::string& name, const std::string& unit, double in_unit,
             const PowerLaw& law, const Values& alpha) {
  Values values, errors;
  for (const double a : alpha) {
    values.push_back(law.at(a) / in_unit);
    if (const double error = law.error_at(a); std::isfinite(error)) errors.push_back(error / in_unit);
  }
  add_column(columns, name, unit, values, errors);
}

void write_scaling(const std::string& path, const std::vector<ScalingLaw>& laws, const Values& alpha,
                   const AnalyseOptions& options) {
  std::vector<CurveColumn> columns{{"alpha", "Å^3", alpha}};
  for (const auto& law : laws) {
    const auto& figure = pair_figures[law.figure];
    const std::string key(figure.key), unit(figure.unit);
    if (law.fixed) add_law(columns, key, unit, 1.0, *law.fixed, alpha);
    if (!law.free) continue;
    add_law(columns, key + "_free", unit, 1.0, *law.free, alpha);
    if (unit == "eV") add_law(columns, key + "_free_kcal", "kcal/mol", units::kcal_per_mol, *law.free, alpha);
  }
  write_curves(path, columns,
               fmt::format("laws in the polarisability alpha: A alpha^{:.6g}, and A alpha^p with both numbers free "
                           "(_free)\nerr: standard errors of the laws",
                           options.scaling.exponent));
}

/// The potentials that have a polarisability and all figures of the laws, in its order.
void write_points(const std::string& path, const std::vector<AnalysedPotential>& potentials,
                  const std::vector<ScalingLaw>& laws) {
  std::vector<const AnalysedPotential*> rows;
  for (const auto& potential : potentials)
    if (potential.keys.polarisability > 0.0 &&
        std::all_of(laws.begin(), laws.end(), [&](const auto& law) { return potential.value(law.figure).has_value(); }))
      rows.push_back(&potential);
  std::sort(rows.begin(), rows.end(),
            [](const auto* a, const auto* b) { return a->keys.polarisability < b->keys.polarisability; });
  std::string names = "rows:";
  CurveColumn alpha{"alpha", "Å^3", {}};
  for (const auto* potential : rows) {
    names += " " + potential->keys.name;
    alpha.values.push_back(potential->keys.polarisability);
  }
  std::vector<CurveColumn> columns{alpha};
  for (const auto& law : laws) {
    Values values, errors;
    for (const auto* potential : rows) {
      values.push_back(*potential->value(law.figure));
      if (const auto error = potential->deviation(law.figure)) errors.push_back(*error);
    }
    if (errors.size() != values.size()) errors.clear();
    const auto& figure = pair_figures[law.figure];
    if (figure.unit == "eV")
      add_energy(columns, std::string(figure.key), values, errors);
    else
      add_column(columns, std::string(figure.key), std::string(figure.unit), values, errors);
  }
  write_curves(path, columns, names);
}

}  // namespace

std::vector<std::string> write_analysis(const std::vector<AnalysedPotential>& potentials,
                                        const std::vector<ScalingLaw>& laws, const AnalyseOptions& options) {
  const std::string& folder = options.keys.output;
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure) throw Error("can't make the folder '" + folder + "': " + failure.message());
  std::vector<std::string> paths;
  for (const auto& potential : potentials) {
    paths.push_back(folder + "/" + potential.keys.name + ".csv");
    write_potential(paths.back(), potential, options.keys.step);
  }
  if (!laws.empty()) {
    paths.push_back(folder + "/scaling.csv");
    write_scaling(paths.back(), laws, polarisabilities(potentials, options), options);
    paths.push_back(folder + "/points.csv");
    write_points(paths.back(), potentials, laws);
  }
  paths.push_back(folder + "/summary.json");
  write_json(paths.back(), analysis_json(potentials, laws, options));
  return paths;
}

}  // namespace liquidus
