#include "mlip/labelled_set.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <map>

#include "core/errors.hpp"
#include "io/file.hpp"
#include "io/frame_set.hpp"
#include "io/h5md.hpp"
#include "io/xyz.hpp"
#include "mlip/labels/label_presence.hpp"
#include "mlip/labels/label_units.hpp"
#include "mlip/labels/labelled_frame.hpp"

namespace liquidus {
namespace {

std::vector<LabelledFrame> read_xyz_file(const std::string& file, const LabelsWanted& wanted, LabelCounts& names) {
  XyzReader reader(file, {wanted.prefixes});
  std::vector<LabelledFrame> frames;
  while (auto frame = reader.next()) {
    frames.push_back(labelled_frame(std::move(*frame), static_cast<Index>(frames.size()), file));
    for (const auto& [label, name] : reader.label_names()) ++names[label][name];
  }
  return frames;
}

std::vector<LabelledFrame> read_hdf5_file(const std::string& file) {
  std::vector<LabelledFrame> frames;
  if (is_frame_set(file)) {
    for (auto& frame : read_frame_set(file))
      frames.push_back(labelled_frame(std::move(frame), static_cast<Index>(frames.size()), file));
    return frames;
  }
  const H5mdReader reader(file);
  for (Index i = 0; i < reader.frames(); ++i) frames.push_back(labelled_frame(reader.read(i), i, file));
  return frames;
}

std::vector<LabelledFrame> read_file(const std::string& file, const LabelsWanted& wanted, LabelCounts& names) {
  for (const auto* ending : {".xyz", ".extxyz", ".xyz.gz", ".extxyz.gz"})
    if (has_ending(file, ending)) return read_xyz_file(file, wanted, names);
  for (const auto* ending : {".h5", ".h5md"})
    if (has_ending(file, ending)) return read_hdf5_file(file);
  throw InputError({file, 0}, "expected extended XYZ (.xyz, .extxyz, also .gz) or HDF5 (.h5, .h5md)");
}

/// A stress is a derivative by the cell: without one it is left out and said.
void settle_stress(std::vector<LabelledFrame>& frames, std::vector<std::string>& warnings) {
  Index open = 0;
  for (auto& frame : frames) {
    if (frame.frame.atoms.cell.fully_periodic() || frame.stress_weight == 0.0) continue;
    frame.frame.stress.reset();
    frame.stress_weight = 0.0;
    ++open;
  }
  if (open > 0)
    warnings.push_back(fmt::format("{}: {} of {} frames are not periodic in all directions and count without a stress",
                                   frames.front().file, open, frames.size()));
}

/// The energies of isolated atoms, one per element and head.
void check_isolated(const std::vector<LabelledFrame>& isolated) {
  std::map<std::pair<int, std::string>, const LabelledFrame*> known;
  for (const auto& atom : isolated) {
    const auto& species = atom.frame.atoms.species.front();
    if (!atom.frame.energy)
      throw InputError(location_of(atom),
                       fmt::format("frame {}: the isolated atom of {} has no energy", atom.number, species.name));
    const auto [entry, is_new] = known.try_emplace({species.Z, atom.head}, &atom);
    const auto& first = *entry->second;
    if (!is_new && std::abs(*first.frame.energy - *atom.frame.energy) > 1e-6)
      throw InputError(
          location_of(atom),
          fmt::format("frame {}: the isolated atom of {} has the energy {:.8g} eV here and {:.8g} eV in {}, "
                      "frame {}",
                      atom.number, species.name, *atom.frame.energy, *first.frame.energy, first.file, first.number));
  }
}

}  // namespace

LabelledSet read_labelled_set(const std::vector<std::string>& files, const LabelsWanted& wanted) {
  LabelledSet set;
  for (const auto& file : files) {
    LabelCounts names;
    auto all = read_file(file, wanted, names);
    if (all.empty()) throw InputError({file, 0}, "there are no frames in the file");
    std::vector<LabelledFrame> frames;
    for (auto& frame : all) (is_isolated(frame) ? set.isolated : frames).push_back(std::move(frame));
    if (wanted.stress) settle_stress(frames, set.warnings);
    require_labels(frames, wanted);
    if (!wanted.trust_units) check_units(frames, set.warnings);
    warn_mixed_names(file, names, set.warnings);
    std::move(frames.begin(), frames.end(), std::back_inserter(set.frames));
  }
  check_isolated(set.isolated);
  return set;
}

}  // namespace liquidus
