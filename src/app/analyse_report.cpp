#include "app/analyse_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/report.hpp"
#include "app/version.hpp"
#include "core/units.hpp"

namespace liquidus {
namespace {

/// A figure as it is printed: lengths in Å, energies in kcal/mol.
struct Shown {
  std::size_t figure;
  const char *symbol, *unit;
  double in_unit;
  double AnalysedKeys::*published;
  double PredictKeys::*predicted;
  double ScalingKeys::*law;
};
constexpr std::array shown = {
    Shown{0, "σ", "Å", 1.0, &AnalysedKeys::sigma, &PredictKeys::sigma, &ScalingKeys::sigma},
    Shown{1, "r_min", "Å", 1.0, &AnalysedKeys::r_min, &PredictKeys::r_min, &ScalingKeys::r_min},
    Shown{3, "d_hp", "Å", 1.0, &AnalysedKeys::d_hp, &PredictKeys::d_hp, &ScalingKeys::d_hp},
    Shown{2, "ε", "kcal/mol", units::kcal_per_mol, &AnalysedKeys::epsilon, &PredictKeys::epsilon,
          &ScalingKeys::epsilon}};

const Shown& shown_of(std::size_t figure) {
  return *std::find_if(shown.begin(), shown.end(), [&](const Shown& s) { return s.figure == figure; });
}

std::optional<double> known(double x) { return std::isfinite(x) ? std::optional(x) : std::nullopt; }

/// One that is hardly known keeps its digits.
std::string with_band(double value, double error, int digits = 3) {
  if (error > 0.1 * std::abs(value)) return fmt::format("{:.{}f} ± {:.2g}", value, digits, error);
  return with_error({value, known(error)}, digits);
}

std::string published(double value) { return std::isnan(value) ? "–" : fmt::format("{:.3f}", value); }

std::string ours(const AnalysedPotential& potential, std::size_t figure, double unit, int digits = 3) {
  const auto value = potential.value(figure);
  if (!value) return "none";
  return with_band(*value / unit, potential.deviation(figure).value_or(0.0) / unit, digits);
}

std::string header(const char* first, const char* second) {
  std::string top = fmt::format("{:<10}{:>9}", first, second), below = fmt::format("{:<19}", "");
  for (const auto& s : shown) {
    top += fmt::format("{:>24}", fmt::format("{} ({})", s.symbol, s.unit));
    below += fmt::format("{:>14}{:>10}", "ours", "published");
  }
  return top + "\n" + below + "\n";
}

std::string exponent_text(double exponent) {
  return std::abs(7.0 * exponent - 1.0) < 1e-9 ? "(1/7)" : fmt::format("{:.4g}", exponent);
}

std::string law_lines(const ScalingLaw& law, const ScalingKeys& keys) {
  const Shown& s = shown_of(law.figure);
  std::string text;
  if (law.fixed)
    text += fmt::format("{:<8}= {:>12} α^{:<14}{:>14}\n", s.symbol,
                        with_band(law.fixed->amplitude / s.in_unit, law.fixed->amplitude_error / s.in_unit),
                        exponent_text(law.fixed->exponent), published(keys.*s.law));
  if (!law.free) return text;
  const std::string remark = law.remark.empty() ? "" : fmt::format("          fitted {}\n", law.remark);
  std::string theirs;
  if (!law.fixed && !std::isnan(keys.*s.law))
    theirs = fmt::format("{:>14}", published(keys.*s.law) + " α^" + published(keys.epsilon_exponent));
  return text +
         fmt::format("{:<8}= {:>12} α^{:<14}{}\n", s.symbol,
                     with_band(law.free->amplitude / s.in_unit, law.free->amplitude_error / s.in_unit),
                     with_band(law.free->exponent, law.free->exponent_error), theirs) +
         remark;
}

std::string prediction_line(const PredictKeys& atom, const std::vector<ScalingLaw>& laws) {
  std::string line = fmt::format("{:<10}{:>9.3f}", atom.name, atom.polarisability);
  for (const auto& s : shown) {
    const auto law = std::find_if(laws.begin(), laws.end(), [&](const auto& l) { return l.figure == s.figure; });
    const PowerLaw* best = law == laws.end() ? nullptr : law->best();
    line += fmt::format(
        "{:>14}{:>10}",
        best ? with_band(best->at(atom.polarisability) / s.in_unit, best->error_at(atom.polarisability) / s.in_unit)
             : "–",
        published(atom.*s.predicted / s.in_unit));
  }
  return line + "\n";
}

Json law_json(const PowerLaw& law, const Shown& s) {
  return {{"amplitude", json_number(law.amplitude / s.in_unit)},
          {"amplitude_error", json_number(law.amplitude_error / s.in_unit)},
          {"exponent", json_number(law.exponent)},
          {"exponent_error", json_number(law.exponent_error)},
          {"points", law.points},
          {"weighted", law.weighted},
          {"scatter_of_ln", json_number(law.scatter)}};
}

Json figure_json(const AnalysedPotential& potential, std::size_t figure, double unit) {
  const auto value = potential.value(figure);
  Json json = {{"value", value ? json_number(*value / unit) : Json(nullptr)}};
  if (figure < potential.bands.figures.size() && potential.bands.figures[figure]) {
    const Band& band = *potential.bands.figures[figure];
    json["deviation"] = json_number(band.deviation / unit);
    json["low_95"] = json_number(band.low / unit);
    json["high_95"] = json_number(band.high / unit);
    if (potential.linear[figure]) json["deviation_linearised"] = json_number(*potential.linear[figure] / unit);
  }
  return json;
}

Json potential_json(const AnalysedPotential& potential) {
  Json json = {{"name", potential.keys.name},
               {"title", potential.title},
               {"pair", potential.keys.pair},
               {"temperature_K", potential.keys.temperature},
               {"draws", potential.draws.size()}};
  for (std::size_t f = 0; f < pair_figures.size(); ++f) {
    const std::string unit = pair_figures[f].unit == "Å" ? "_A" : pair_figures[f].unit == "eV" ? "_eV" : "_A3";
    json[std::string(pair_figures[f].key) + unit] = figure_json(potential, f, 1.0);
  }
  json["epsilon_kcal_per_mol"] = figure_json(potential, 2, units::kcal_per_mol);
  json["core_A"] = json_number(potential.figures.core);
  Json theirs = Json::object();
  for (const auto& s : shown)
    if (const double value = potential.keys.*s.published; !std::isnan(value))
      theirs[std::string(pair_figures[s.figure].key) + (s.figure == 2 ? "_kcal_per_mol" : "_A")] = value / s.in_unit;
  json["published"] = theirs;
  json["remarks"] = potential.remarks;
  return json;
}

}  // namespace

std::string figures_table(const std::vector<AnalysedPotential>& potentials) {
  std::string text = header("", "T (K)");
  for (const auto& potential : potentials) {
    text += fmt::format("{:<10}{:>9.1f}", potential.keys.name, potential.keys.temperature);
    for (const auto& s : shown)
      text += fmt::format("{:>14}{:>10}", ours(potential, s.figure, s.in_unit),
                          published(potential.keys.*s.published / s.in_unit));
    text += "\n";
  }
  text +=
      fmt::format("\n{:<10}{:>9}{:>14}{:>14}{:>14}{:>20}\n", "", "", "ε (meV)", "ε/kT", "d_blip (Å)", "B2 (cm³/mol)");
  constexpr double cm3_per_mol = units::cm * units::cm * units::cm / units::mole;
  for (const auto& potential : potentials)
    text += fmt::format("{:<19}{:>14}{:>14}{:>14}{:>20}\n", potential.keys.name, ours(potential, 2, units::meV),
                        ours(potential, 2, units::kB * potential.keys.temperature), ours(potential, 4, 1.0),
                        ours(potential, 5, cm3_per_mol, 1));
  for (const auto& potential : potentials)
    for (const auto& remark : potential.remarks) text += fmt::format("{}: {}\n", potential.keys.name, remark);
  return text;
}

std::string scaling_table(const std::vector<ScalingLaw>& laws, const AnalyseOptions& options) {
  if (laws.empty()) return "";
  std::string text =
      fmt::format("\nlaws in the polarisability α (Å³); lengths in Å, ε in kcal/mol{:>20}\n", "published");
  for (const auto& law : laws) text += law_lines(law, options.scaling);
  if (options.predictions.empty()) return text;
  text += "\n" + header("predicted", "α (Å³)");
  for (const auto& atom : options.predictions) text += prediction_line(atom, laws);
  return text + "lengths by the law with exponent " + exponent_text(options.scaling.exponent) +
         ", ε by the law with both numbers free; in brackets standard errors of the laws\n";
}

Json analysis_json(const std::vector<AnalysedPotential>& potentials, const std::vector<ScalingLaw>& laws,
                   const AnalyseOptions& options) {
  Json json = {{"program", "liquidus"}, {"version", version}, {"options", options_json(echo(options))}};
  json["potentials"] = Json::array();
  for (const auto& potential : potentials) json["potentials"].push_back(potential_json(potential));
  json["scaling"] = Json::object();
  json["predictions"] = Json::array();
  for (const auto& law : laws) {
    const Shown& s = shown_of(law.figure);
    Json& of = json["scaling"][std::string(pair_figures[law.figure].key) + (law.figure == 2 ? "_kcal_per_mol" : "_A")];
    if (law.fixed) of["fixed_exponent"] = law_json(*law.fixed, s);
    if (law.free) of["free"] = law_json(*law.free, s);
    if (!law.remark.empty()) of["remark"] = law.remark;
  }
  for (const auto& atom : options.predictions) {
    Json of = {{"name", atom.name}, {"polarisability_A3", atom.polarisability}};
    for (const auto& law : laws)
      if (const PowerLaw* best = law.best()) {
        const Shown& s = shown_of(law.figure);
        of[std::string(pair_figures[law.figure].key) + (law.figure == 2 ? "_kcal_per_mol" : "_A")] = {
            {"value", json_number(best->at(atom.polarisability) / s.in_unit)},
            {"error", json_number(best->error_at(atom.polarisability) / s.in_unit)}};
      }
    json["predictions"].push_back(of);
  }
  return json;
}

}  // namespace liquidus
