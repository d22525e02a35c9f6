#include "active/curation/outliers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "active/curation/closest_pairs.hpp"
#include "active/curation/composition_fit.hpp"
#include "core/covalent_radii.hpp"
#include "core/errors.hpp"
#include "core/threads.hpp"

namespace liquidus {
namespace {

constexpr double least_deviation = 1e-4;  // eV/atom

using Reasons = std::vector<std::string>;

void add(std::string& reasons, const std::string& reason) { reasons += (reasons.empty() ? "" : "; ") + reason; }

/// "Cl-Na" of "Na-Cl".
std::string pair_key(const std::string& pair) {
  const auto dash = pair.find('-');
  if (dash == std::string::npos || dash == 0 || dash + 1 == pair.size())
    throw InputError("closest: '" + pair + "' is no pair of species; expected one such as \"Na-Cl\"");
  const std::string a = pair.substr(0, dash), b = pair.substr(dash + 1);
  return a <= b ? a + "-" + b : b + "-" + a;
}

std::map<std::string, double> closest_by_key(std::span<const LabelledFrame> frames, const OutlierOptions& options) {
  std::set<std::string> species;
  for (const auto& f : frames)
    for (const auto& one : f.frame.atoms.species) species.insert(one.name);
  std::map<std::string, double> limits;
  for (const auto& [pair, r] : options.closest) {
    const std::string key = pair_key(pair);
    for (const auto& name : {key.substr(0, key.find('-')), key.substr(key.find('-') + 1)})
      if (!frames.empty() && !species.contains(name)) {
        const std::vector<std::string> known(species.begin(), species.end());
        throw InputError("closest: no frame has the species '" + name + "' of '" + pair + "'" +
                         suggestion(name, known));
      }
    if (!(r > 0.0)) throw InputError("closest: the distance of '" + pair + "' must be positive");
    limits[key] = r;
  }
  return limits;
}

void require_positive(const OutlierOptions& options) {
  const std::pair<const char*, double> all[] = {
      {"energy", options.energy},      {"max_force", options.max_force},       {"net_force", options.net_force},
      {"radii", options.radii},        {"model_energy", options.model_energy}, {"model_force", options.model_force},
      {"deviation", options.deviation}};
  for (const auto& [name, value] : all)
    if (!std::isnan(value) && !(value > 0.0)) throw InputError(fmt::format("outliers: {} must be positive", name));
}

void judge_energies(std::span<const LabelledFrame> frames, const OutlierOptions& options, Reasons& reasons) {
  std::vector<const Structure*> atoms;
  std::vector<std::optional<double>> energies;
  std::map<std::string, std::vector<std::size_t>> groups;
  for (std::size_t k = 0; k < frames.size(); ++k) {
    atoms.push_back(&frames[k].frame.atoms);
    energies.push_back(frames[k].frame.energy);
    if (frames[k].frame.energy) groups[options.by_type ? frames[k].config_type : ""].push_back(k);
  }
  const auto fit = fit_composition(atoms, energies);
  for (const auto& [type, members] : groups) {
    if (static_cast<Index>(members.size()) < least_energies) continue;
    std::vector<double> residuals;
    for (const std::size_t k : members) residuals.push_back(fit.residual[k]);
    const auto spread = robust_spread(residuals);
    const double unit = std::max(spread.deviation, least_deviation);
    for (const std::size_t k : members)
      if (const double z = (fit.residual[k] - spread.median) / unit; std::abs(z) > options.energy)
        add(reasons[k], fmt::format("energy: {:+.4g} eV/atom off the fit to compositions, {:.3g} robust deviations",
                                    fit.residual[k] - spread.median, std::abs(z)));
  }
}

void judge_forces(const Frame& frame, const OutlierOptions& options, std::string& reasons) {
  if (frame.forces.empty()) return;
  const auto largest = std::max_element(frame.forces.begin(), frame.forces.end(),
                                        [](const Vec3& a, const Vec3& b) { return norm2(a) < norm2(b); });
  if (norm(*largest) > options.max_force)
    add(reasons, fmt::format("force: {:.4g} eV/Å on atom {}", norm(*largest), largest - frame.forces.begin() + 1));
  Vec3 net{};
  for (const auto& f : frame.forces) net += f;
  if (norm(net) > options.net_force) add(reasons, fmt::format("net force: {:.4g} eV/Å", norm(net)));
}

void judge_distances(const Structure& atoms, const OutlierOptions& options, const std::map<std::string, double>& limits,
                     std::string& reasons) {
  static const auto radii = covalent_radii();
  double cutoff = 0.0;
  for (const auto& [pair, r] : limits) cutoff = std::max(cutoff, r);
  const auto radius = [&](Index i) {
    const int Z = atoms.species[static_cast<std::size_t>(atoms.type[static_cast<std::size_t>(i)])].Z;
    return radii[static_cast<std::size_t>(Z)];
  };
  if (!std::isnan(options.radii))
    for (Index i = 0; i < atoms.size(); ++i) cutoff = std::max(cutoff, 2.0 * options.radii * radius(i));
  if (!(cutoff > 0.0)) return;
  for (const auto& pair : closest_pairs(atoms, cutoff)) {
    const auto given = limits.find(pair.name());
    const double least = given != limits.end() ? given->second : options.radii * (radius(pair.i) + radius(pair.j));
    if (pair.r < least)
      add(reasons, fmt::format("distance: {} {:.4g} Å between atoms {} and {}, below {:.4g} Å", pair.name(), pair.r,
                               pair.i + 1, pair.j + 1, least));
  }
}

/// [frames] energy of the model less the label, eV/atom.
std::vector<double> energy_errors(std::span<const LabelledFrame> frames, const OutlierOptions& options,
                                  std::span<const Prediction> predictions) {
  std::vector<double> errors(frames.size(), std::nan(""));
  std::vector<const Structure*> atoms;
  std::vector<std::optional<double>> differences;
  for (std::size_t k = 0; k < frames.size(); ++k) {
    const auto& label = frames[k].frame.energy;
    atoms.push_back(&frames[k].frame.atoms);
    differences.emplace_back();
    if (!label || !predictions[k].energy) continue;
    differences.back() = *predictions[k].energy - *label;
    errors[k] = *differences.back() / static_cast<double>(atoms.back()->size());
  }
  return options.model_shift ? fit_composition(atoms, differences).residual : errors;
}

void judge_predictions(std::span<const LabelledFrame> frames, const OutlierOptions& options,
                       std::span<const Prediction> predictions, Reasons& reasons) {
  const auto errors = energy_errors(frames, options, predictions);
  for (std::size_t k = 0; k < frames.size(); ++k) {
    const auto &label = frames[k].frame.forces, &model = predictions[k].forces;
    if (std::abs(errors[k]) > options.model_energy)
      add(reasons[k], fmt::format("model: energy {:+.4g} eV/atom off the label", errors[k]));
    double worst = 0.0;
    std::size_t at = 0;
    if (label.size() == model.size())
      for (std::size_t i = 0; i < label.size(); ++i)
        if (const double d = norm(model[i] - label[i]); d > worst) {
          worst = d;
          at = i;
        }
    if (worst > options.model_force)
      add(reasons[k], fmt::format("model: force {:.4g} eV/Å off the label on atom {}", worst, at + 1));
    if (predictions[k].deviation > options.deviation)
      add(reasons[k], fmt::format("model: the committee deviates by {:.4g} eV/Å", predictions[k].deviation));
  }
}

}  // namespace

Prediction prediction_in(const Frame& frame, const std::string& energy_key, const std::string& forces_key,
                         const std::string& deviation_key) {
  Prediction found;
  if (const auto energy = frame.info.find(energy_key); energy != frame.info.end()) {
    if (const auto* x = std::get_if<double>(&energy->second)) found.energy = *x;
    if (const auto* i = std::get_if<Index>(&energy->second)) found.energy = static_cast<double>(*i);
  }
  const auto forces = frame.arrays.find(forces_key);
  if (forces != frame.arrays.end() && forces->second.size() == 3 * frame.atoms.r.size())
    for (std::size_t i = 0; i < forces->second.size(); i += 3)
      found.forces.push_back({forces->second[i], forces->second[i + 1], forces->second[i + 2]});
  const auto deviation = frame.arrays.find(deviation_key);
  if (deviation != frame.arrays.end() && !deviation->second.empty())
    found.deviation = *std::max_element(deviation->second.begin(), deviation->second.end());
  return found;
}

std::vector<std::string> outlier_reasons(std::span<const LabelledFrame> frames, const OutlierOptions& options,
                                         std::span<const Prediction> predictions) {
  require_positive(options);
  const auto limits = closest_by_key(frames, options);
  Reasons reasons(frames.size());
  if (!std::isnan(options.energy)) judge_energies(frames, options, reasons);
  parallel_ranges(static_cast<Index>(frames.size()), [&](Index begin, Index end, int) {
    for (Index k = begin; k < end; ++k) {
      const auto& frame = frames[static_cast<std::size_t>(k)].frame;
      judge_forces(frame, options, reasons[static_cast<std::size_t>(k)]);
      judge_distances(frame.atoms, options, limits, reasons[static_cast<std::size_t>(k)]);
    }
  });
  if (!predictions.empty()) judge_predictions(frames, options, predictions, reasons);
  return reasons;
}

}  // namespace liquidus
