#include "io/checkpoint.hpp"

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

constexpr int version = 1;
constexpr const char* version_name = "liquidus_checkpoint_version";
constexpr const char* count_name = "liquidus_datasets";
constexpr const char* checksum_name = "crc32";

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
  const Handle dataset(H5Dcreate2(file, name.c_str(), type, space, parents, H5P_DEFAULT, H5P_DEFAULT),
                       "make a dataset");
  if (n > 0) check(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data), "write a dataset");
  const int sum = checksum(data, n * size);
  hdf5::set_attribute(dataset, checksum_name, std::span(&sum, 1));
}

struct Writer {
  hid_t file;
  const std::string& name;

  void operator()(const std::vector<double>& v) const {
    write_dataset(file, name, H5T_IEEE_F64LE, v.data(), v.size(), sizeof(double));
  }
  void operator()(const std::vector<Index>& v) const {
    write_dataset(file, name, H5T_STD_I64LE, v.data(), v.size(), sizeof(Index));
  }
  /// As bytes: strings of HDF5 would take part of their contents for padding.
  void operator()(const std::vector<std::string>& v) const {
    const auto bytes = packed(v);
    write_dataset(file, name, H5T_STD_U8LE, bytes.data(), bytes.size(), 1);
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

Checkpoint::Value read_dataset(hid_t file, const std::string& name) {
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

void Checkpoint::put(const std::string& name, std::vector<double> values) {
  if (!good_name(name)) throw std::invalid_argument("'" + name + "' can't be a name in a checkpoint");
  values_[name] = std::move(values);
}
void Checkpoint::put(const std::string& name, std::vector<Index> values) {
  if (!good_name(name)) throw std::invalid_argument("'" + name + "' can't be a name in a checkpoint");
  values_[name] = std::move(values);
}
void Checkpoint::put(const std::string& name, std::vector<std::string> values) {
  const auto has_zero = [](const std::string& s) { return s.find('\0') != std::string::npos; };
  if (!good_name(name) || std::any_of(values.begin(), values.end(), has_zero))
    throw std::invalid_argument("'" + name + "' or its text can't stand in a checkpoint");
  values_[name] = std::move(values);
}

std::vector<std::string> Checkpoint::names(std::string_view prefix) const {
  std::vector<std::string> found;
  for (const auto& [name, value] : values_)
    if (name.starts_with(prefix)) found.push_back(name);
  return found;
}

template <class T>
const std::vector<T>& Checkpoint::get(const std::string& name, std::string_view kind) const {
  const auto found = values_.find(name);
  if (found == values_.end()) throw InputError({source_, 0}, fmt::format("there is no '{}' in the checkpoint", name));
  const auto* values = std::get_if<std::vector<T>>(&found->second);
  if (!values) throw InputError({source_, 0}, fmt::format("'{}' in the checkpoint holds no {}", name, kind));
  return *values;
}

const std::vector<double>& Checkpoint::numbers(const std::string& name) const { return get<double>(name, "numbers"); }
const std::vector<Index>& Checkpoint::integers(const std::string& name) const { return get<Index>(name, "integers"); }
const std::vector<std::string>& Checkpoint::strings(const std::string& name) const {
  return get<std::string>(name, "strings");
}

namespace {

template <class T>
const T& only(const std::vector<T>& values, const std::string& source, const std::string& name) {
  if (values.size() != 1)
    throw InputError({source, 0}, fmt::format("'{}' in the checkpoint has {} values, expected 1", name, values.size()));
  return values.front();
}

}  // namespace

double Checkpoint::number(const std::string& name) const { return only(numbers(name), source_, name); }
Index Checkpoint::integer(const std::string& name) const { return only(integers(name), source_, name); }
const std::string& Checkpoint::string(const std::string& name) const { return only(strings(name), source_, name); }

void Checkpoint::save(const std::string& path) const {
  const auto temporary = path + ".tmp";
  const hdf5::Quiet quiet;
  try {
    Handle file(H5Fcreate(temporary.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), "make the file");
    for (const auto& [name, value] : values_) std::visit(Writer{file, name}, value);
    const int count = static_cast<int>(values_.size());
    hdf5::set_attribute(file, count_name, std::span(&count, 1));
    hdf5::set_attribute(file, version_name, std::span(&version, 1));
    if (!file.close()) throw hdf5::Failure("cannot close the file");
    flush_to_disk(temporary, O_RDWR);
    std::filesystem::rename(temporary, path);
  } catch (const std::exception& e) {
    std::remove(temporary.c_str());
    throw Error(fmt::format("cannot write the checkpoint '{}': {}", path, e.what()));
  }
  const auto folder = std::filesystem::path(path).parent_path();
  flush_to_disk(folder.empty() ? "." : folder.string(), O_RDONLY | O_DIRECTORY);
}

Checkpoint Checkpoint::load(const std::string& path) {
  const hdf5::Quiet quiet;
  const auto file = hdf5::open_file(path);
  Checkpoint result;
  result.source_ = path;
  std::string name;
  try {
    const auto found = hdf5::integer_attribute(file, version_name);
    if (found.size() != 1) throw InputError({path, 0}, "the file is no checkpoint of liquidus");
    if (found[0] != version)
      throw InputError({path, 0}, fmt::format("the checkpoint has version {}, expected {}", found[0], version));
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
    throw InputError({path, 0}, fmt::format("the checkpoint is damaged{}: {}",
                                            name.empty() ? "" : fmt::format(" at '{}'", name), e.what()));
  }
  return result;
}

}  // namespace liquidus
