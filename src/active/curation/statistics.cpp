#include "active/curation/statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "active/curation/composition_fit.hpp"
#include "active/curation/frame_keys.hpp"
#include "active/curation/provenance.hpp"
#include "core/threads.hpp"
#include "core/units.hpp"
#include "io/csv_field.hpp"
#include "io/file.hpp"
#include "io/number_text.hpp"

namespace liquidus {
namespace {

FrameNumbers numbers_of(const Frame& frame, double cutoff) {
  const double none = std::nan("");
  const auto& atoms = frame.atoms;
  const auto n = static_cast<double>(atoms.size());
  FrameNumbers numbers{atoms.size(), formula_of(atoms), none, none, none, none, none, none, none, {}};
  if (frame.energy) numbers.energy = *frame.energy / n;
  if (!frame.forces.empty()) {
    Vec3 net{};
    double squares = 0.0, largest = 0.0;
    for (const auto& f : frame.forces) {
      net += f;
      squares += norm2(f);
      largest = std::max(largest, norm2(f));
    }
    numbers.rms_force = std::sqrt(squares / (3.0 * n));
    numbers.max_force = std::sqrt(largest);
    numbers.net_force = norm(net);
  }
  if (frame.stress) numbers.pressure = -trace(*frame.stress) / 3.0 / units::GPa;
  if (atoms.cell.fully_periodic()) numbers.density = atoms.density() / units::g_per_cm3;
  numbers.closest = closest_pairs(atoms, cutoff);
  return numbers;
}

void count(DatasetStatistics& s, const LabelledFrame& labelled) {
  const Frame& frame = labelled.frame;
  s.atoms += frame.atoms.size();
  ++s.formulas[formula_of(frame.atoms)];
  ++s.types[labelled.config_type];
  s.labels["energy"] += frame.energy.has_value();
  s.labels["forces"] += !frame.forces.empty();
  s.labels["stress"] += frame.stress.has_value();
  for (const auto* key : provenance_keys)
    if (const auto text = info_text(frame, key); !text.empty()) ++s.sources[key][text];
}

void fit_energies(DatasetStatistics& s, const LabelledSet& set) {
  std::vector<const Structure*> atoms;
  std::vector<std::optional<double>> energies;
  for (const auto& f : set.frames) {
    atoms.push_back(&f.frame.atoms);
    energies.push_back(f.frame.energy);
  }
  const auto fit = fit_composition(atoms, energies);
  for (std::size_t k = 0; k < fit.energies.size(); ++k) s.species_energies[fit.species[k]] = fit.energies[k];
  s.determined = fit.rank == static_cast<int>(fit.species.size());
  for (std::size_t k = 0; k < s.numbers.size(); ++k) s.numbers[k].residual = fit.residual[k];
}

void add(DatasetStatistics& s, Distribution distribution) {
  std::erase_if(distribution.values, [](double x) { return std::isnan(x); });
  if (!distribution.values.empty()) s.distributions.push_back(std::move(distribution));
}

void add_distributions(DatasetStatistics& s, const LabelledSet& set) {
  const auto of_frames = [&](std::string name, std::string key, std::string unit, double FrameNumbers::*member,
                             double factor = 1.0) {
    Distribution d{std::move(name), std::move(key), std::move(unit), {}};
    for (const auto& numbers : s.numbers) d.values.push_back(factor * (numbers.*member));
    add(s, std::move(d));
  };
  of_frames("Energy", "energy", "eV/atom", &FrameNumbers::energy);
  of_frames("Energy from the fit to compositions", "residual", "meV/atom", &FrameNumbers::residual, 1e3);
  Distribution forces{"Force on an atom", "force", "eV/Å", {}};
  for (const auto& f : set.frames)
    for (const auto& force : f.frame.forces) forces.values.push_back(norm(force));
  add(s, std::move(forces));
  of_frames("Largest force of a frame", "max_force", "eV/Å", &FrameNumbers::max_force);
  of_frames("Net force of a frame", "net_force", "eV/Å", &FrameNumbers::net_force);
  of_frames("Pressure, without the kinetic part", "pressure", "GPa", &FrameNumbers::pressure);
  of_frames("Density", "density", "g/cm³", &FrameNumbers::density);
  std::map<std::string, std::vector<double>> closest;
  for (const auto& numbers : s.numbers)
    for (const auto& pair : numbers.closest) closest[pair.name()].push_back(pair.r);
  for (auto& [name, values] : closest)
    add(s, {"Closest " + name + " of a frame", "closest_" + name, "Å", std::move(values)});
}

std::string number(double x) { return std::isnan(x) ? "" : shortest(x); }

}  // namespace

Moments moments_of(std::vector<double> values) {
  std::erase_if(values, [](double x) { return std::isnan(x); });
  Moments m;
  m.count = static_cast<Index>(values.size());
  if (values.empty()) return m;
  std::sort(values.begin(), values.end());
  const auto n = static_cast<double>(values.size());
  m.least = values.front();
  m.largest = values.back();
  const std::size_t half = values.size() / 2;
  m.median = values.size() % 2 == 1 ? values[half] : 0.5 * (values[half - 1] + values[half]);
  m.mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0.0;
  for (const double x : values) squares += (x - m.mean) * (x - m.mean);
  m.deviation = values.size() > 1 ? std::sqrt(squares / (n - 1.0)) : 0.0;
  return m;
}

DatasetStatistics statistics_of(const LabelledSet& set, double cutoff) {
  DatasetStatistics s;
  s.frames = static_cast<Index>(set.frames.size());
  s.isolated = static_cast<Index>(set.isolated.size());
  for (const auto& f : set.frames) count(s, f);
  s.numbers.resize(set.frames.size());
  parallel_ranges(s.frames, [&](Index begin, Index end, int) {
    for (Index k = begin; k < end; ++k)
      s.numbers[static_cast<std::size_t>(k)] = numbers_of(set.frames[static_cast<std::size_t>(k)].frame, cutoff);
  });
  fit_energies(s, set);
  add_distributions(s, set);
  return s;
}

void write_frame_table(const std::string& path, const LabelledSet& set, const DatasetStatistics& statistics) {
  std::vector<std::string> pairs;
  for (const auto& numbers : statistics.numbers)
    for (const auto& pair : numbers.closest)
      if (std::find(pairs.begin(), pairs.end(), pair.name()) == pairs.end()) pairs.push_back(pair.name());
  std::sort(pairs.begin(), pairs.end());
  std::string text =
      "# energy and its residual from the fit to compositions in eV/atom; forces in eV/Å (rms: per component); "
      "pressure "
      "in GPa; density in g/cm^3; closest pairs in Å\nfile,frame,config_type,formula,atoms,energy,residual,rms_force,"
      "max_force,net_force,pressure,density";
  for (const auto& pair : pairs) text += ",closest_" + pair;
  text += ",step";
  for (const auto* key : provenance_keys) text += fmt::format(",{}", key);
  text += '\n';
  for (std::size_t k = 0; k < set.frames.size(); ++k) {
    const auto& f = set.frames[k];
    const auto& n = statistics.numbers[k];
    text += fmt::format("{},{},{},{},{}", csv_field(f.file), f.number, csv_field(f.config_type), n.formula, n.atoms);
    for (const double x : {n.energy, n.residual, n.rms_force, n.max_force, n.net_force, n.pressure, n.density})
      text += ',' + number(x);
    for (const auto& name : pairs) {
      const auto pair =
          std::find_if(n.closest.begin(), n.closest.end(), [&](const auto& p) { return p.name() == name; });
      text += ',' + (pair == n.closest.end() ? "" : number(pair->r));
    }
    text += fmt::format(",{}", f.frame.step);
    for (const auto* key : provenance_keys) text += ',' + csv_field(info_text(f.frame, key));
    text += '\n';
  }
  write_text(path, text);
}

}  // namespace liquidus
