#pragma once
#include <string>
#include <vector>

#include "core/structure.hpp"

namespace liquidus {

/// Writes frames of any sizes, species and labels as one HDF5 file that reads back bit for bit, whole or not at all:
/// flat arrays, those of atoms one frame behind the other. With F frames and A atoms in all:
///
///   atoms [F] numbers of atoms; species/name, species/Z, species/mass (eV fs²/Å²) [kinds]; type [A] index into those
///   position [3A] Å; cell [9F] Å, rows a, b, c; periodic [3F]; step [F]; time [F] fs
///   energy, stress, forces, velocity, image, charge, atomic_energy, arrays/k, words/k: each a group of frames [n],
///   which frames have it, and values, theirs one behind the other: eV, eV/Å³ (9 each, ASE's sign), eV/Å, Å/fs, cells,
///   e, eV arrays/name, words/name: the names of arrays/0, arrays/1, …; arrays/k/width [n] numbers per atom info [F]
///   the other keys of each frame, a JSON object
///
/// @throws Error if it can't be written, or for a number that isn't finite or arrays of a wrong length
void write_frame_set(const std::string& path, const std::vector<const Frame*>& frames);

/// Whether it is an HDF5 file of that kind. @throws InputError if it can't be opened as HDF5
bool is_frame_set(const std::string& path);

/// Species of a frame come in the order of their first atoms, as from extended XYZ.
/// @throws InputError if the file is missing, damaged or none of these
std::vector<Frame> read_frame_set(const std::string& path);

}  // namespace liquidus
