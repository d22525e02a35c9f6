#include "io/h5md_element.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "core/quantity.hpp"
#include "io/h5md_series.hpp"

namespace liquidus::hdf5 {
namespace {

/// What "Angstrom fs-1" is in internal units; 1 if there is no such unit in the file.
/// @throws Failure for a unit that is unknown
double unit_of(hid_t dataset) {
  const auto text = string_attribute(dataset, "unit");
  if (text.empty() || text[0].empty()) return 1.0;
  std::string product;  // as parse_unit reads it: "Å*fs^-1"
  std::string_view rest = text[0];
  while (!rest.empty()) {
    const auto space = rest.find(' ');
    auto factor = std::string(rest.substr(0, space));
    rest.remove_prefix(space == std::string_view::npos ? rest.size() : space + 1);
    if (factor.empty()) continue;
    const auto power = factor.find_last_not_of("0123456789+-") + 1;
    auto name = factor.substr(0, power), exponent = factor.substr(power);
    if (name == "Angstrom" || name == "angstrom" || name == "A") name = "Å";
    if (!exponent.empty() && exponent.front() == '+') exponent.erase(0, 1);
    product += fmt::format("{}{}{}", product.empty() ? "" : "*", name, exponent.empty() ? "" : "^" + exponent);
  }
  try {
    return parse_unit(product).value;
  } catch (const std::invalid_argument& e) {
    throw Failure(fmt::format("the unit '{}' can't be read: {}", text[0], e.what()));
  }
}

/// The extent of row i of a dataset, or of all of it where it doesn't change with time (i < 0).
std::vector<hsize_t> row_size(hid_t dataset, Index i) {
  auto size = extent(dataset);
  if (i >= 0) size.at(0) = 1;
  return size;
}

void read_selected(hid_t dataset, hid_t type, Index i, const std::vector<hsize_t>& size, hsize_t n, void* into) {
  std::vector<hsize_t> start(size.size(), 0);
  if (i >= 0) start.at(0) = static_cast<hsize_t>(i);
  const Handle file_space(H5Dget_space(dataset), "get a dataspace");
  if (!size.empty())
    check(H5Sselect_hyperslab(file_space, H5S_SELECT_SET, start.data(), nullptr, size.data(), nullptr), "select a row");
  // of the same shape as what is read: HDF5 copies rows then, and single elements otherwise
  const Handle memory(size.empty() ? H5Screate_simple(1, &n, nullptr)
                                   : H5Screate_simple(static_cast<int>(size.size()), size.data(), nullptr),
                      "make a dataspace");
  check(H5Dread(dataset, type, memory, file_space, H5P_DEFAULT, into), "read a row");
}

/// Row i of a dataset, or all of it, converted to T.
template <class T>
std::vector<T> read_row(hid_t dataset, hid_t type, Index i) {
  const auto size = row_size(dataset, i);
  hsize_t n = 1;
  for (const auto s : size) n *= s;
  if (n > (hsize_t{1} << 36)) throw Failure("a dataset is too large");
  std::vector<T> values(n);
  if (n > 0) read_selected(dataset, type, i, size, n, values.data());
  return values;
}

/// `step` or `time` of an element: one per frame, or the distance between frames with an offset.
template <class T>
std::vector<T> read_progress(hid_t group, const std::string& name, hid_t type, std::size_t n) {
  if (!exists(group, name)) return std::vector<T>(n);
  const auto dataset = open_dataset(group, name);
  auto values = read_row<T>(dataset, type, -1);
  if (!extent(dataset).empty()) return values;
  T offset{};
  if (H5Aexists(dataset, "offset") > 0) {
    const Handle attribute(H5Aopen(dataset, "offset", H5P_DEFAULT), "open an attribute");
    check(H5Aread(attribute, type, &offset), "read an attribute");
  }
  const T distance = values.at(0);
  values.resize(n);
  for (std::size_t i = 0; i < n; ++i) values[i] = offset + static_cast<T>(i) * distance;
  return values;
}

}  // namespace

std::vector<double> read_numbers(hid_t dataset, Index i) { return read_row<double>(dataset, H5T_NATIVE_DOUBLE, i); }
std::vector<Index> read_integers(hid_t dataset, Index i) { return read_row<Index>(dataset, H5T_NATIVE_INT64, i); }

void read_row_into(hid_t dataset, hid_t type, Index i, void* into, std::size_t n) {
  const auto size = row_size(dataset, i);
  hsize_t found = 1;
  for (const auto s : size) found *= s;
  if (found != n) throw Failure(fmt::format("a row has {} numbers; expected {}", found, n));
  if (n > 0) read_selected(dataset, type, i, size, found, into);
}

std::optional<Element> find_element(hid_t at, const std::string& path) {
  if (!exists(at, path)) return std::nullopt;
  Element element;
  H5O_info_t info;
  check(H5Oget_info_by_name2(at, path.c_str(), &info, H5O_INFO_BASIC, H5P_DEFAULT), "look up an object");
  element.fixed = info.type == H5O_TYPE_DATASET;
  element.value = open_dataset(at, element.fixed ? path : path + "/value");
  element.unit = unit_of(element.value);
  if (element.fixed) return element;
  const auto group = open_group(at, path);
  const auto size = extent(element.value);
  if (size.empty()) throw Failure(fmt::format("'{}/value' has no frames", path));
  element.steps = read_progress<Index>(group, "step", H5T_NATIVE_INT64, size[0]);
  element.times = read_progress<double>(group, "time", H5T_NATIVE_DOUBLE, size[0]);
  if (exists(group, "time")) {
    const double unit = unit_of(open_dataset(group, "time"));
    for (double& t : element.times) t *= unit;
  }
  auto n = std::min({element.steps.size(), element.times.size(), static_cast<std::size_t>(size[0])});
  while (n > 0 && element.steps[n - 1] == no_step) --n;  // begun by a writer that was killed
  element.steps.resize(n);
  element.times.resize(n);
  if (!std::is_sorted(element.steps.begin(), element.steps.end()))
    throw Failure(fmt::format("the steps of '{}' don't increase", path));
  return element;
}

}  // namespace liquidus::hdf5
