#include "io/h5md_arrays.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace liquidus::hdf5 {
namespace {

constexpr std::array<std::string_view, 9> taken = {"position", "velocity", "force", "image", "charge",
                                                   "species",  "mass",     "id",    "box"};

bool holds_numbers(hid_t dataset) {
  const Handle type(H5Dget_type(dataset), "get a type");
  const auto kind = H5Tget_class(type);
  return kind == H5T_FLOAT || kind == H5T_INTEGER;
}

}  // namespace

bool is_array_name(const std::string& name) {
  return !name.empty() && name.find('/') == std::string::npos &&
         std::find(taken.begin(), taken.end(), name) == taken.end();
}

std::vector<std::string> array_names(hid_t particles) {
  std::vector<std::string> names;
  for (const auto& name : names_in(particles)) {
    if (!is_array_name(name) || !exists(particles, name + "/value") || !exists(particles, name + "/step")) continue;
    const auto dataset = open_dataset(particles, name + "/value");
    const auto dimensions = extent(dataset).size();
    if (holds_numbers(dataset) && (dimensions == 2 || dimensions == 3)) names.push_back(name);
  }
  return names;
}

std::vector<hsize_t> array_row(hsize_t atoms, Index width) {
  if (width == 1) return {atoms};
  return {atoms, static_cast<hsize_t>(width)};
}

}  // namespace liquidus::hdf5
