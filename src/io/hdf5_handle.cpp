#include "io/hdf5_handle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "core/errors.hpp"
#include "io/file.hpp"

namespace liquidus::hdf5 {
namespace {

/// The description at the bottom of HDF5's error stack, which names the cause.
std::string innermost_reason() {
  std::string reason;
  H5Ewalk2(
      H5E_DEFAULT, H5E_WALK_UPWARD,
      [](unsigned depth, const H5E_error2_t* error, void* out) -> herr_t {
        if (depth == 0 && error->desc) *static_cast<std::string*>(out) = error->desc;
        return 0;
      },
      &reason);
  return reason;
}

/// Number of elements; at least one for a scalar.
std::size_t elements(hid_t space) {
  const auto n = H5Sget_simple_extent_npoints(space);
  return n < 0 ? 0 : static_cast<std::size_t>(n);
}

void write_attribute(hid_t object, const std::string& name, hid_t type, hid_t space, const void* data) {
  const Handle attribute(H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), "make an attribute");
  check(H5Awrite(attribute, type, data), "write an attribute");
}

Handle scalar_or_row(std::size_t n, bool scalar) {
  const hsize_t size = n;
  return {scalar ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &size, nullptr), "make a dataspace"};
}

void write_strings(hid_t object, const std::string& name, const std::vector<std::string>& values, bool scalar) {
  std::size_t length = 1;
  for (const auto& value : values) length = std::max(length, value.size());
  std::string bytes;
  for (auto value : values) {
    value.resize(length, '\0');
    bytes += value;
  }
  write_attribute(object, name, string_type(length), scalar_or_row(values.size(), scalar), bytes.data());
}

/// HDF5 would write again, as the process ends, what a full disk has refused, and fall over it (1.10: a segmentation
/// fault behind our message). All that is open is closed by its handle. It must be told before any other call.
[[maybe_unused]] const herr_t no_second_try = H5dont_atexit();

}  // namespace

Handle::~Handle() {
  if (!open()) return;
  const Quiet quiet;  // who wants to know calls close()
  close();
}

Quiet::Quiet() {
  H5Eget_auto2(H5E_DEFAULT, &function_, &data_);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}
Quiet::~Quiet() { H5Eset_auto2(H5E_DEFAULT, function_, data_); }

hid_t checked(hid_t id, const char* what) {
  if (id >= 0) return id;
  const auto reason = innermost_reason();
  throw Failure(fmt::format("cannot {}{}{}", what, reason.empty() ? "" : ": ", reason));
}

Handle open_file(const std::string& path) {
  require_readable(path);
  const Quiet quiet;
  if (const hid_t id = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT); id >= 0) return {id, "open the file"};
  auto reason = innermost_reason();
  if (reason.find("already open for") != std::string::npos) {
    // While a writer is at work, what it is changing is read again until it is whole; each wait is twice the last one,
    // and 24 of them are some 20 ms. HDF5's own 100 would last for ever on a damaged file.
    const Handle access(H5Pcreate(H5P_FILE_ACCESS), "make a property list");
    check(H5Pset_metadata_read_attempts(access, 24), "set a property");
    const hid_t id = H5Fopen(path.c_str(), H5F_ACC_RDONLY | H5F_ACC_SWMR_READ, access);
    if (id >= 0) return {id, "open the file"};
    reason = innermost_reason();
  }
  throw InputError({path, 0}, fmt::format("no HDF5 file, or a damaged one ({})", reason));
}

bool exists(hid_t at, const std::string& path) {
  // Each part of the path has to be asked for on its own.
  for (std::size_t slash = path.find('/');; slash = path.find('/', slash + 1)) {
    if (H5Lexists(at, path.substr(0, slash).c_str(), H5P_DEFAULT) <= 0) return false;
    if (slash == std::string::npos) return true;
  }
}

Handle open_group(hid_t at, const std::string& path) {
  return {H5Gopen2(at, path.c_str(), H5P_DEFAULT), "open a group"};
}

Handle make_group(hid_t at, const std::string& path) {
  const Handle parents(H5Pcreate(H5P_LINK_CREATE), "make a property list");
  check(H5Pset_create_intermediate_group(parents, 1), "set a property");
  return {H5Gcreate2(at, path.c_str(), parents, H5P_DEFAULT, H5P_DEFAULT), "make a group"};
}

std::vector<std::string> names_in(hid_t group) {
  std::vector<std::string> names;
  const auto collect = [](hid_t, const char* name, const H5L_info_t*, void* out) -> herr_t {
    static_cast<std::vector<std::string>*>(out)->emplace_back(name);
    return 0;
  };
  check(H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, nullptr, collect, &names), "list a group");
  return names;
}

Handle open_dataset(hid_t at, const std::string& path) {
  return {H5Dopen2(at, path.c_str(), H5P_DEFAULT), "open a dataset"};
}

std::vector<hsize_t> extent(hid_t dataset) {
  const Handle space(H5Dget_space(dataset), "get a dataspace");
  const int rank = H5Sget_simple_extent_ndims(space);
  std::vector<hsize_t> sizes(static_cast<std::size_t>(std::max(rank, 0)));
  if (rank > 0) check(H5Sget_simple_extent_dims(space, sizes.data(), nullptr), "get an extent");
  return sizes;
}

Handle string_type(std::size_t length) {
  Handle type(H5Tcopy(H5T_C_S1), "make a type");
  check(H5Tset_size(type, std::max<std::size_t>(1, length)), "set a string's length");
  check(H5Tset_strpad(type, H5T_STR_NULLPAD), "set a string's padding");
  check(H5Tset_cset(type, H5T_CSET_UTF8), "set a string's encoding");
  return type;
}

void set_attribute(hid_t object, const std::string& name, const std::string& value) {
  write_strings(object, name, {value}, true);
}

void set_attribute(hid_t object, const std::string& name, const std::vector<std::string>& values) {
  write_strings(object, name, values, false);
}

void set_attribute(hid_t object, const std::string& name, std::span<const int> values) {
  write_attribute(object, name, H5T_NATIVE_INT, scalar_or_row(values.size(), values.size() == 1), values.data());
}

std::vector<std::string> string_attribute(hid_t object, const std::string& name) {
  if (H5Aexists(object, name.c_str()) <= 0) return {};
  const Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), "open an attribute");
  const Handle type(H5Aget_type(attribute), "get a type"), space(H5Aget_space(attribute), "get a dataspace");
  if (H5Tget_class(type) != H5T_STRING) return {};
  const std::size_t n = elements(space);
  std::vector<std::string> values;
  if (H5Tis_variable_str(type) > 0) {
    std::vector<char*> pointers(n, nullptr);
    check(H5Aread(attribute, type, pointers.data()), "read an attribute");
    for (const char* p : pointers) values.emplace_back(p ? p : "");
    H5Dvlen_reclaim(type, space, H5P_DEFAULT, pointers.data());
    return values;
  }
  const std::size_t length = H5Tget_size(type);
  std::string bytes(n * length, '\0');
  check(H5Aread(attribute, type, bytes.data()), "read an attribute");
  for (std::size_t i = 0; i < n; ++i) {
    const auto one = bytes.substr(i * length, length);
    values.push_back(one.substr(0, one.find('\0')));
  }
  return values;
}

std::vector<Index> integer_attribute(hid_t object, const std::string& name) {
  if (H5Aexists(object, name.c_str()) <= 0) return {};
  const Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), "open an attribute");
  const Handle type(H5Aget_type(attribute), "get a type"), space(H5Aget_space(attribute), "get a dataspace");
  if (H5Tget_class(type) != H5T_INTEGER) return {};
  std::vector<Index> values(elements(space));
  check(H5Aread(attribute, H5T_NATIVE_INT64, values.data()), "read an attribute");
  return values;
}

}  // namespace liquidus::hdf5
