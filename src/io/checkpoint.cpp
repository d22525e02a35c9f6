#include "io/checkpoint.hpp"

#include <fmt/format.h>

#include <limits>
#include <stdexcept>

#include "core/errors.hpp"

namespace liquidus {
namespace {

Archive::Kind kind() { return {"checkpoint", 1, false}; }

std::vector<double> flat(const std::vector<Vec3>& vectors) {
  std::vector<double> numbers;
  numbers.reserve(3 * vectors.size());
  for (const auto& v : vectors) numbers.insert(numbers.end(), v.begin(), v.end());
  return numbers;
}

/// Reads the parts of a structure and refuses what doesn't fit together.
struct Reader {
  const Checkpoint& from;
  std::string name;

  [[noreturn]] void refuse(const std::string& part, const std::string& what) const {
    throw InputError(fmt::format("'{}/{}' in the checkpoint {}", name, part, what));
  }
  template <class T>
  const std::vector<T>& sized(const std::vector<T>& values, const std::string& part, std::size_t n) const {
    if (values.size() != n) refuse(part, fmt::format("has {} values, expected {}", values.size(), n));
    return values;
  }
  std::string path(const std::string& part) const { return name + "/" + part; }

  std::vector<Vec3> vectors(const std::string& part, std::size_t n) const {
    const auto& numbers = sized(from.numbers(path(part)), part, 3 * n);
    std::vector<Vec3> result(n);
    for (std::size_t i = 0; i < n; ++i) result[i] = {numbers[3 * i], numbers[3 * i + 1], numbers[3 * i + 2]};
    return result;
  }
  int small(Index value, const std::string& part, Index least, Index most) const {
    if (value < least || value > most) refuse(part, fmt::format("has the value {}", value));
    return static_cast<int>(value);
  }
};

}  // namespace

Checkpoint::Checkpoint() : Archive(kind()) {}
Checkpoint Checkpoint::load(const std::string& path) { return Checkpoint(Archive::load(path, kind())); }

void Checkpoint::put(const std::string& name, const Structure& atoms) {
  const auto& m = atoms.cell.vectors();
  put(name + "/cell", flat({m[0], m[1], m[2]}));
  const auto& p = atoms.cell.periodic();
  put(name + "/periodic", std::vector<Index>{p[0], p[1], p[2]});
  std::vector<std::string> names;
  std::vector<Index> Z;
  std::vector<double> mass;
  for (const auto& s : atoms.species) {
    names.push_back(s.name);
    Z.push_back(s.Z);
    mass.push_back(s.mass);
  }
  put(name + "/species", std::move(names));
  put(name + "/Z", std::move(Z));
  put(name + "/mass", std::move(mass));
  put(name + "/type", std::vector<Index>(atoms.type.begin(), atoms.type.end()));
  put(name + "/r", flat(atoms.r));
  put(name + "/v", flat(atoms.v));
  std::vector<Index> image;
  for (const auto& i : atoms.image) image.insert(image.end(), i.begin(), i.end());
  put(name + "/image", std::move(image));
}

Structure Checkpoint::structure(const std::string& name) const {
  const Reader reader{*this, name};
  Structure atoms;
  const auto vectors = reader.vectors("cell", 3);
  const auto& p = reader.sized(integers(name + "/periodic"), "periodic", 3);
  try {
    atoms.cell = Cell({vectors[0], vectors[1], vectors[2]}, {p[0] != 0, p[1] != 0, p[2] != 0});
  } catch (const std::invalid_argument& e) {
    reader.refuse("cell", fmt::format("is no cell: {}", e.what()));
  }
  const auto& names = strings(name + "/species");
  const auto& Z = reader.sized(integers(name + "/Z"), "Z", names.size());
  const auto& mass = reader.sized(numbers(name + "/mass"), "mass", names.size());
  for (std::size_t s = 0; s < names.size(); ++s)
    atoms.species.push_back({names[s], reader.small(Z[s], "Z", 0, 1000), mass[s]});
  for (const Index t : integers(name + "/type"))
    atoms.type.push_back(reader.small(t, "type", 0, static_cast<Index>(names.size()) - 1));
  const auto n = atoms.type.size();
  atoms.r = reader.vectors("r", n);
  if (!numbers(name + "/v").empty()) atoms.v = reader.vectors("v", n);
  if (const auto& image = integers(name + "/image"); !image.empty()) {
    reader.sized(image, "image", 3 * n);
    constexpr Index most = std::numeric_limits<int>::max();
    for (std::size_t i = 0; i < n; ++i) {
      Image one{};
      for (std::size_t k = 0; k < 3; ++k) one[k] = reader.small(image[3 * i + k], "image", -most, most);
      atoms.image.push_back(one);
    }
  }
  return atoms;
}

}  // namespace liquidus
