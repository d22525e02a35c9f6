#include "app/analysed_potential.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "app/correction_section.hpp"
#include "app/potential_file.hpp"
#include "core/errors.hpp"
#include "correct/layer/applicability.hpp"
#include "correct/layer/correction_file.hpp"
#include "io/file.hpp"

namespace liquidus {
namespace {

/// The two species of "Na-Cl"; a name may hold a '-' itself ("Cl-").
std::vector<Species> species_of(const std::string& pair) {
  for (std::size_t dash = pair.find('-', 1); dash != std::string::npos; dash = pair.find('-', dash + 1)) try {
      const auto a = make_species(pair.substr(0, dash)), b = make_species(pair.substr(dash + 1));
      return a == b ? std::vector{a} : std::vector{a, b};
    } catch (const std::invalid_argument&) {  // not this dash
    }
  throw InputError("'" + pair + "' is no pair; expected two names of species joined by '-', \"Na-Cl\"");
}

/// The dimer of a potential through the seam, and what has to be said about it. @return  the potential
LoadedPotential add_dimer(const std::string& name, AnalysedPotential& found) {
  const auto species = species_of(found.keys.pair);
  PotentialChoice choice;
  choice.file = name;
  choice.temperature = found.keys.temperature;
  auto loaded = load_potential(choice, species);
  const auto has_term = [&](const char* type) {
    return std::count(loaded.terms.begin(), loaded.terms.end(), type) > 0;
  };
  if (has_term("coulomb-pme"))
    throw InputError("'" + name +
                     "' has a [[term]] coulomb-pme: the charges of a whole box are summed there, and two " +
                     "ions alone have no such energy; use coulomb-dsf, or leave the charges out");
  found.title = loaded.title;
  if (!loaded.models.empty())
    found.remarks.emplace_back(
        "a learned potential: these are the energies of two atoms alone, not of a pair among others");
  if (has_term("coulomb-dsf"))
    found.remarks.emplace_back("with charges: the damped energy of two ions alone, as far as its cutoff");
  for (const auto& correction : loaded.corrections)
    found.remarks.push_back(name_of(correction) + " is part of the potential, and taken without a band");
  const double from = found.keys.from, reach = loaded.potential->reach().cutoff;
  if (!(from < reach))
    throw InputError(fmt::format("from = {:g} Å is beyond the potential's reach of {:g} Å", from, reach));
  found.curve = interpolated(dimer_table(*loaded.potential, species, {from, 0.0, 0.01}));
  return loaded;
}

void add_correction(const LoadedPotential& base, const AnalyseKeys& how, AnalysedPotential& found) {
  const Correction correction = load_correction(found.keys.file);
  const double temperature = found.keys.temperature;
  const std::size_t pair = correction.find(found.keys.pair);
  const KnotSpline spline(correction.knots, correction.at(pair, temperature));
  found.curve = corrected(found.curve, spline, correction.knots.cutoff());
  CorrectionUse use;
  use.base = base_mark(base);
  use.coldest = use.hottest = temperature;
  for (auto& remark : remarks_on(correction, use)) found.remarks.push_back(std::move(remark));
  found.title += fmt::format(", corrected by {}", found.keys.file);
  if (correction.covariance.empty()) return found.remarks.push_back("the correction has no covariance, hence no bands");
  found.covariance = covariance_of(correction, pair, temperature);
  found.draws = draw_corrections(*found.covariance, how.draws, static_cast<std::uint64_t>(how.seed));
}

std::vector<ScalingPoint> points_of(const std::vector<AnalysedPotential>& potentials, std::size_t figure) {
  std::vector<ScalingPoint> points;
  for (const auto& potential : potentials)
    if (const auto value = potential.value(figure); value && potential.keys.polarisability > 0.0)
      points.push_back({potential.keys.polarisability, *value, potential.deviation(figure).value_or(0.0)});
  return points;
}

/// The errors of points go where one of them is so small that it alone would decide an exponent: such an error is that
/// of a band that isn't one. Returns what there is to say of it.
std::string without_errors_that_swamp(std::vector<ScalingPoint>& points) {
  const auto weight = [](const ScalingPoint& p) { return p.error > 0.0 ? std::pow(p.value / p.error, 2) : 0.0; };
  double all = 0.0;
  for (const auto& p : points) all += weight(p);
  for (const auto& most : points) {
    double others = 0.0;
    for (const auto& p : points)
      if (p.polarisability != most.polarisability) others += weight(p);
    if (others == 0.0 || others > 1e-8 * all) continue;
    const auto text = fmt::format("without errors: that of {:.4g} Å³, {:.1e} of its value, leaves the others no weight",
                                  most.polarisability, most.error / most.value);
    for (auto& p : points) p.error = 0.0;
    return text;
  }
  return {};
}

bool have_two_polarisabilities(const std::vector<ScalingPoint>& points) {
  return std::any_of(points.begin(), points.end(),
                     [&](const auto& p) { return p.polarisability != points.front().polarisability; });
}

}  // namespace

std::optional<double> AnalysedPotential::deviation(std::size_t figure) const {
  if (figure >= bands.figures.size() || !bands.figures[figure]) return {};
  return bands.figures[figure]->deviation;
}

AnalysedPotential analyse(const AnalysedKeys& keys, const AnalyseKeys& how) {
  AnalysedPotential found;
  found.keys = keys;
  const LoadedPotential base = add_dimer(keys.base.empty() ? keys.file : keys.base, found);
  if (!keys.base.empty()) add_correction(base, how, found);
  found.figures = figures_of(found.curve, keys.temperature);
  if (found.covariance) {
    found.bands = bands_of(found.curve, *found.covariance, found.draws, keys.temperature);
    found.linear = linear_deviations(found.curve, found.figures, *found.covariance, keys.temperature);
  }
  for (const auto* more : {&found.figures.remarks, &found.bands.remarks})
    found.remarks.insert(found.remarks.end(), more->begin(), more->end());
  return found;
}

std::string only_pair(const std::string& potential, const std::string& correction) {
  std::vector<std::string> names;
  if (!correction.empty())
    names = load_correction(correction).species;
  else if (const std::string path = potential_path(potential); !is_model_file(path)) {
    Problems ignored;  // reported where the potential is loaded
    for (const auto& species : load_run_file(path).tables("species", ignored)) {
      names.emplace_back();
      species.read({"name"}, names.back(), ignored);
    }
  }
  if (names.size() != 1)
    throw InputError("--pair: '" + potential + "' " +
                     (names.empty() ? "doesn't name its species" : fmt::format("is for {}", fmt::join(names, ", "))) +
                     "; say which pair, --pair Na-Cl");
  return names.front() + "-" + names.front();
}

std::vector<ScalingLaw> scaling_laws(const std::vector<AnalysedPotential>& potentials, double exponent) {
  std::vector<ScalingLaw> laws;
  for (const std::size_t figure : std::initializer_list<std::size_t>{0, 1, 3, 2}) {  // σ, r_min, d_hp; ε
    auto points = points_of(potentials, figure);
    if (points.empty()) continue;
    ScalingLaw law{figure, {}, {}};
    law.remark = without_errors_that_swamp(points);
    if (pair_figures[figure].unit == "Å") law.fixed = fit_amplitude(points, exponent);
    if (have_two_polarisabilities(points)) law.free = fit_power_law(points);
    laws.push_back(std::move(law));
  }
  return laws;
}

}  // namespace liquidus
