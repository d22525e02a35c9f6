#pragma once
#include <string>
#include <vector>

#include "active/curation/frame_keys.hpp"
#include "active/curation/label_conversion.hpp"
#include "active/curation/provenance.hpp"
#include "mlip/labelled_set.hpp"

namespace liquidus {

/// Files of one kind that a data set is put together from.
struct DatasetInput {
  std::vector<std::string> files;                    // names with *, ? and [ ], in the order given
  std::vector<std::string> prefixes = {"REF_", ""};  // of labels' names; without meaning where a key is named
  LabelSource labels;
  FrameOrigin provenance;
  std::string config_type;  // of frames that have none
};

/// How many frames of a file have which label. Isolated atoms are in no other count.
struct FileCounts {
  std::string file;
  Index frames = 0, isolated = 0, energy = 0, forces = 0, stress = 0;
};

struct Dataset {
  LabelledSet set;
  std::vector<FileCounts> files;
};

/// The files behind names with wildcards, sorted for each name; a file that several names match comes once.
/// @throws InputError for a name that matches nothing
std::vector<std::string> matching_files(const std::vector<std::string>& names);

/// Reads all inputs as one set: labels in eV, eV/Å and eV/Å³ with ASE's sign, keys changed, provenance filled in.
/// Labels may be absent. What read_labelled_set() refuses by units or by an isolated atom of two energies is a warning
/// here, and so are stresses that rise as the volume falls; of isolated atoms of one element and head the first with an
/// energy is kept.
/// @throws InputError as read_labelled_set for files that can't be read, for units that are none, and for a species
/// that is no element
Dataset read_dataset(const std::vector<DatasetInput>& inputs, const KeyChanges& changes = {});

}  // namespace liquidus
