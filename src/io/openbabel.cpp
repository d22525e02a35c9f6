#include "io/openbabel.hpp"

#include <fmt/format.h>
#include <openbabel/atom.h>
#include <openbabel/generic.h>
#include <openbabel/math/vector3.h>
#include <openbabel/mol.h>
#include <openbabel/obconversion.h>
#include <openbabel/oberror.h>
#include <openbabel/obiter.h>

#include <cmath>
#include <filesystem>
#include <sstream>
#include <stdexcept>

#include "core/elements.hpp"
#include "core/errors.hpp"
#include "io/file.hpp"

namespace liquidus {
namespace {

/// Open Babel writes its complaints here while one lives, not to stderr.
class Complaints {
 public:
  Complaints() : before_(OpenBabel::obErrorLog.GetOutputStream()), level_(OpenBabel::obErrorLog.GetOutputLevel()) {
    OpenBabel::obErrorLog.SetOutputStream(&text_);
    OpenBabel::obErrorLog.SetOutputLevel(OpenBabel::obWarning);
  }
  ~Complaints() {
    OpenBabel::obErrorLog.SetOutputStream(before_);
    OpenBabel::obErrorLog.SetOutputLevel(level_);
  }
  Complaints(const Complaints&) = delete;
  Complaints& operator=(const Complaints&) = delete;

  /// The first line that says something, in parentheses; empty if there is none.
  std::string first() const {
    std::istringstream lines(text_.str());
    for (std::string line; std::getline(lines, line);) {
      if (line.empty() || line.starts_with("====") || line.starts_with("***")) continue;
      const auto begin = line.find_first_not_of(" \t");
      if (begin != std::string::npos) return fmt::format(" ({})", line.substr(begin));
    }
    return "";
  }

 private:
  std::ostringstream text_;
  std::ostream* before_;
  OpenBabel::obMessageLevel level_;
};

bool is_vasp(const std::string& path) {
  const auto name = std::filesystem::path(path).filename().string();
  return name.starts_with("POSCAR") || name.starts_with("CONTCAR") || has_ending(name, ".vasp") ||
         has_ending(name, ".poscar");
}

OpenBabel::OBFormat* format_of(const std::string& path, const std::string& id) {
  if (!id.empty()) return OpenBabel::OBConversion::FindFormat(id.c_str());
  if (is_vasp(path)) return OpenBabel::OBConversion::FindFormat("VASP");
  return OpenBabel::OBConversion::FormatFromExt(path.c_str());
}

Vec3 vec3(const OpenBabel::vector3& v) { return {v.x(), v.y(), v.z()}; }

/// Lengths and angles give components that are zero but for rounding: cos 90° is 6e-17.
Mat3 cleaned(Mat3 m) {
  double largest = 0.0;
  for (const auto& row : m) largest = std::max(largest, norm(row));
  for (auto& row : m)
    for (double& x : row)
      if (std::abs(x) < 1e-14 * largest) x = 0.0;
  return m;
}

/// PDB files of molecules carry a cell of 1 Å, which by their standard means none.
bool is_placeholder(const OpenBabel::OBUnitCell& cell) {
  return cell.GetA() == 1.0 && cell.GetB() == 1.0 && cell.GetC() == 1.0;
}

void refuse_partial_sites(OpenBabel::OBMol& molecule, const std::string& path) {
  FOR_ATOMS_OF_MOL(atom, molecule) {
    const auto* data = dynamic_cast<OpenBabel::OBPairFloatingPoint*>(atom->GetData("_atom_site_occupancy"));
    if (data && std::abs(data->GetGenericValue() - 1.0) > 1e-3)
      throw InputError({path, 0}, fmt::format("site {} is occupied by {}; a structure has whole atoms only",
                                              atom->GetIdx(), data->GetGenericValue()));
  }
}

/// Atoms on special positions come back several times where the file's digits are few (0.6667 for 2/3), also on both
/// sides of a face of the cell. No two atoms are nearer than 0.1 Å, so the first of such a group stands for all.
void merge_images(Structure& atoms) {
  constexpr double nearest = 0.1;  // Å
  Structure merged;
  merged.cell = atoms.cell;
  for (Index i = 0; i < atoms.size(); ++i) {
    const auto& r = atoms.r[static_cast<std::size_t>(i)];
    bool known = false;
    for (Index j = 0; j < merged.size() && !known; ++j)
      known = merged.name(j) == atoms.name(i) &&
              norm(atoms.cell.minimum_image(r - merged.r[static_cast<std::size_t>(j)])) < nearest;
    if (!known) merged.add(atoms.name(i), r);
  }
  atoms = std::move(merged);
}

Structure structure_of(OpenBabel::OBMol& molecule, const std::string& path) {
  Structure atoms;
  bool filled = false;
  auto* cell = static_cast<OpenBabel::OBUnitCell*>(molecule.GetData(OpenBabel::OBGenericDataType::UnitCell));
  if (cell && !is_placeholder(*cell)) {
    const auto v = cell->GetCellVectors();
    atoms.cell = Cell(cleaned({vec3(v.at(0)), vec3(v.at(1)), vec3(v.at(2))}), {true, true, true});
    filled = cell->GetSpaceGroup() != nullptr;
    if (filled) cell->FillUnitCell(&molecule);
  }
  FOR_ATOMS_OF_MOL(atom, molecule) {
    const auto Z = static_cast<std::size_t>(atom->GetAtomicNum());
    if (Z < 1 || Z > elements().size())
      throw InputError({path, 0}, fmt::format("the element of atom {} is unknown", atom->GetIdx()));
    const Vec3 r = vec3(atom->GetVector());
    if (!std::isfinite(norm2(r)))
      throw InputError({path, 0}, fmt::format("atom {} is at no finite place", atom->GetIdx()));
    atoms.add(elements()[Z - 1].symbol, r);
  }
  if (filled) merge_images(atoms);
  return atoms;
}

}  // namespace

bool has_openbabel() { return true; }

Frame read_openbabel(const std::string& path, const std::string& format) {
  require_readable(path);
  const Complaints complaints;
  OpenBabel::OBConversion conversion;
  auto* reader = format_of(path, format);
  if (!reader || !conversion.SetInFormat(reader)) {
    const auto what = format.empty() ? "Open Babel knows no format for this file name"
                                     : fmt::format("Open Babel knows no format '{}'", format);
    throw InputError({path, 0}, what + complaints.first());
  }
  conversion.AddOption("b", OpenBabel::OBConversion::INOPTIONS);  // bonds are not wanted, and slow to guess
  OpenBabel::OBMol molecule;
  if (!conversion.ReadFile(&molecule, path) || molecule.NumAtoms() == 0)
    throw InputError({path, 0}, fmt::format("no structure in the format '{}' can be read from the file{}",
                                            reader->GetID(), complaints.first()));
  refuse_partial_sites(molecule, path);
  Frame frame;
  try {
    frame.atoms = structure_of(molecule, path);
  } catch (const std::invalid_argument& e) {
    throw InputError({path, 0}, e.what());
  }
  if (const std::string title = molecule.GetTitle(); !title.empty() && title != path) frame.info["title"] = title;
  return frame;
}

}  // namespace liquidus
