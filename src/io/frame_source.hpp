#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/structure.hpp"

namespace liquidus {

/// Frames of a file, one after the other.
class FrameSource {
 public:
  virtual ~FrameSource() = default;
  /// The next frame, or none at the end of the file. @throws InputError with file and line, also where a file ends in
  /// the middle of a frame
  virtual std::optional<Frame> next() = 0;
  /// Passes over a frame; false at the end of the file.
  virtual bool skip() = 0;
};

/// What some formats don't say of themselves.
struct TrajectoryNotes {
  std::vector<std::string> species;  // of LAMMPS's types, from 1 up; of H5MD's bare integers, from the smallest up
  std::string units;                 // "metal" or "real": of a LAMMPS dump without ITEM: UNITS
};

/// A text dump of LAMMPS (`dump custom` or `atom`), plain or gzipped, atoms in the order of their ids. Columns: id;
/// type or element; x y z, scaled xs ys zs, unwrapped xu yu zu or both, xsu ysu zsu; ix iy iz; vx vy vz; fx fy fz; q;
/// mass. Species come from the column element, else from notes.species by type. Positions count from the box's low
/// corner; lengths are Å. Velocities, forces and the time (ITEM: TIME) are taken where the units are known, "metal" or
/// "real".
/// @throws InputError if the file can't be opened
std::unique_ptr<FrameSource> open_lammps_dump(const std::string& path, TrajectoryNotes notes = {});
/// From memory, which must outlive the source; `name` stands for the file in messages.
std::unique_ptr<FrameSource> open_lammps_dump(std::string_view text, const std::string& name,
                                              TrajectoryNotes notes = {});

/// VASP's XDATCAR, with one head for all frames or one for each (variable cell). It holds neither times nor image
/// flags; `step` is the configuration's number.
std::unique_ptr<FrameSource> open_xdatcar(const std::string& path);
std::unique_ptr<FrameSource> open_xdatcar(std::string_view text, const std::string& name);

}  // namespace liquidus
