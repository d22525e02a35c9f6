#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/structure.hpp"

namespace liquidus {

/// Numbers per atom that H5MD has no name for: particles/all/NAME.
struct H5mdArray {
  std::string unit;  // in H5MD's style
  Index width = 1;   // numbers per atom
};

/// What a trajectory holds besides positions and the cell.
struct H5mdOptions {
  bool velocities = false, forces = false, charges = false, images = false;
  bool energy = false, stress = false;       // observables/potential_energy (eV) and observables/stress (eV/Å³)
  std::map<std::string, std::string> units;  // further scalar observables, name → unit in H5MD's style ("K", "nm ps-1")
  std::map<std::string, H5mdArray> arrays;  // further numbers per atom, of Frame::arrays
  bool single_precision = false;            // per-atom vectors as 32-bit floats
  int compression = 0;                      // gzip level 0–9, with byte shuffle
  std::string author = "unknown";
};

/// Everything that this frame has: its vectors, energy and stress, each number in its info as an observable, and its
/// arrays.
H5mdOptions h5md_options(const Frame& frame);

/// Writes an H5MD 1.1 file (de Buyl, Colberg & Höfling, Comput. Phys. Commun. 185, 1546, 2014): particles/all with box,
/// position, velocity, image, species (an enumeration of the names), mass (u) and observables, all in Å, fs, eV, K, e.
/// The file is in single-writer-multiple-reader mode: it can be read while the run goes on, and after a kill it holds
/// every frame that write() returned from: append() and H5mdReader take it as it is, other tools want `h5clear -s FILE`
/// and `h5clear --increment FILE` first.
class H5mdWriter {
 public:
  /// Makes a new file for these atoms; their number, species, order and periodic directions stay the same.
  H5mdWriter(const std::string& path, const Structure& atoms, H5mdOptions options = {});
  /// Goes on with a file: frames with a step above `last_step` are taken off first.
  /// @throws InputError if the file isn't such a trajectory of the same atoms
  static H5mdWriter append(const std::string& path, const Structure& atoms, Index last_step);
  ~H5mdWriter();
  H5mdWriter(H5mdWriter&&) noexcept;
  H5mdWriter& operator=(H5mdWriter&&) noexcept;

  /// Adds a frame; steps increase. Everything the options promise must be there; an observable's value is a number in
  /// Frame::info under its name. @throws Error if something is missing, not finite or can't be written
  void write(const Frame& frame);
  void close();

 private:
  struct State;
  explicit H5mdWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// What following the atoms takes of a frame; memory is used again from frame to frame.
struct H5mdPath {
  Cell cell;
  std::vector<Vec3> r;       // [n] Å
  std::vector<Image> image;  // [n], or empty if the file has none at that step
};

/// Reads H5MD files, also those of other programs, one frame at a time.
class H5mdReader {
 public:
  /// `species_names` are for files that hold bare integers as species: the name of each, from the smallest integer up.
  /// @throws InputError if the file is missing, truncated, or lacks what a frame needs
  explicit H5mdReader(const std::string& path, std::vector<std::string> species_names = {});
  ~H5mdReader();
  H5mdReader(H5mdReader&&) noexcept;
  H5mdReader& operator=(H5mdReader&&) noexcept;

  Index frames() const;
  const std::vector<Index>& steps() const;
  const std::vector<double>& times() const;  // fs
  /// Frame i with positions, cell, and what else the file has for it; other scalar observables come in info, other
  /// numbers per atom in arrays, both in the file's unit.
  Frame read(Index i) const;
  /// Positions, images and cell of frame i alone, as the file has them: some ten times as fast as read(). A position
  /// that isn't finite is the caller's to find. @throws InputError
  void read_path(Index i, H5mdPath& into) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace liquidus
