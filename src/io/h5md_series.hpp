#pragma once
// Private to the .cpp files of this folder: brings in hdf5.h.
#include <string>
#include <vector>

#include "core/structure.hpp"
#include "io/hdf5_handle.hpp"

namespace liquidus::hdf5 {

inline constexpr int no_step = -1;  // fill value of integers: what a killed writer had begun but not finished

/// A new file that can be read while it is written, and such a file opened for writing again: the mark that a killed
/// writer left on it is taken off, as h5clear does.
Handle make_shared_file(const std::string& path);
Handle heal_shared_file(const std::string& path);
/// A writer that was killed just when it began to go on with a file leaves it marked as being written, but not for
/// readers at the same time: nobody could read it. That mark is taken off; other files stay as they are.
void make_readable(const std::string& path);

/// A dataset that grows by one row per frame.
class Series {
 public:
  Series() = default;
  explicit Series(Handle dataset) : dataset_(std::move(dataset)) {}
  /// Makes `path` and its groups; rows have the shape `row` (empty for scalars); gzip level 0–9.
  static Series make(hid_t file, const std::string& path, hid_t type, const std::vector<hsize_t>& row, int compression);

  void append(hid_t type, const void* row);
  /// Keeps the first rows. @throws Failure if there are fewer
  void truncate(hsize_t rows);
  hid_t dataset() const { return dataset_; }

 private:
  Handle dataset_;
};

/// A dataset of n values that stays as it is, with its unit as an attribute ("" for none).
void write_fixed(hid_t file, const std::string& path, hid_t file_type, hid_t type, const void* data, std::size_t n,
                 const std::string& unit);

/// The species of each atom as an enumeration of names.
void write_species(hid_t file, const std::string& path, const Structure& atoms);

}  // namespace liquidus::hdf5
