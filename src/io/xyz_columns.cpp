#include "io/xyz_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <stdexcept>

#include "core/elements.hpp"
#include "core/errors.hpp"
#include "core/units.hpp"
#include "io/parse_number.hpp"
#include "io/xyz_frame_line.hpp"

namespace liquidus {
namespace {

constexpr int most_columns = 100000;

struct RoleNames {
  XyzRole role;
  std::string_view label;  // its name in label_names(), or empty if it takes no prefix
  int width;
  char type;
  std::vector<std::string_view> names;
};

const std::vector<RoleNames>& role_names() {
  static const std::vector<RoleNames> table = {
      {XyzRole::species_name, "", 1, 'S', {"species_name"}},
      {XyzRole::species, "", 1, 'S', {"species", "element", "symbols"}},
      {XyzRole::atomic_number, "", 1, 'I', {"Z", "numbers", "atomic_numbers"}},
      {XyzRole::position, "", 3, 'R', {"pos", "positions"}},
      {XyzRole::force, "forces", 3, 'R', {"forces", "force", "dft_forces"}},
      {XyzRole::velocity, "", 3, 'R', {"velocities", "velo", "vel", "velocity"}},
      {XyzRole::momentum, "", 3, 'R', {"momenta", "momentum"}},
      {XyzRole::charge, "charges", 1, 'R', {"charges", "charge", "initial_charges", "q"}},
      {XyzRole::atomic_energy, "energies", 1, 'R', {"energies", "local_energy", "atomic_energies"}},
      {XyzRole::mass, "", 1, 'R', {"masses", "mass"}},
      {XyzRole::image, "", 3, 'I', {"image", "images"}},
  };
  return table;
}

std::vector<std::string_view> split_colons(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t colon = 0; colon != std::string_view::npos;) {
    colon = text.find(':');
    parts.push_back(text.substr(0, colon));
    if (colon != std::string_view::npos) text.remove_prefix(colon + 1);
  }
  return parts;
}

std::string element_hint(std::string_view word) {
  std::vector<std::string> symbols;
  for (const auto& element : elements()) symbols.emplace_back(element.symbol);
  const auto letters = std::find_if_not(word.begin(), word.end(), [](unsigned char c) { return std::isalpha(c) != 0; });
  const auto near = nearest_name(word.substr(0, static_cast<std::size_t>(letters - word.begin())), symbols);
  return near.empty() ? "" : "; did you mean '" + near + "'?";
}

}  // namespace

XyzColumns::XyzColumns(std::string_view properties, const LabelNames& labels, const Location& at,
                       std::map<std::string, std::string>& names) {
  const auto parts = split_colons(properties);
  if (parts.size() % 3 != 0)
    throw InputError(at, fmt::format("'Properties' is '{}'; expected name:type:count, repeated", excerpt(properties)));
  for (std::size_t i = 0; i < parts.size(); i += 3) {
    const auto width = parse_index(parts[i + 2]);
    if (parts[i].empty() || parts[i + 1].size() != 1 || std::string_view("SRIL").find(parts[i + 1]) > 3 || !width ||
        *width < 1 || *width + words_ > most_columns)
      throw InputError(at, fmt::format("'Properties' has '{}:{}:{}'; expected a name, one of S R I L, and a count",
                                       excerpt(parts[i]), excerpt(parts[i + 1]), excerpt(parts[i + 2])));
    const char type = parts[i + 1].front();
    columns_.push_back(
        {std::string(parts[i]), type, static_cast<int>(*width), type == 'S' ? XyzRole::word : XyzRole::number});
    words_ += static_cast<int>(*width);
  }
  settle_roles(labels, names);
  check_columns(at);
}

void XyzColumns::settle_roles(const LabelNames& labels, std::map<std::string, std::string>& names) {
  const auto assign = [&](const RoleNames& wanted, const std::string& prefix) {
    for (const auto name : wanted.names)
      for (auto& column : columns_)
        if (column.name == prefix + std::string(name)) {
          column.role = wanted.role;
          if (!wanted.label.empty()) names[std::string(wanted.label)] = column.name;
          return true;
        }
    return false;
  };
  bool velocities = false;
  for (const auto& wanted : role_names()) {
    const bool identity = wanted.role == XyzRole::species_name || wanted.role == XyzRole::species ||
                          wanted.role == XyzRole::atomic_number;
    if (!wanted.label.empty()) {
      for (const auto& prefix : labels.prefixes)
        if (assign(wanted, prefix)) break;
    } else if (!(wanted.role == XyzRole::momentum && velocities) && assign(wanted, "")) {
      velocities |= wanted.role == XyzRole::velocity;
      if (identity && identity_ == XyzRole::word) identity_ = wanted.role;
    }
  }
}

void XyzColumns::check_columns(const Location& at) const {
  std::set<std::string_view> seen;
  bool position = false;
  for (const auto& column : columns_) {
    position |= column.role == XyzRole::position;
    if (!seen.insert(column.name).second)
      throw InputError(at, fmt::format("'Properties' has the column '{}' twice", column.name));
    for (const auto& wanted : role_names()) {
      if (wanted.role != column.role) continue;
      const bool fits = wanted.type == column.type || (wanted.type == 'R' && column.type == 'I');
      if (!fits || wanted.width != column.width)
        throw InputError(at, fmt::format("'Properties' has '{0}:{1}:{2}'; expected '{0}:{3}:{4}'", column.name,
                                         column.type, column.width, wanted.type, wanted.width));
    }
  }
  if (identity_ == XyzRole::word) throw InputError(at, "'Properties' has no column 'species' or 'Z'");
  if (!position) throw InputError(at, "'Properties' has no column 'pos'");
}

void XyzColumns::refuse_count(const Line& line) const {
  auto rest = line.text;
  std::string first, names;
  int found = 0;
  for (auto word = next_word(rest); !word.empty(); word = next_word(rest))
    if (found++ == 0) first = word;
  bool only_numbers = columns_.front().role == XyzRole::species;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    only_numbers &= i == 0 || columns_[i].type != 'S';
    names += fmt::format("{}{}", i == 0 ? "" : ", ", columns_[i].name);
  }
  if (only_numbers && found > 0)
    throw InputError(line.at, fmt::format("atom {} '{}': expected {} numbers, found {}", line.index, excerpt(first),
                                          words_ - 1, found - 1));
  throw InputError(
      line.at, fmt::format("atom {}: expected {} columns ({}), found {}", line.index, words_, excerpt(names), found));
}

void XyzColumns::refuse_word(std::string_view word, const XyzColumn& column, std::string_view what,
                             const Line& line) const {
  auto rest = line.text;
  throw InputError(line.at, fmt::format("atom {} '{}': '{}' in '{}' is {}", line.index, excerpt(next_word(rest)),
                                        excerpt(word), column.name, what));
}

std::string_view XyzColumns::take(Line& line) const {
  const auto word = next_word(line.rest);
  if (word.empty()) refuse_count(line);
  return word;
}

int XyzColumns::species_of(std::string_view word, const Line& line, Frame& frame) {
  const auto found = known_.find(std::string(word));
  if (found != known_.end()) return found->second;
  std::string name(word);
  if (const auto Z = parse_index(word)) {
    if (*Z < 1 || *Z > static_cast<Index>(elements().size()))
      throw InputError(line.at, fmt::format("atom {}: there is no element with the number {}", line.index, *Z));
    name = elements()[static_cast<std::size_t>(*Z - 1)].symbol;
  }
  try {
    frame.atoms.species.push_back(make_species(name));
  } catch (const std::invalid_argument&) {
    throw InputError(line.at, fmt::format("atom {}: '{}' does not begin with the symbol of an element{}", line.index,
                                          excerpt(name), element_hint(name)));
  }
  const auto type = static_cast<int>(frame.atoms.species.size()) - 1;
  known_.emplace(word, type);
  return type;
}

Image XyzColumns::read_image(const XyzColumn& column, Line& line) const {
  Image image{};
  for (auto& component : image) {
    const auto word = take(line);
    const auto i = parse_index(word);
    if (!i || std::abs(*i) > 1000000000) refuse_word(word, column, "not a count of cells", line);
    component = static_cast<int>(*i);
  }
  return image;
}

void XyzColumns::read_numbers(const XyzColumn& column, Line& line) {
  numbers_.clear();
  for (int k = 0; k < column.width; ++k) {
    const auto word = take(line);
    if (column.type == 'L') {
      const auto b = parse_bool(word);
      if (!b) refuse_word(word, column, "neither T nor F", line);
      numbers_.push_back(*b ? 1.0 : 0.0);
    } else {
      const auto x = parse_double(word);
      if (!x) refuse_word(word, column, "not a number", line);
      if (!std::isfinite(*x)) refuse_word(word, column, "not a finite number", line);
      numbers_.push_back(*x);
    }
  }
}

void XyzColumns::store_numbers(const XyzColumn& column, Frame& frame) {
  const auto vector = [&] { return Vec3{numbers_[0], numbers_[1], numbers_[2]}; };
  switch (column.role) {
    case XyzRole::position:
      frame.atoms.r.push_back(vector());
      break;
    case XyzRole::force:
      frame.forces.push_back(vector());
      break;
    case XyzRole::velocity:
      frame.atoms.v.push_back(vector());
      break;
    case XyzRole::momentum:
      frame.atoms.v.push_back(vector());
      momenta_ = true;
      break;
    case XyzRole::charge:
      frame.charges.push_back(numbers_[0]);
      break;
    case XyzRole::atomic_energy:
      frame.atomic_energies.push_back(numbers_[0]);
      break;
    case XyzRole::mass:
      masses_.push_back(numbers_[0]);
      break;
    default: {
      auto& array = frame.arrays[column.name];
      array.insert(array.end(), numbers_.begin(), numbers_.end());
    }
  }
}

void XyzColumns::add(std::string_view text, Index index, Frame& frame, const Location& at) {
  Line line{text, text, index, at};
  for (const auto& column : columns_) {
    if (column.role == identity_) {
      frame.atoms.type.push_back(species_of(take(line), line, frame));
    } else if (column.role == XyzRole::image) {
      frame.atoms.image.push_back(read_image(column, line));
    } else if (column.type == 'S') {
      for (int k = 0; k < column.width; ++k) {
        const auto word = take(line);
        if (column.role == XyzRole::word) frame.words[column.name].emplace_back(word);
      }
    } else {
      read_numbers(column, line);
      store_numbers(column, frame);
    }
  }
  if (!next_word(line.rest).empty()) refuse_count(line);
}

void XyzColumns::finish(Frame& frame, const Location& at) {
  auto& atoms = frame.atoms;
  if (!masses_.empty()) {
    // Atoms of one name and several masses (isotopes) become several species.
    std::map<std::pair<int, double>, int> kinds;
    std::vector<Species> species;
    for (std::size_t i = 0; i < masses_.size(); ++i) {
      if (!(masses_[i] > 0.0))
        throw InputError(at, fmt::format("atom {}: the mass {} is not positive", i + 1, masses_[i]));
      const auto [kind, is_new] = kinds.try_emplace({atoms.type[i], masses_[i]}, static_cast<int>(species.size()));
      if (is_new) {
        species.push_back(atoms.species[static_cast<std::size_t>(atoms.type[i])]);
        species.back().mass = masses_[i] * units::amu;
      }
      atoms.type[i] = kind->second;
    }
    atoms.species = std::move(species);
  }
  if (momenta_) {
    const double root_mass = std::sqrt(units::amu);  // ASE's √(eV·u) in eV fs/Å
    for (std::size_t i = 0; i < atoms.v.size(); ++i) atoms.v[i] *= root_mass / atoms.mass(static_cast<Index>(i));
  }
}

}  // namespace liquidus
