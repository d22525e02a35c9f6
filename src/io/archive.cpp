#include "io/archive.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <limits>
#include <stdexcept>

#include "core/errors.hpp"
#include "io/hdf5_handle.hpp"

namespace liquidus {
namespace {

using hdf5::check;
using hdf5::Handle;

constexpr const char* count_name = "liquidus_datasets";
constexpr const char* checksum_name = "crc32";
std::string version_name(const Archive::Kind& kind) { return "liquidus_" + kind.name + "_version"; }

bool good_name(const std::string& name) {
  return !name.empty() && name.front() != '/' && name.back() != '/' && name.find("//") == std::string::npos &&
         name != "." && !name.starts_with("./") && name.find("/./") == std::string::npos &&
         name.find('\0') == std::string::npos;
}

/// Strings one behind the other, each ended by a zero.
std::string packed(const std::vector<std::string>& strings) {
  std::string bytes;
  for (const auto& s : strings) {
    bytes += s;
    bytes += '\0';
  }
  return bytes;
}

int checksum(const void* data, std::size_t bytes) {
  const auto* next = static_cast<const Bytef*>(data);
  uLong sum = crc32(0, nullptr, 0);
  while (bytes > 0) {
    const auto part = static_cast<uInt>(std::min<std::size_t>(bytes, 1 << 30));
    sum = crc32(sum, next, part);
    next += part;
    bytes -= part;
  }
  return static_cast<int>(static_cast<std::uint32_t>(sum));
}

void write_dataset(hid_t file, const std::string& name, hid_t type, const void* data, std::size_t n, std::size_t size) {
  const hsize_t extent = n;
  const Handle space(H5Screate_simple(1, &extent, nullptr), "make a dataspace");
  const Handle parents(H5Pcreate(H5P_LINK_CREATE), "make a property list");
  check(H5Pset_create_intermediate_group(parents, 1), "set a property");
  const Handle timeless(H5Pcreate(H5P_DATASET_CREATE), "make a property list");  // the same values are the same bytes
  check(H5Pset_obj_track_times(timeless, 0), "set a property");
  const Handle dataset(H5Dcreate2(file, name.c_str(), type, space, parents, timeless, H5P_DEFAULT), "make a dataset");
  if (n > 0) check(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data), "write a dataset");
  const int sum = checksum(data, n * size);
  hdf5::set_attribute(dataset, checksum_name, std::span(&sum, 1));
}

struct Writer {
  hid_t file;
  const std::string& name;
  bool readable;

  void operator()(const std::vector<double>& v) const {
    write_dataset(file, name, H5T_IEEE_F64LE, v.data(), v.size(), sizeof(double));
  }
  void operator()(const std::vector<Index>& v) const {
    write_dataset(file, name, H5T_STD_I64LE, v.data(), v.size(), sizeof(Index));
  }
  /// As bytes where no one is to read it: strings of HDF5 all take as much room as the longest.
  void operator()(const std::vector<std::string>& v) const {
    if (readable) return write_strings(v);
    const auto bytes = packed(v);
    write_dataset(file, name, H5T_STD_U8LE, bytes.data(), bytes.size(), 1);
  }

 private:
  void write_strings(const std::vector<std::string>& v) const {
    std::size_t length = 1;
    for (const auto& s : v) length = std::max(length, s.size());
    std::string bytes;
    for (const auto& s : v) bytes += s + std::string(length - s.size(), '\0');
    write_dataset(file, name, hdf5::string_type(length), bytes.data(), v.size(), length);
  }
};

/// The disk holds what has been written to this file or folder when it returns.
void flush_to_disk(const std::string& path, int flags) {
  const int fd = ::open(path.c_str(), flags | O_CLOEXEC);
  const bool good = fd >= 0 && ::fsync(fd) == 0;
  const int reason = errno;
  if (fd >= 0) ::close(fd);
  if (!good) throw Error(fmt::format("cannot write '{}': {}", path, std::strerror(reason)));
}

/// @param n  values of T, which are n values of `type` or, for strings, the bytes of some
template <class T>
std::vector<T> read_values(hid_t dataset, hid_t type, std::size_t n) {
  std::vector<T> values(n);
  if (n > 0) check(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "read a dataset");
  const auto sum = hdf5::integer_attribute(dataset, checksum_name);
  if (sum.size() != 1 || sum[0] != checksum(values.data(), n * sizeof(T))) throw hdf5::Failure("its checksum is wrong");
  return values;
}

std::vector<std::string> unpacked(const std::vector<char>& bytes) {
  std::vector<std::string> strings;
  for (auto begin = bytes.begin(); begin != bytes.end();) {
    const auto end = std::find(begin, bytes.end(), '\0');
    strings.emplace_back(begin, end);
    begin = end == bytes.end() ? end : end + 1;
  }
  return strings;
}

/// Strings of one length, padded with zeros.
std::vector<std::string> split(const std::vector<char>& bytes, std::size_t length) {
  std::vector<std::string> strings;
  for (auto begin = bytes.begin(); begin != bytes.end(); begin += static_cast<std::ptrdiff_t>(length)) {
    const auto end = begin + static_cast<std::ptrdiff_t>(length);
    strings.emplace_back(begin, std::find(begin, end, '\0'));
  }
  return strings;
}

Archive::Value read_dataset(hid_t file, const std::string& name) {
  const auto dataset = hdf5::open_dataset(file, name);
  const Handle type(H5Dget_type(dataset), "get a type");
  const auto extent = hdf5::extent(dataset);
  const std::size_t size = H5Tget_size(type);
  // The storage must be there before memory is asked for: a damaged extent may be any number.
  if (extent.size() != 1 || (extent[0] > 0 && H5Dget_storage_size(dataset) / size != extent[0]))
    throw hdf5::Failure("its extent is wrong");
  if (H5Tequal(type, H5T_IEEE_F64LE) > 0) return read_values<double>(dataset, H5T_NATIVE_DOUBLE, extent[0]);
  if (H5Tequal(type, H5T_STD_I64LE) > 0) return read_values<Index>(dataset, H5T_NATIVE_INT64, extent[0]);
  if (H5Tequal(type, H5T_STD_U8LE) > 0) return unpacked(read_values<char>(dataset, H5T_NATIVE_UINT8, extent[0]));
  if (H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0)
    return split(read_values<char>(dataset, type, extent[0] * size), size);
  throw hdf5::Failure("its type is unknown");
}

std::vector<std::string> dataset_names(hid_t file) {
  std::vector<std::string> names;
  const auto visit = [](hid_t, const char* name, const H5O_info_t* info, void* out) -> herr_t {
    if (info->type == H5O_TYPE_DATASET) static_cast<std::vector<std::string>*>(out)->emplace_back(name);
    return 0;
  };
  check(H5Ovisit2(file, H5_INDEX_NAME, H5_ITER_INC, visit, &names, H5O_INFO_BASIC), "list the datasets");
  return names;
}

}  // namespace

void Archive::require_name(const std::string& name) const {
  if (!good_name(name)) throw std::invalid_argument("'" + name + "' can't be a name in a " + kind_.name);
}

void Archive::put(const std::string& name, std::vector<double> values) {
  require_name(name);
  values_[name] = std::move(values);
}
void Archive::put(const std::string& name, std::vector<Index> values) {
  require_name(name);
  values_[name] = std::move(values);
}
void Archive::put(const std::string& name, std::vector<std::string> values) {
  require_name(name);
  const auto has_zero = [](const std::string& s) { return s.find('\0') != std::string::npos; };
  if (std::any_of(values.begin(), values.end(), has_zero))
    throw std::invalid_argument("the text of '" + name + "' can't stand in a " + kind_.name);
  values_[name] = std::move(values);
}

void Archive::describe(const std::string& name, std::string line) {
  if (!name.empty() && !has(name)) throw std::invalid_argument("there is no '" + name + "' to describe");
  about_[name] = std::move(line);
}

std::vector<std::string> Archive::names(std::string_view prefix) const {
  std::vector<std::string> found;
  for (const auto& [name, value] : values_)
    if (name.starts_with(prefix)) found.push_back(name);
  return found;
}

template <class T>
const std::vector<T>& Archive::get(const std::string& name, std::string_view type) const {
  const auto found = values_.find(name);
  if (found == values_.end())
    throw InputError({source_, 0}, fmt::format("there is no '{}' in the {}", name, kind_.name));
  const auto* values = std::get_if<std::vector<T>>(&found->second);
  if (!values) throw InputError({source_, 0}, fmt::format("'{}' in the {} holds no {}", name, kind_.name, type));
  return *values;
}

const std::vector<double>& Archive::numbers(const std::string& name) const { return get<double>(name, "numbers"); }
const std::vector<Index>& Archive::integers(const std::string& name) const { return get<Index>(name, "integers"); }
const std::vector<std::string>& Archive::strings(const std::string& name) const {
  return get<std::string>(name, "strings");
}

template <class T>
const T& Archive::only(const std::vector<T>& values, const std::string& name) const {
  if (values.size() != 1)
    throw InputError({source_, 0},
                     fmt::format("'{}' in the {} has {} values, expected 1", name, kind_.name, values.size()));
  return values.front();
}

double Archive::number(const std::string& name) const { return only(numbers(name), name); }
Index Archive::integer(const std::string& name) const { return only(integers(name), name); }
const std::string& Archive::string(const std::string& name) const { return only(strings(name), name); }

void Archive::save(const std::string& path) const {
  const auto temporary = path + ".tmp";
  const hdf5::Quiet quiet;
  try {
    Handle file(H5Fcreate(temporary.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), "make the file");
    for (const auto& [name, value] : values_) std::visit(Writer{file, name, kind_.readable}, value);
    for (const auto& [name, line] : about_)
      if (name.empty())
        hdf5::set_attribute(file, "about", line);
      else
        hdf5::set_attribute(hdf5::open_dataset(file, name), "about", line);
    const int count = static_cast<int>(values_.size());
    hdf5::set_attribute(file, count_name, std::span(&count, 1));
    hdf5::set_attribute(file, version_name(kind_), std::span(&kind_.version, 1));
    if (!file.close()) throw hdf5::Failure("cannot close the file");
    flush_to_disk(temporary, O_RDWR);
    std::filesystem::rename(temporary, path);
  } catch (const std::exception& e) {
    std::remove(temporary.c_str());
    throw Error(fmt::format("cannot write the {} '{}': {}", kind_.name, path, e.what()));
  }
  const auto folder = std::filesystem::path(path).parent_path();
  flush_to_disk(folder.empty() ? "." : folder.string(), O_RDONLY | O_DIRECTORY);
}

bool Archive::is_kind(const std::string& path, const Kind& kind) {
  const hdf5::Quiet quiet;
  return hdf5::integer_attribute(hdf5::open_file(path), version_name(kind)).size() == 1;
}

Archive Archive::load(const std::string& path, Kind kind) {
  const hdf5::Quiet quiet;
  const auto file = hdf5::open_file(path);
  Archive result(std::move(kind));
  const auto& [what, version, readable] = result.kind_;
  result.source_ = path;
  std::string name;
  try {
    const auto found = hdf5::integer_attribute(file, version_name(result.kind_));
    if (found.size() != 1) throw InputError({path, 0}, fmt::format("the file is no {} of liquidus", what));
    if (found[0] != version)
      throw InputError({path, 0}, fmt::format("the {} has version {}, expected {}", what, found[0], version));
    for (const auto& next : dataset_names(file)) {
      name = next;
      result.values_[name] = read_dataset(file, name);
    }
    name.clear();
    const auto count = hdf5::integer_attribute(file, count_name);
    if (count.size() != 1 || count[0] != static_cast<Index>(result.values_.size()))
      throw hdf5::Failure("datasets are missing");
  } catch (const InputError&) {
    throw;
  } catch (const std::exception& e) {
    throw InputError({path, 0}, fmt::format("the {} is damaged{}: {}", what,
                                            name.empty() ? "" : fmt::format(" at '{}'", name), e.what()));
  }
  return result;
}

}  // namespace liquidus
