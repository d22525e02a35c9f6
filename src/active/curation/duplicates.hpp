#pragma once
#include <span>
#include <string>
#include <vector>

#include "mlip/labelled_set.hpp"

namespace liquidus {

struct DuplicateOptions {
  double tolerance = 0.01;     // Å: frames as alike as a random displacement of all atoms by this leaves them
  std::string keep = "first";  // or "labelled": the most labels, then the smallest net force
  double cutoff = 6.0;         // Å, of what surrounds an atom
  double energy = 2e-3;        // eV/atom, beyond which labels of two such frames disagree
  double forces = 0.1;         // eV/Å: root mean square of the differences of |F|, in order of size
  Index seed = 1;
};

/// A frame and the one that is kept in its place.
struct Duplicate {
  Index frame = 0, kept = 0;
  bool exact = false;         // the same atoms at the same places, in any order and any periodic images
  double displacement = 0.0;  // Å, that would make such a difference
  double energy = 0.0;        // eV/atom; NaN unless both have one: of the frame less that of the kept one
  double forces = 0.0;        // eV/Å, as above; NaN unless both have them
  bool disagrees = false;
};

/// Frames that have the same surroundings of atoms as one that is kept: the same composition, number of atoms and head,
/// and features (EnvironmentFeatures) nearer than the tolerance. Translations, rotations, mirror images, other orders
/// of atoms and other periodic images are the same. Each is compared with all that are kept, of which the nearest is
/// named; pivots and the triangle inequality leave out most (L. Micó, J. Oncina, E. Vidal, Pattern Recognit. Lett. 15,
/// 9, 1994). Memory grows with frames.
/// @return  in the order of the frames
/// @throws InputError for a tolerance that isn't positive
std::vector<Duplicate> find_duplicates(std::span<const LabelledFrame> frames, const DuplicateOptions& options = {});

}  // namespace liquidus
