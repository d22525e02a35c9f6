#pragma once
// Private to the .cpp files of this folder: brings in hdf5.h.
#include <hdf5.h>

#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/vec3.hpp"

namespace liquidus::hdf5 {

/// A call of HDF5 failed; what() holds the innermost reason. Turned into InputError or Error where the file is known.
class Failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// While one lives, HDF5 prints nothing to stderr.
class Quiet {
 public:
  Quiet();
  ~Quiet();
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;

 private:
  H5E_auto2_t function_ = nullptr;
  void* data_ = nullptr;
};

/// @throws Failure if a call returned a negative value
hid_t checked(hid_t id, const char* what);
inline void check(herr_t status, const char* what) { checked(status, what); }

/// Any object of HDF5, closed at the end.
class Handle {
 public:
  Handle() = default;
  Handle(hid_t id, const char* what) : id_(checked(id, what)) {}
  ~Handle();
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)) {}
  Handle& operator=(Handle&& other) noexcept {
    if (this != &other) close();
    id_ = std::exchange(other.id_, -1);
    return *this;
  }
  operator hid_t() const { return id_; }
  bool open() const { return id_ >= 0; }
  /// False if it failed; then what was written may not have reached the disk.
  bool close() {
    const hid_t id = std::exchange(id_, -1);
    return id < 0 || (H5Iget_type(id) == H5I_FILE ? H5Fclose(id) : H5Idec_ref(id)) >= 0;
  }

 private:
  hid_t id_ = -1;
};

/// Opens for reading. A file that a killed writer left marked as open is read all the same.
/// @throws InputError if the file is missing, truncated or no HDF5
Handle open_file(const std::string& path);

bool exists(hid_t at, const std::string& path);
Handle open_group(hid_t at, const std::string& path);
/// With its parents.
Handle make_group(hid_t at, const std::string& path);
/// Names of what a group holds, sorted.
std::vector<std::string> names_in(hid_t group);
Handle open_dataset(hid_t at, const std::string& path);
std::vector<hsize_t> extent(hid_t dataset);

/// Fixed-length strings, padded with zeros.
Handle string_type(std::size_t length);
void set_attribute(hid_t object, const std::string& name, const std::string& value);
void set_attribute(hid_t object, const std::string& name, const std::vector<std::string>& values);
void set_attribute(hid_t object, const std::string& name, std::span<const int> values);
/// Empty if there is no such attribute.
std::vector<std::string> string_attribute(hid_t object, const std::string& name);
std::vector<Index> integer_attribute(hid_t object, const std::string& name);

}  // namespace liquidus::hdf5
