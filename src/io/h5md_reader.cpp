#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>

#include "core/errors.hpp"
#include "io/h5md.hpp"
#include "io/h5md_arrays.hpp"
#include "io/h5md_element.hpp"
#include "io/hdf5_handle.hpp"

namespace liquidus {
namespace {

using hdf5::check;
using hdf5::Element;
using hdf5::find_element;
using hdf5::Handle;
using hdf5::read_numbers;

/// The names behind the numbers of an enumeration; empty for plain integers.
std::map<Index, std::string> enumeration(hid_t dataset) {
  std::map<Index, std::string> names;
  const Handle type(H5Dget_type(dataset), "get a type");
  if (H5Tget_class(type) != H5T_ENUM) return names;
  const int n = H5Tget_nmembers(type);
  for (int k = 0; k < n; ++k) {
    std::int64_t value = 0;
    const Handle base(H5Tget_super(type), "get a type");
    check(H5Tget_member_value(type, static_cast<unsigned>(k), &value), "read an enumeration");
    check(H5Tconvert(base, H5T_NATIVE_INT64, 1, &value, nullptr, H5P_DEFAULT), "convert a number");
    char* name = H5Tget_member_name(type, static_cast<unsigned>(k));
    names[value] = name ? name : "";
    H5free_memory(name);
  }
  return names;
}

std::vector<Vec3> vectors(const std::vector<double>& numbers, double unit) {
  if (numbers.size() % 3 != 0) throw hdf5::Failure("an element has no three components per atom");
  std::vector<Vec3> result(numbers.size() / 3);
  for (std::size_t i = 0; i < result.size(); ++i)
    result[i] = {numbers[3 * i] * unit, numbers[3 * i + 1] * unit, numbers[3 * i + 2] * unit};
  return result;
}

}  // namespace

struct H5mdReader::State {
  std::string path;
  Handle file;
  std::vector<std::string> given_names;
  Cell::Periodic periodic{};
  std::vector<Species> species;
  std::vector<int> type;
  std::optional<Element> position, edges, velocity, force, image, charge, energy, stress;
  std::map<std::string, Element> observables, arrays;

  void open();
  void open_arrays(hid_t group);
  void open_observables();
  void read_species(hid_t group);
  Cell cell(Index step) const;
  Frame read(Index i) const;
  void read_path(Index i, H5mdPath& into) const;
  /// Rows of an element at a step, or nothing.
  std::optional<std::vector<double>> at(const std::optional<Element>& element, Index step) const {
    const auto row = element ? element->row(step) : std::nullopt;
    if (!row) return std::nullopt;
    return read_numbers(element->value, *row);
  }
};

void H5mdReader::State::open() {
  if (!hdf5::exists(file, "particles")) throw hdf5::Failure("there is no group 'particles', as H5MD files have");
  const auto groups = hdf5::names_in(hdf5::open_group(file, "particles"));
  std::string name = "all";
  if (std::find(groups.begin(), groups.end(), name) == groups.end()) {
    if (groups.size() != 1) throw hdf5::Failure(fmt::format("'particles' has {} groups and no 'all'", groups.size()));
    name = groups[0];
  }
  const auto group = hdf5::open_group(file, "particles/" + name);
  position = find_element(group, "position");
  if (!position || position->fixed) throw hdf5::Failure("there are no positions that change with time");
  const auto size = hdf5::extent(position->value);
  if (size.size() != 3 || size[2] != 3) throw hdf5::Failure("the positions are not three numbers per atom");
  type.resize(size[1]);
  velocity = find_element(group, "velocity");
  force = find_element(group, "force");
  image = find_element(group, "image");
  charge = find_element(group, "charge");
  edges = find_element(group, "box/edges");
  if (hdf5::exists(group, "box")) {
    const auto boundary = hdf5::string_attribute(hdf5::open_group(group, "box"), "boundary");
    for (std::size_t k = 0; k < 3 && k < boundary.size(); ++k) periodic[k] = boundary[k] == "periodic";
  }
  read_species(group);
  open_arrays(group);
  open_observables();
}

/// Those of other programs may be anything: what doesn't count the atoms of this file, or has an unknown unit, is
/// passed over.
void H5mdReader::State::open_arrays(hid_t group) {
  for (const auto& name : hdf5::array_names(group)) try {
      auto element = find_element(group, name);
      if (element && !element->fixed && hdf5::extent(element->value)[1] == type.size())
        arrays[name] = std::move(*element);
    } catch (const hdf5::Failure&) {
      continue;
    }
}

void H5mdReader::State::open_observables() {
  if (!hdf5::exists(file, "observables")) return;
  const auto group = hdf5::open_group(file, "observables");
  for (const auto& name : hdf5::names_in(group)) {
    if (!hdf5::exists(group, name + "/value")) continue;  // a group of observables of some of the atoms
    auto element = find_element(group, name);
    const auto shape = hdf5::extent(element->value);
    if (name == "potential_energy" && shape.size() == 1)
      energy = std::move(element);
    else if (name == "stress" && shape == std::vector<hsize_t>{shape[0], 3, 3})
      stress = std::move(element);
    else if (shape.size() == 1)
      observables[name] = std::move(*element);
  }
}

void H5mdReader::State::read_species(hid_t group) {
  if (!hdf5::exists(group, "species")) throw hdf5::Failure("there is no dataset 'species'");
  const auto element = find_element(group, "species");
  const auto numbers = hdf5::read_integers(element->value, element->fixed ? -1 : 0);
  if (numbers.size() != type.size()) throw hdf5::Failure("species and positions differ in number");
  auto names = enumeration(element->value);
  if (names.empty()) {
    std::map<Index, std::string> found;
    for (const Index k : numbers) found[k];
    if (given_names.size() != found.size())
      throw hdf5::Failure(fmt::format("the species are {} bare numbers; expected as many names, found {}", found.size(),
                                      given_names.size()));
    auto next = given_names.begin();
    for (auto& [k, name] : found) name = *next++;
    names = std::move(found);
  }
  std::vector<double> mass;
  if (const auto masses = find_element(group, "mass")) {
    mass = read_numbers(masses->value, masses->fixed ? -1 : 0);
    if (mass.size() != type.size()) throw hdf5::Failure("masses and positions differ in number");
    for (double& m : mass) m *= masses->unit;
  }
  std::map<std::pair<Index, double>, int> kinds;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto [kind, is_new] =
        kinds.try_emplace({numbers[i], mass.empty() ? 0.0 : mass[i]}, static_cast<int>(species.size()));
    if (is_new) {
      species.push_back(make_species(names[numbers[i]]));
      if (!mass.empty()) species.back().mass = mass[i];
    }
    type[i] = kind->second;
  }
}

Cell H5mdReader::State::cell(Index step) const {
  const auto numbers = at(edges, step);
  if (!numbers) return {};
  auto e = *numbers;
  for (double& x : e) x *= edges->unit;
  if (e.size() == 3) return {Mat3::diagonal(e[0], e[1], e[2]), periodic};
  if (e.size() == 9) return {{Vec3{e[0], e[1], e[2]}, Vec3{e[3], e[4], e[5]}, Vec3{e[6], e[7], e[8]}}, periodic};
  throw hdf5::Failure("the edges of the box are neither 3 nor 9 numbers");
}

Frame H5mdReader::State::read(Index i) const {
  Frame frame;
  const Index step = position->steps[static_cast<std::size_t>(i)];
  frame.step = step;
  frame.time = position->times[static_cast<std::size_t>(i)];
  frame.atoms.cell = cell(step);
  frame.atoms.species = species;
  frame.atoms.type = type;
  const auto n = type.size();
  const auto fits = [&](std::size_t count) {
    if (count != n) throw hdf5::Failure("the elements of the file differ in their number of atoms");
  };
  frame.atoms.r = vectors(read_numbers(position->value, i), position->unit);
  if (const auto v = at(velocity, step)) fits((frame.atoms.v = vectors(*v, velocity->unit)).size());
  if (const auto f = at(force, step)) fits((frame.forces = vectors(*f, force->unit)).size());
  if (const auto q = at(charge, step)) fits((frame.charges = *q).size());
  if (const auto shifts = at(image, step)) {
    for (const auto& s : vectors(*shifts, 1.0))
      frame.atoms.image.push_back({static_cast<int>(s[0]), static_cast<int>(s[1]), static_cast<int>(s[2])});
    fits(frame.atoms.image.size());
  }
  if (const auto e = at(energy, step)) frame.energy = e->at(0) * energy->unit;
  if (const auto s = at(stress, step)) {
    const auto rows = vectors(*s, stress->unit);
    frame.stress = Mat3{rows[0], rows[1], rows[2]};
  }
  for (const auto& [name, element] : observables)
    if (const auto row = element.row(step)) frame.info[name] = read_numbers(element.value, *row).at(0);
  for (const auto& [name, element] : arrays)
    if (const auto row = element.row(step)) frame.arrays[name] = read_numbers(element.value, *row);
  for (const auto& r : frame.atoms.r)
    if (!std::isfinite(norm2(r))) throw hdf5::Failure("a position is not finite");
  return frame;
}

void H5mdReader::State::read_path(Index i, H5mdPath& into) const {
  const Index step = position->steps[static_cast<std::size_t>(i)];
  const auto n = type.size();
  into.cell = cell(step);
  into.r.resize(n);
  hdf5::read_row_into(position->value, H5T_NATIVE_DOUBLE, i, into.r.data(), 3 * n);
  if (position->unit != 1.0)
    for (auto& r : into.r) r *= position->unit;
  const auto row = image ? image->row(step) : std::nullopt;
  into.image.resize(row ? n : 0);
  if (row) hdf5::read_row_into(image->value, H5T_NATIVE_INT, *row, into.image.data(), 3 * n);
}

H5mdReader::H5mdReader(const std::string& path, std::vector<std::string> species_names)
    : state_(std::make_unique<State>()) {
  const hdf5::Quiet quiet;
  state_->path = path;
  state_->given_names = std::move(species_names);
  state_->file = hdf5::open_file(path);
  try {
    state_->open();
  } catch (const std::exception& e) {  // Failure, and what a species or a size from the file brings about
    throw InputError({path, 0}, fmt::format("not a trajectory that can be read: {}", e.what()));
  }
}

H5mdReader::~H5mdReader() = default;
H5mdReader::H5mdReader(H5mdReader&&) noexcept = default;
H5mdReader& H5mdReader::operator=(H5mdReader&&) noexcept = default;

Index H5mdReader::frames() const { return static_cast<Index>(state_->position->steps.size()); }
const std::vector<Index>& H5mdReader::steps() const { return state_->position->steps; }
const std::vector<double>& H5mdReader::times() const { return state_->position->times; }

Frame H5mdReader::read(Index i) const {
  if (i < 0 || i >= frames()) throw std::out_of_range(fmt::format("frame {} of {} in '{}'", i, frames(), state_->path));
  const hdf5::Quiet quiet;
  try {
    return state_->read(i);
  } catch (const std::exception& e) {
    throw InputError({state_->path, 0}, fmt::format("frame {} can't be read: {}", i + 1, e.what()));
  }
}

void H5mdReader::read_path(Index i, H5mdPath& into) const {
  if (i < 0 || i >= frames()) throw std::out_of_range(fmt::format("frame {} of {} in '{}'", i, frames(), state_->path));
  const hdf5::Quiet quiet;
  try {
    state_->read_path(i, into);
  } catch (const std::exception& e) {
    throw InputError({state_->path, 0}, fmt::format("frame {} can't be read: {}", i + 1, e.what()));
  }
}

}  // namespace liquidus
