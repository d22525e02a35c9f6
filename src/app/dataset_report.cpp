#include "app/dataset_report.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace liquidus {
namespace {

constexpr std::size_t most_names = 12;

/// "nacl_melt 90, crystal 4", the most first.
std::string counts_text(const std::map<std::string, Index>& counts) {
  std::vector<std::pair<std::string, Index>> rows(counts.begin(), counts.end());
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string text;
  for (std::size_t k = 0; k < std::min(rows.size(), most_names); ++k)
    text += fmt::format("{}{} {}", k ? ", " : "", rows[k].first, rows[k].second);
  if (rows.size() > most_names) text += fmt::format(" and {} others", rows.size() - most_names);
  return text;
}

Json counts_json(const std::map<std::string, Index>& counts) {
  Json json = Json::object();
  for (const auto& [name, count] : counts) json[name] = count;
  return json;
}

}  // namespace

std::string files_text(const std::vector<FileCounts>& files) {
  std::size_t wide = 4;
  for (const auto& f : files) wide = std::max(wide, f.file.size());
  std::string text = fmt::format("{:<{}}{:>9}{:>9}{:>9}{:>9}{:>10}\n", "file", wide, "frames", "energy", "forces",
                                 "stress", "isolated");
  for (const auto& f : files)
    text += fmt::format("{:<{}}{:>9}{:>9}{:>9}{:>9}{:>10}\n", f.file, wide, f.frames, f.energy, f.forces, f.stress,
                        f.isolated);
  return text;
}

std::string statistics_text(const DatasetStatistics& s) {
  std::string text = fmt::format("{} frames, {} atoms, {} isolated atoms\n", s.frames, s.atoms, s.isolated);
  const auto line = [&](const std::string& name, const std::string& what) {
    text += fmt::format("{:<14}{}\n", name, what);
  };
  line("config_type", counts_text(s.types));
  line("composition", counts_text(s.formulas));
  line("labels", counts_text(s.labels));
  for (const auto& [key, counts] : s.sources) line(key, counts_text(counts));
  std::string energies;
  for (const auto& [name, energy] : s.species_energies)
    energies += fmt::format("{}{} {:.6g} eV", energies.empty() ? "" : ", ", name, energy);
  if (!energies.empty())
    line("energies", energies + (s.determined ? " by composition" : "; compositions don't tell them apart"));
  text += fmt::format("\n{:<38}{:<10}{:>9}{:>12}{:>12}{:>12}{:>12}{:>12}\n", "", "unit", "values", "least", "median",
                      "largest", "mean", "deviation");
  for (const auto& d : s.distributions) {
    const auto m = moments_of(d.values);
    text += fmt::format("{:<38}{:<10}{:>9}{:>12.7g}{:>12.7g}{:>12.7g}{:>12.7g}{:>12.3g}\n", d.name, d.unit, m.count,
                        m.least, m.median, m.largest, m.mean, m.deviation);
  }
  return text;
}

Json statistics_json(const DatasetStatistics& s) {
  Json json = {{"frames", s.frames}, {"atoms", s.atoms}, {"isolated", s.isolated}};
  json["config_type"] = counts_json(s.types);
  json["composition"] = counts_json(s.formulas);
  json["labels"] = counts_json(s.labels);
  json["provenance"] = Json::object();
  for (const auto& [key, counts] : s.sources) json["provenance"][key] = counts_json(counts);
  json["species_energies_eV"] = Json::object();
  for (const auto& [name, energy] : s.species_energies) json["species_energies_eV"][name] = json_number(energy);
  json["species_energies_determined"] = s.determined;
  for (const auto& d : s.distributions) {
    const auto m = moments_of(d.values);
    json["distributions"][d.key] = {{"unit", d.unit},          {"values", m.count},    {"least", m.least},
                                    {"median", m.median},      {"largest", m.largest}, {"mean", m.mean},
                                    {"deviation", m.deviation}};
  }
  return json;
}

std::string curation_text(const CuratedSet& curated) {
  std::string text = fmt::format("{:<14}{:>9}{:>9}{:>9}\n", "step", "frames", "removed", "left");
  for (const auto& step : curated.steps)
    text += fmt::format("{:<14}{:>9}{:>9}{:>9}   {}\n", step.name, step.before, step.before - step.after, step.after,
                        step.note);
  constexpr std::size_t most_lines = 10;
  const auto& disagree = curated.disagreements;
  for (std::size_t k = 0; k < std::min(most_lines, disagree.size()); ++k)
    text += fmt::format("{}warning: {}\n", k == 0 ? "\n" : "", disagree[k]);
  if (disagree.size() > most_lines)
    text += fmt::format("warning: and {} other pairs, see summary.json\n", disagree.size() - most_lines);
  text += '\n';
  for (const auto& [file, frames] : curated.written) text += fmt::format("{}: {} frames\n", file, frames);
  return text;
}

Json curation_json(const CuratedSet& curated) {
  Json json;
  for (const auto& f : curated.files)
    json["files"].push_back({{"file", f.file},
                             {"frames", f.frames},
                             {"energy", f.energy},
                             {"forces", f.forces},
                             {"stress", f.stress},
                             {"isolated", f.isolated}});
  for (const auto& step : curated.steps)
    json["steps"].push_back({{"step", step.name}, {"frames", step.before}, {"left", step.after}, {"note", step.note}});
  json["removed"] = Json::array();
  for (const auto& one : curated.removed)
    json["removed"].push_back(
        {{"step", one.step}, {"file", one.frame.file}, {"frame", one.frame.number}, {"reason", one.reason}});
  json["disagreeing_duplicates"] = curated.disagreements;
  if (curated.parts) {
    const auto in = [](const std::vector<Index>& part, const std::vector<Index>& members) {
      return std::count_if(members.begin(), members.end(),
                           [&](Index k) { return std::binary_search(part.begin(), part.end(), k); });
    };
    for (const auto& [name, members] : curated.groups)
      json["split"][name] = {{"train", in(curated.parts->train, members)},
                             {"validation", in(curated.parts->validation, members)},
                             {"test", in(curated.parts->test, members)}};
  }
  for (const auto& [file, frames] : curated.written) json["written"][file] = frames;
  json["warnings"] = curated.set.warnings;
  return json;
}

}  // namespace liquidus
