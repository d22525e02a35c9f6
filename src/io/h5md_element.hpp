#pragma once
// Private to the .cpp files of this folder: brings in hdf5.h.
#include <optional>
#include <string>
#include <vector>

#include "io/hdf5_handle.hpp"

namespace liquidus::hdf5 {

/// An element of H5MD: one value, or one per frame with the steps at which it was taken.
struct Element {
  Handle value;
  bool fixed = false;
  double unit = 1.0;
  std::vector<Index> steps;
  std::vector<double> times;  // fs

  /// The row for a step, −1 for a fixed element; nothing if it wasn't taken then.
  std::optional<Index> row(Index step) const {
    if (fixed) return -1;
    const auto found = std::lower_bound(steps.begin(), steps.end(), step);
    if (found == steps.end() || *found != step) return std::nullopt;
    return found - steps.begin();
  }
};

/// The element at `path` of a group, with its steps; nothing if it isn't there.
/// @throws Failure if it is malformed or has a unit that is unknown
std::optional<Element> find_element(hid_t at, const std::string& path);

/// Row i of a dataset, or all of it (i < 0), in the file's unit.
std::vector<double> read_numbers(hid_t dataset, Index i);
std::vector<Index> read_integers(hid_t dataset, Index i);
/// Row i of a dataset as n numbers of a native type, into memory that is there.
/// @throws Failure if the row has another number of them
void read_row_into(hid_t dataset, hid_t type, Index i, void* into, std::size_t n);

}  // namespace liquidus::hdf5
