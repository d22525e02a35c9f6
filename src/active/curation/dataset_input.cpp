#include "active/curation/dataset_input.hpp"

#include <fmt/format.h>
#include <glob.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <map>

#include "active/curation/closest_pairs.hpp"
#include "core/errors.hpp"
#include "core/units.hpp"
#include "mlip/labels/label_units.hpp"
#include "mlip/labels/labelled_frame.hpp"

namespace liquidus {
namespace {

/// In the order of the file.
std::vector<LabelledFrame> frames_of(const std::string& file, const DatasetInput& input) {
  LabelsWanted anything{false, false, false, input.prefixes, true};
  if (input.labels.names_keys()) anything.prefixes.clear();
  auto set = read_labelled_set({file}, anything);
  auto frames = std::move(set.frames);
  std::move(set.isolated.begin(), set.isolated.end(), std::back_inserter(frames));
  std::sort(frames.begin(), frames.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
  return frames;
}

/// The frame anew, for keys that the reader went by may have come or gone.
LabelledFrame converted(LabelledFrame old, const LabelConversion& conversion, const KeyChanges& changes,
                        const std::string& config_type) {
  try {
    conversion.apply(old.frame);
  } catch (const std::invalid_argument& e) {
    throw InputError(location_of(old), fmt::format("frame {}: {}", old.number, e.what()));
  }
  apply(changes, old.frame);
  if (!config_type.empty()) old.frame.info.try_emplace("config_type", config_type);
  for (const auto& species : old.frame.atoms.species)
    if (species.Z == 0)
      throw InputError(location_of(old), fmt::format("frame {}: '{}' is no element", old.number, species.name));
  return labelled_frame(std::move(old.frame), old.number, old.file);
}

/// Matter resists compression: where volumes differ, what the stress has as tension rises with the volume.
void judge_stress_sign(std::span<const LabelledFrame> frames, std::vector<std::string>& warnings) {
  std::map<std::string, std::vector<std::pair<double, double>>> by_composition;
  for (const auto& f : frames) {
    const auto& atoms = f.frame.atoms;
    if (!f.frame.stress || !atoms.cell.fully_periodic()) continue;
    by_composition[formula_of(atoms)].emplace_back(atoms.cell.volume(), trace(*f.frame.stress) / 3.0);
  }
  for (const auto& [composition, points] : by_composition) {
    const auto n = static_cast<double>(points.size());
    double v = 0.0, s = 0.0, vv = 0.0, ss = 0.0, vs = 0.0;
    for (const auto& [volume, tension] : points) v += volume / n, s += tension / n;
    for (const auto& [volume, tension] : points) {
      vv += (volume - v) * (volume - v);
      ss += (tension - s) * (tension - s);
      vs += (volume - v) * (tension - s);
    }
    const bool spread = points.size() >= 10 && std::sqrt(vv / n) > 0.02 * v;
    if (spread && vs < -0.7 * std::sqrt(vv * ss))
      warnings.push_back(
          fmt::format("{}: over {} frames of one composition the pressure rises with the volume (correlation {:.2f}): "
                      "is the stress positive under compression? Then say stress_sign = \"pressure\"",
                      frames.front().file, points.size(), vs / std::sqrt(vv * ss)));
  }
}

void judge(std::span<const LabelledFrame> frames, std::vector<std::string>& warnings) {
  if (frames.empty()) return;
  try {
    check_units(frames, warnings);
  } catch (const InputError& e) {
    warnings.emplace_back(e.what());
  }
  judge_stress_sign(frames, warnings);
}

FileCounts counts_of(const std::string& file, std::span<const LabelledFrame> frames) {
  FileCounts counts{file};
  for (const auto& f : frames) {
    if (is_isolated(f)) {
      ++counts.isolated;
      continue;
    }
    ++counts.frames;
    counts.energy += f.frame.energy.has_value();
    counts.forces += !f.frame.forces.empty();
    counts.stress += f.frame.stress.has_value();
  }
  return counts;
}

/// One isolated atom for each element and head.
void settle_isolated(LabelledSet& set) {
  std::vector<LabelledFrame> kept;
  for (auto& atom : set.isolated) {
    const auto same = std::find_if(kept.begin(), kept.end(), [&](const LabelledFrame& k) {
      return k.head == atom.head && k.frame.atoms.name(0) == atom.frame.atoms.name(0);
    });
    if (same == kept.end()) {
      kept.push_back(std::move(atom));
      continue;
    }
    const auto &first = same->frame.energy, &other = atom.frame.energy;
    if (first && other && std::abs(*first - *other) > 1e-6)
      set.warnings.push_back(
          fmt::format("the isolated atom of {} has {:.8g} eV in {} and {:.8g} eV in {}: settings "
                      "differ; the first is kept",
                      atom.frame.atoms.name(0), *first, place_of(*same), *other, place_of(atom)));
    if (!first && other) *same = std::move(atom);
  }
  set.isolated = std::move(kept);
}

}  // namespace

std::vector<std::string> matching_files(const std::vector<std::string>& names) {
  std::vector<std::string> files;
  for (const auto& name : names) {
    std::vector<std::string> found;
    if (std::error_code none; std::filesystem::exists(name, none)) {
      found.push_back(name);
    } else {
      glob_t matches{};
      if (::glob(name.c_str(), GLOB_TILDE, nullptr, &matches) == 0)
        found.assign(matches.gl_pathv, matches.gl_pathv + matches.gl_pathc);
      ::globfree(&matches);
    }
    if (found.empty()) throw InputError(fmt::format("there is no file '{}'", name));
    for (auto& file : found)
      if (std::find(files.begin(), files.end(), file) == files.end()) files.push_back(std::move(file));
  }
  return files;
}

Dataset read_dataset(const std::vector<DatasetInput>& inputs, const KeyChanges& changes) {
  Dataset all;
  for (const auto& input : inputs) {
    const LabelConversion conversion(input.labels);
    for (const auto& file : matching_files(input.files)) {
      auto frames = frames_of(file, input);
      for (auto& f : frames) f = converted(std::move(f), conversion, changes, input.config_type);
      fill_provenance(frames, input.provenance);
      all.files.push_back(counts_of(file, frames));
      const auto isolated =
          std::stable_partition(frames.begin(), frames.end(), [](const auto& f) { return !is_isolated(f); });
      judge({frames.begin(), isolated}, all.set.warnings);
      std::move(isolated, frames.end(), std::back_inserter(all.set.isolated));
      std::move(frames.begin(), isolated, std::back_inserter(all.set.frames));
    }
  }
  settle_isolated(all.set);
  return all;
}

}  // namespace liquidus
