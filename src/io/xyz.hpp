#pragma once
#include <iosfwd>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/structure.hpp"

namespace liquidus {

/// Prefixes of the names of energy, forces, stress (or virial), charges and atomic energies, tried in this order: a
/// file with both REF_energy and energy gives the first as Frame::energy and keeps the second in Frame::info. {"REF_"}
/// alone takes labels only; {""} takes plain names only.
struct LabelNames {
  std::vector<std::string> prefixes = {"REF_", ""};
};

/// Reads extended XYZ (the dialect of ASE and QUIP) and plain XYZ, frame by frame, plain or gzipped.
///
/// Frame line: Lattice (9 or 3 numbers, Å), pbc, Properties; energy (eV; also dft_energy, total_energy, any case),
/// stress (eV/Å³, ASE's sign, 9 numbers or 6 in the order xx yy zz yz xz xy) or virial (eV; stress = −virial/V); step,
/// time (fs). Other keys go to Frame::info by the rules of ASE: numbers, T/F, lists in quotes, braces or brackets,
/// quoted strings with backslashes; a key without a value is true. Atom lines: species or Z, pos (Å), forces (eV/Å),
/// charges, energies, masses (u), image; velocities (or velo, vel: Å/fs) or momenta (ASE's √(eV·u)). Other columns go
/// to Frame::arrays or Frame::words. Without pbc, a lattice means periodic in all directions. Numbers must be finite.
class XyzReader {
 public:
  /// @throws InputError if the file can't be opened
  explicit XyzReader(const std::string& path, LabelNames labels = {});
  /// From memory; `name` stands for the file in messages. `text` must outlive the reader.
  XyzReader(std::string_view text, const std::string& name, LabelNames labels = {});
  ~XyzReader();
  XyzReader(XyzReader&&) noexcept;
  XyzReader& operator=(XyzReader&&) noexcept;

  /// The next frame, or none at the end of the file.
  /// @throws InputError with file and line
  std::optional<Frame> next();
  /// Passes over a frame without reading its numbers; false at the end of the file.
  bool skip();
  /// The names under which the last frame's labels stood, e.g. {"energy", "REF_energy"}, {"stress", "REF_virial"}.
  const std::map<std::string, std::string>& label_names() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::vector<Frame> read_xyz(const std::string& path, const LabelNames& labels = {});

/// Writes extended XYZ that reads back bit for bit and that ASE reads; gzipped if the name ends in .gz. Names are those
/// above with `label_prefix` before energy, forces, stress, charges and energies.
class XyzWriter {
 public:
  /// @throws Error if the file can't be opened
  explicit XyzWriter(const std::string& path, bool append = false, std::string label_prefix = "");
  ~XyzWriter();
  XyzWriter(XyzWriter&&) noexcept;
  XyzWriter& operator=(XyzWriter&&) noexcept;

  /// @throws Error if a number isn't finite, sizes differ, a key of info would stand twice, or the disk is full
  void write(const Frame& frame);
  /// Ends the file; the destructor does so too but can't report a full disk.
  void close();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// One frame as text, as XyzWriter writes it.
std::string format_xyz(const Frame& frame, const std::string& label_prefix = "");

}  // namespace liquidus
