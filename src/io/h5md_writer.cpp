#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <stdexcept>

#include "core/errors.hpp"
#include "core/units.hpp"
#include "io/h5md.hpp"
#include "io/h5md_arrays.hpp"
#include "io/h5md_series.hpp"
#include "io/hdf5_handle.hpp"
#include "io/number_text.hpp"

namespace liquidus {
namespace {

using hdf5::check;
using hdf5::Handle;
using hdf5::Series;
using hdf5::write_fixed;

bool finite(const double* x, std::size_t n) {
  return std::all_of(x, x + n, [](double value) { return std::isfinite(value); });
}

}  // namespace

struct H5mdWriter::State {
  std::string path;
  H5mdOptions options;
  std::size_t n = 0;
  Cell::Periodic periodic{};
  Index last_step = std::numeric_limits<Index>::min();
  Handle file;
  Series step, time, edges, position, velocity, force, image, charge, energy, stress;
  std::map<std::string, Series> observables, arrays;

  void make(const Structure& atoms);
  void make_metadata();
  void make_fixed(const Structure& atoms);
  Series make_element(const std::string& group, hid_t type, const std::vector<hsize_t>& row, const std::string& unit);
  void open(const Structure& atoms, Index keep_until);
  void check_atoms(const Structure& atoms) const;
  std::string temporary() const { return path + ".tmp"; }
  void start() { check(H5Fstart_swmr_write(file), "begin to write for readers at the same time"); }
  void check_frame(const Frame& frame) const;
  void write(const Frame& frame);
  template <class F>
  void each_series(F&& f);
};

void H5mdWriter::State::make_metadata() {
  const auto h5md = hdf5::make_group(file, "h5md");
  hdf5::set_attribute(h5md, "version", std::span<const int>(std::array{1, 1}));
  hdf5::set_attribute(hdf5::make_group(file, "h5md/author"), "name", options.author);
  const auto creator = hdf5::make_group(file, "h5md/creator");
  hdf5::set_attribute(creator, "name", std::string("liquidus"));
  hdf5::set_attribute(creator, "version", std::string(LIQUIDUS_VERSION));
  hdf5::set_attribute(hdf5::make_group(file, "h5md/modules/units"), "version", std::span<const int>(std::array{1, 0}));
}

void H5mdWriter::State::make_fixed(const Structure& atoms) {
  const auto box = hdf5::make_group(file, "particles/all/box");
  hdf5::set_attribute(box, "dimension", std::span<const int>(std::array{3}));
  std::vector<std::string> boundary;
  for (const bool p : periodic) boundary.emplace_back(p ? "periodic" : "none");
  hdf5::set_attribute(box, "boundary", boundary);
  hdf5::write_species(file, "particles/all/species", atoms);
  std::vector<double> mass;
  for (Index i = 0; i < atoms.size(); ++i) mass.push_back(exact_in_unit(atoms.mass(i), units::amu));
  write_fixed(file, "particles/all/mass", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, mass.data(), n, "u");
}

/// An element that changes with time; all of them share the datasets step and time.
Series H5mdWriter::State::make_element(const std::string& group, hid_t type, const std::vector<hsize_t>& row,
                                       const std::string& unit) {
  auto series = Series::make(file, group + "/value", type, row, options.compression);
  if (!unit.empty()) hdf5::set_attribute(series.dataset(), "unit", unit);
  for (const auto* name : {"/step", "/time"})
    check(H5Lcreate_hard((std::string(name) == "/step" ? step : time).dataset(), ".", file, (group + name).c_str(),
                         H5P_DEFAULT, H5P_DEFAULT),
          "link a dataset");
  return series;
}

void H5mdWriter::State::make(const Structure& atoms) {
  file = hdf5::make_shared_file(temporary());
  make_metadata();
  make_fixed(atoms);
  const hid_t number = H5T_IEEE_F64LE;
  const hid_t real = options.single_precision ? H5T_IEEE_F32LE : H5T_IEEE_F64LE;
  const hsize_t rows = n;
  const std::string all = "particles/all/";
  step = Series::make(file, all + "position/step", H5T_STD_I64LE, {}, options.compression);
  time = Series::make(file, all + "position/time", number, {}, options.compression);
  hdf5::set_attribute(time.dataset(), "unit", std::string("fs"));
  position = Series::make(file, all + "position/value", real, {rows, 3}, options.compression);
  hdf5::set_attribute(position.dataset(), "unit", std::string("Angstrom"));
  edges = make_element(all + "box/edges", number, {3, 3}, "Angstrom");
  if (options.velocities) velocity = make_element(all + "velocity", real, {rows, 3}, "Angstrom fs-1");
  if (options.forces) force = make_element(all + "force", real, {rows, 3}, "eV Angstrom-1");
  if (options.images) image = make_element(all + "image", H5T_STD_I32LE, {rows, 3}, "");
  if (options.charges) charge = make_element(all + "charge", number, {rows}, "e");
  if (options.energy) energy = make_element("observables/potential_energy", number, {}, "eV");
  if (options.stress) {
    stress = make_element("observables/stress", number, {3, 3}, "eV Angstrom-3");
    hdf5::set_attribute(stress.dataset(), "convention", std::string("(1/V) dE/dstrain, tension positive"));
  }
  for (const auto& [name, unit] : options.units)
    observables[name] = make_element("observables/" + name, number, {}, unit);
  for (const auto& [name, array] : options.arrays)
    arrays[name] = make_element(all + name, number, hdf5::array_row(rows, array.width), array.unit);
}

template <class F>
void H5mdWriter::State::each_series(F&& f) {
  for (auto* series : {&step, &time, &edges, &position, &velocity, &force, &image, &charge, &energy, &stress})
    if (series->dataset() >= 0) f(*series);
  for (auto* others : {&observables, &arrays})
    for (auto& [name, series] : *others) f(series);
}

void H5mdWriter::State::check_atoms(const Structure& atoms) const {
  const H5mdReader reader(path);
  if (reader.frames() == 0) return;
  const auto known = reader.read(0).atoms;
  bool same = known.size() == atoms.size() && known.cell.periodic() == atoms.cell.periodic();
  for (Index i = 0; same && i < atoms.size(); ++i)
    same = known.name(i) == atoms.name(i) && std::abs(known.mass(i) / atoms.mass(i) - 1.0) < 1e-12;
  if (!same) throw InputError({path, 0}, "the trajectory is one of other atoms; it can't be continued");
}

void H5mdWriter::State::open(const Structure& atoms, Index keep_until) {
  if (std::filesystem::exists(path)) hdf5::make_readable(path);
  check_atoms(atoms);
  file = hdf5::heal_shared_file(path);
  const std::string all = "particles/all/";
  const auto take = [&](const std::string& element, Series& series) {
    if (!hdf5::exists(file, element + "/value")) return false;
    series = Series(hdf5::open_dataset(file, element + "/value"));
    return true;
  };
  step = Series(hdf5::open_dataset(file, all + "position/step"));
  time = Series(hdf5::open_dataset(file, all + "position/time"));
  take(all + "position", position);
  take(all + "box/edges", edges);
  options.velocities = take(all + "velocity", velocity);
  options.forces = take(all + "force", force);
  options.images = take(all + "image", image);
  options.charges = take(all + "charge", charge);
  options.energy = take("observables/potential_energy", energy);
  options.stress = take("observables/stress", stress);
  if (hdf5::exists(file, "observables")) {
    for (const auto& name : hdf5::names_in(hdf5::open_group(file, "observables")))
      if (name != "potential_energy" && name != "stress") {
        options.units[name] = "";
        take("observables/" + name, observables[name]);
      }
  }
  const auto atoms_group = hdf5::open_group(file, "particles/all");
  for (const auto& name : hdf5::array_names(atoms_group)) {
    if (!take(all + name, arrays[name])) continue;
    const auto shape = hdf5::extent(arrays[name].dataset());
    options.arrays[name] = {"", shape.size() > 2 ? static_cast<Index>(shape[2]) : 1};
  }
  const auto rows = hdf5::extent(step.dataset());
  std::vector<Index> steps(rows.at(0));
  check(H5Dread(step.dataset(), H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, steps.data()), "read the steps");
  hsize_t keep = 0;
  while (keep < steps.size() && steps[keep] != hdf5::no_step && steps[keep] <= keep_until) last_step = steps[keep++];
  each_series([&](Series& series) { series.truncate(keep); });
}

void H5mdWriter::State::check_frame(const Frame& frame) const {
  const auto fail = [&](const std::string& what) {
    throw Error(fmt::format("cannot write step {} to '{}': {}", frame.step, path, what));
  };
  const auto check_vectors = [&](const char* what, const std::vector<Vec3>& v, bool wanted) {
    if (!wanted) return;
    if (v.size() != n) fail(fmt::format("the frame has {} {}, the trajectory {}", v.size(), what, n));
    for (std::size_t i = 0; i < n; ++i)
      if (!finite(v[i].data(), 3)) fail(fmt::format("{} of atom {} not finite", what, i + 1));
  };
  if (frame.step <= last_step) fail(fmt::format("the last step there is {}", last_step));
  if (!finite(&frame.time, 1)) fail("the time is not finite");
  if (frame.atoms.cell.periodic() != periodic) fail("the periodic directions have changed");
  check_vectors("positions", frame.atoms.r, true);
  check_vectors("velocities", frame.atoms.v, options.velocities);
  check_vectors("forces", frame.forces, options.forces);
  if (options.images && frame.atoms.image.size() != n) fail("the frame has no images");
  if (options.charges && (frame.charges.size() != n || !finite(frame.charges.data(), n)))
    fail("the frame has no charges, or they are not finite");
  if (options.energy && !(frame.energy && std::isfinite(*frame.energy))) fail("the frame has no finite energy");
  if (options.stress && !(frame.stress && finite(frame.stress->front().data(), 9)))
    fail("the frame has no finite stress");
  for (const auto& [name, unit] : options.units) {
    const auto found = frame.info.find(name);
    const auto* x = found == frame.info.end() ? nullptr : std::get_if<double>(&found->second);
    if (!x || !std::isfinite(*x)) fail(fmt::format("the frame has no finite '{}'", name));
  }
  for (const auto& [name, array] : options.arrays) {
    const auto found = frame.arrays.find(name);
    const auto size = n * static_cast<std::size_t>(array.width);
    if (found == frame.arrays.end() || found->second.size() != size || !finite(found->second.data(), size))
      fail(fmt::format("the frame has no {} finite numbers '{}'", size, name));
  }
}

void H5mdWriter::State::write(const Frame& frame) {
  check_frame(frame);
  const hid_t number = H5T_NATIVE_DOUBLE;
  edges.append(number, frame.atoms.cell.vectors().data());
  position.append(number, frame.atoms.r.data());
  if (options.velocities) velocity.append(number, frame.atoms.v.data());
  if (options.forces) force.append(number, frame.forces.data());
  if (options.images) image.append(H5T_NATIVE_INT, frame.atoms.image.data());
  if (options.charges) charge.append(number, frame.charges.data());
  if (options.energy) energy.append(number, &*frame.energy);
  if (options.stress) stress.append(number, frame.stress->data());
  for (auto& [name, series] : observables) series.append(number, &std::get<double>(frame.info.at(name)));
  for (auto& [name, series] : arrays) series.append(number, frame.arrays.at(name).data());
  time.append(number, &frame.time);
  check(H5Fflush(file, H5F_SCOPE_LOCAL), "flush the file");
  // The step comes last: a frame counts only when everything before it is in the file.
  step.append(H5T_NATIVE_INT64, &frame.step);
  check(H5Fflush(file, H5F_SCOPE_LOCAL), "flush the file");
  last_step = frame.step;
}

H5mdOptions h5md_options(const Frame& frame) {
  H5mdOptions options;
  options.velocities = !frame.atoms.v.empty();
  options.forces = !frame.forces.empty();
  options.charges = !frame.charges.empty();
  options.images = !frame.atoms.image.empty();
  options.energy = frame.energy.has_value();
  options.stress = frame.stress.has_value();
  for (const auto& [name, value] : frame.info)
    if (std::holds_alternative<double>(value) && name.find('/') == std::string::npos) options.units[name] = "";
  const auto n = frame.atoms.r.size();
  for (const auto& [name, numbers] : frame.arrays)
    if (n > 0 && numbers.size() % n == 0 && hdf5::is_array_name(name))
      options.arrays[name] = {"", static_cast<Index>(numbers.size() / n)};
  return options;
}

H5mdWriter::H5mdWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}

H5mdWriter::H5mdWriter(const std::string& path, const Structure& atoms, H5mdOptions options)
    : state_(std::make_unique<State>()) {
  const hdf5::Quiet quiet;
  state_->path = path;
  state_->options = std::move(options);
  state_->n = atoms.r.size();
  state_->periodic = atoms.cell.periodic();
  try {
    state_->make(atoms);
    state_->start();
    std::filesystem::rename(state_->temporary(), path);  // from here on the file is whole at any moment
  } catch (const std::exception& e) {
    throw Error(fmt::format("cannot write '{}': {}", path, e.what()));
  }
}

H5mdWriter H5mdWriter::append(const std::string& path, const Structure& atoms, Index last_step) {
  const hdf5::Quiet quiet;
  auto state = std::make_unique<State>();
  state->path = path;
  state->n = atoms.r.size();
  state->periodic = atoms.cell.periodic();
  try {
    state->open(atoms, last_step);
    state->start();
  } catch (const hdf5::Failure& e) {
    throw InputError({path, 0}, fmt::format("the trajectory can't be continued: {}", e.what()));
  }
  return H5mdWriter(std::move(state));
}

H5mdWriter::~H5mdWriter() = default;
H5mdWriter::H5mdWriter(H5mdWriter&&) noexcept = default;
H5mdWriter& H5mdWriter::operator=(H5mdWriter&&) noexcept = default;

void H5mdWriter::write(const Frame& frame) {
  const hdf5::Quiet quiet;
  try {
    state_->write(frame);
  } catch (const hdf5::Failure& e) {
    throw Error(fmt::format("cannot write step {} to '{}': {}", frame.step, state_->path, e.what()));
  }
}

void H5mdWriter::close() {
  const hdf5::Quiet quiet;
  const auto path = state_->path;
  state_->each_series([](Series& series) { series = Series(); });
  if (!state_->file.close()) throw Error(fmt::format("cannot write '{}'", path));
}

}  // namespace liquidus
