#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/units.hpp"
#include "io/frame_source.hpp"
#include "io/line_source.hpp"
#include "io/parse_number.hpp"

namespace liquidus {
namespace {

/// Places of the columns in an atom's line, counted from 0; −1 where there is none.
struct Columns {
  int id = -1, type = -1, element = -1, charge = -1, mass = -1;
  std::array<int, 3> position{-1, -1, -1}, image{-1, -1, -1}, velocity{-1, -1, -1}, force{-1, -1, -1};
  bool scaled = false, unwrapped = false;
  std::size_t count = 0;
};

struct Box {
  Mat3 vectors{};
  Vec3 origin{};
  Cell::Periodic periodic{};
};

struct Atom {
  Index id = 0;
  std::string name;
  Vec3 r{}, v{}, f{};
  Image image{};
  double charge = 0.0, mass = 0.0;
};

/// What a dump's numbers are multiplied with; nothing where the units aren't known.
struct DumpUnits {
  double velocity, force, time;
};

std::optional<DumpUnits> dump_units(const std::string& style, const Location& at) {
  if (style.empty()) return std::nullopt;
  if (style == "metal") return DumpUnits{units::angstrom / units::ps, units::eV / units::angstrom, units::ps};
  if (style == "real") return DumpUnits{units::angstrom / units::fs, units::kcal_per_mol / units::angstrom, units::fs};
  throw InputError(at, "the dump has the units '" + excerpt(style) + "'; expected metal or real");
}

constexpr std::string_view item = "ITEM: ";

class LammpsDump : public FrameSource {
 public:
  LammpsDump(LineSource lines, TrajectoryNotes notes) : lines_(std::move(lines)), notes_(std::move(notes)) {
    units_ = dump_units(notes_.units, {lines_.name(), 0});
  }

  std::optional<Frame> next() override {
    if (!read_head()) return std::nullopt;
    std::vector<Atom> atoms;
    atoms.reserve(static_cast<std::size_t>(std::min<Index>(count_, 1 << 20)));
    for (Index i = 0; i < count_; ++i) atoms.push_back(read_atom());
    if (columns_.id >= 0)
      std::stable_sort(atoms.begin(), atoms.end(), [](const Atom& a, const Atom& b) { return a.id < b.id; });
    return assemble(atoms);
  }

  bool skip() override {
    if (!read_head()) return false;
    for (Index i = 0; i < count_; ++i) line();
    return true;
  }

 private:
  /// A line where the file may not end.
  std::string_view line() {
    std::string_view text;
    if (!lines_.next(text))
      throw InputError(lines_.here(), fmt::format("the file ends in the middle of frame {}, counted from 0; leave that "
                                                  "frame out or dump it anew",
                                                  frame_));
    return text;
  }
  [[noreturn]] void refuse(const std::string& message) const { throw InputError(lines_.here(), message); }

  double number(std::string_view word, std::string_view what) const {
    const auto value = parse_double(word);
    if (!value) refuse(fmt::format("expected {}, found '{}'", what, excerpt(word)));
    if (!std::isfinite(*value)) refuse(fmt::format("{} is '{}', not a finite number", what, excerpt(word)));
    return *value;
  }
  Index whole(std::string_view word, std::string_view what) const {
    const auto value = parse_index(word);
    if (!value || *value < 0) refuse(fmt::format("expected {}, found '{}'", what, excerpt(word)));
    return *value;
  }

  bool read_head();
  void read_box(std::string_view boundaries);
  void read_columns(std::string_view names);
  Atom read_atom();
  std::string species(const std::vector<std::string_view>& words) const;
  Frame assemble(const std::vector<Atom>& atoms) const;

  LineSource lines_;
  TrajectoryNotes notes_;
  std::optional<DumpUnits> units_;
  Index frame_ = -1, step_ = 0, count_ = -1;
  std::optional<double> time_;
  std::optional<Box> box_;
  Columns columns_;
  std::vector<std::string_view> words_;
};

/// Everything before the lines of the atoms; false at the end of the file.
bool LammpsDump::read_head() {
  ++frame_;
  time_.reset();
  box_.reset();
  count_ = -1;
  std::string_view text;
  do {
    if (!lines_.next(text)) return false;
  } while (text.find_first_not_of(" \t\r") == std::string_view::npos);
  for (bool first = true;; first = false) {
    if (!first) text = line();
    if (!text.starts_with(item)) refuse("expected 'ITEM: …' of a LAMMPS dump, found '" + excerpt(text) + "'");
    text.remove_prefix(item.size());
    const std::string heading(text);
    std::string_view rest = heading;
    const auto is = [&](std::string_view title) {
      if (!rest.starts_with(title)) return false;
      rest.remove_prefix(title.size());
      return true;
    };
    const auto only_word = [&] {
      std::string_view value = line();
      return next_word(value);
    };
    if (is("TIMESTEP")) {
      step_ = whole(only_word(), "the time step");
    } else if (is("UNITS")) {
      const std::string style(only_word());
      units_ = dump_units(style, lines_.here());
    } else if (is("TIME")) {
      time_ = number(only_word(), "the time");
    } else if (is("NUMBER OF ATOMS")) {
      count_ = whole(only_word(), "the number of atoms");
    } else if (is("BOX BOUNDS")) {
      read_box(rest);
    } else if (is("ATOMS")) {
      if (count_ < 0 || !box_) refuse("ITEM: ATOMS comes before the number of atoms and the box");
      read_columns(rest);
      return true;
    } else {
      refuse("'ITEM: " + excerpt(heading) + "' isn't known; expected a text dump of atoms");
    }
  }
}

/// Three lines "low high" or "low high tilt", the bounds being those of the box that encloses a tilted one, or three
/// lines "a b c origin" of a general triclinic box.
void LammpsDump::read_box(std::string_view boundaries) {
  std::vector<std::string> heads;
  for (auto word = next_word(boundaries); !word.empty(); word = next_word(boundaries)) heads.emplace_back(word);
  const bool general = heads.size() >= 2 && heads[0] == "abc", tilted = heads.size() >= 3 && heads[0] == "xy";
  const std::size_t skip = general ? 2 : tilted ? 3 : 0, each = general ? 4 : tilted ? 3 : 2;
  Box box;
  for (std::size_t k = 0; k < 3; ++k) box.periodic[k] = heads.size() != skip + 3 || heads[skip + k] == "pp";
  std::array<std::array<double, 4>, 3> rows{};
  for (auto& row : rows) {
    std::string_view text = line();
    for (std::size_t k = 0; k < each; ++k) row[k] = number(next_word(text), "a bound of the box");
  }
  if (general) {
    for (std::size_t k = 0; k < 3; ++k) {
      box.vectors[k] = {rows[k][0], rows[k][1], rows[k][2]};
      box.origin[k] = rows[k][3];
    }
  } else {
    const double xy = rows[0][2], xz = rows[1][2], yz = rows[2][2];
    box.origin = {rows[0][0] - std::min({0.0, xy, xz, xy + xz}), rows[1][0] - std::min(0.0, yz), rows[2][0]};
    const double x = rows[0][1] - std::max({0.0, xy, xz, xy + xz}) - box.origin[0],
                 y = rows[1][1] - std::max(0.0, yz) - box.origin[1], z = rows[2][1] - box.origin[2];
    box.vectors = {Vec3{x, 0.0, 0.0}, Vec3{xy, y, 0.0}, Vec3{xz, yz, z}};
  }
  try {
    Cell(box.vectors, box.periodic);
  } catch (const std::invalid_argument& error) {
    refuse(std::string("the box can't be used: ") + error.what());
  }
  box_ = box;
}

void LammpsDump::read_columns(std::string_view names) {
  Columns columns;
  std::array<std::array<int, 3>, 4> kinds;  // x, xs, xu, xsu
  for (auto& kind : kinds) kind = {-1, -1, -1};
  constexpr std::array<std::string_view, 4> endings{"", "s", "u", "su"};
  int at = 0;
  for (auto word = next_word(names); !word.empty(); word = next_word(names), ++at) {
    if (word == "id") columns.id = at;
    if (word == "type") columns.type = at;
    if (word == "element") columns.element = at;
    if (word == "q") columns.charge = at;
    if (word == "mass") columns.mass = at;
    for (std::size_t k = 0; k < 3; ++k) {
      const std::string axis(1, "xyz"[k]);
      for (std::size_t e = 0; e < endings.size(); ++e)
        if (word == axis + std::string(endings[e])) kinds[e][k] = at;
      if (word == "i" + axis) columns.image[k] = at;
      if (word == "v" + axis) columns.velocity[k] = at;
      if (word == "f" + axis) columns.force[k] = at;
    }
  }
  columns.count = static_cast<std::size_t>(at);
  const auto whole_vector = [](std::array<int, 3>& places) {
    const bool all = places[0] >= 0 && places[1] >= 0 && places[2] >= 0;
    if (!all) places = {-1, -1, -1};
    return all;
  };
  for (const std::size_t e : {2U, 0U, 3U, 1U})  // unwrapped first: it says more
    if (columns.position[0] < 0 && whole_vector(kinds[e])) {
      columns.position = kinds[e];
      columns.scaled = e == 1 || e == 3;
      columns.unwrapped = e == 2 || e == 3;
    }
  if (columns.position[0] < 0) refuse("the dump has no positions; expected columns x y z, xs ys zs or xu yu zu");
  if (columns.element < 0 && columns.type < 0) refuse("the dump has neither the column element nor type");
  for (auto* vector : {&columns.image, &columns.velocity, &columns.force}) whole_vector(*vector);
  columns_ = columns;
}

std::string LammpsDump::species(const std::vector<std::string_view>& words) const {
  if (columns_.element >= 0) return std::string(words[static_cast<std::size_t>(columns_.element)]);
  const auto type = static_cast<std::size_t>(whole(words[static_cast<std::size_t>(columns_.type)], "a type of atom"));
  if (type < 1 || type > notes_.species.size())
    refuse(
        fmt::format("an atom has type {}, and {} species {} given for the types; name one for each, such as species "
                    "= [\"Na\", \"Cl\"], or dump the column element",
                    type, notes_.species.size(), notes_.species.size() == 1 ? "is" : "are"));
  return notes_.species[type - 1];
}

Atom LammpsDump::read_atom() {
  std::string_view text = line();
  if (text.starts_with(item)) refuse(fmt::format("expected the line of an atom, of {}, found an ITEM", count_));
  words_.clear();
  for (auto word = next_word(text); !word.empty(); word = next_word(text)) words_.push_back(word);
  if (words_.size() != columns_.count)
    refuse(fmt::format("expected {} columns as ITEM: ATOMS names, found {}", columns_.count, words_.size()));
  const auto word = [&](int column) { return words_[static_cast<std::size_t>(column)]; };
  const auto vector = [&](const std::array<int, 3>& places, std::string_view what) {
    return Vec3{number(word(places[0]), what), number(word(places[1]), what), number(word(places[2]), what)};
  };
  Atom atom;
  if (columns_.id >= 0) atom.id = whole(word(columns_.id), "the id of an atom");
  atom.name = species(words_);
  atom.r = vector(columns_.position, "a coordinate");
  if (columns_.velocity[0] >= 0) atom.v = vector(columns_.velocity, "a velocity");
  if (columns_.force[0] >= 0) atom.f = vector(columns_.force, "a force");
  if (columns_.charge >= 0) atom.charge = number(word(columns_.charge), "a charge");
  if (columns_.mass >= 0) atom.mass = number(word(columns_.mass), "a mass");
  if (columns_.image[0] >= 0 && !columns_.unwrapped)
    for (std::size_t k = 0; k < 3; ++k) {
      const auto flag = word(columns_.image[k]);
      const auto value = parse_index(flag);
      if (!value || std::abs(*value) > 1 << 30) refuse("expected an image flag, found '" + excerpt(flag) + "'");
      atom.image[k] = static_cast<int>(*value);
    }
  return atom;
}

/// Unwrapped positions are folded into the cell with image flags that lead back to them.
Frame LammpsDump::assemble(const std::vector<Atom>& atoms) const {
  Frame frame;
  frame.step = step_;
  if (time_ && units_) frame.time = *time_ * units_->time;
  Structure& s = frame.atoms;
  s.cell = Cell(box_->vectors, box_->periodic);
  const bool images = columns_.unwrapped || columns_.image[0] >= 0;
  std::vector<Vec3> v;
  std::vector<Image> flags;
  for (const Atom& atom : atoms) {
    const Vec3 r = columns_.scaled ? s.cell.cartesian(atom.r) : atom.r - box_->origin;
    try {
      s.add(atom.name, r);
    } catch (const std::invalid_argument& error) {
      refuse(error.what());
    }
    if (columns_.mass >= 0 && atom.mass > 0.0)
      s.species[static_cast<std::size_t>(s.type.back())].mass = atom.mass * units::amu;
    Image image = atom.image;
    if (columns_.unwrapped) s.r.back() = s.cell.wrapped(r, &image);
    if (images) flags.push_back(image);
    if (columns_.velocity[0] >= 0 && units_) v.push_back(units_->velocity * atom.v);
    if (columns_.force[0] >= 0 && units_) frame.forces.push_back(units_->force * atom.f);
    if (columns_.charge >= 0) frame.charges.push_back(atom.charge);
  }
  s.v = std::move(v);
  s.image = std::move(flags);
  return frame;
}

}  // namespace

std::unique_ptr<FrameSource> open_lammps_dump(const std::string& path, TrajectoryNotes notes) {
  return std::make_unique<LammpsDump>(LineSource(path), std::move(notes));
}
std::unique_ptr<FrameSource> open_lammps_dump(std::string_view text, const std::string& name, TrajectoryNotes notes) {
  return std::make_unique<LammpsDump>(LineSource(text, name), std::move(notes));
}

}  // namespace liquidus
