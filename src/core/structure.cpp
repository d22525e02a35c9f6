#include "core/structure.hpp"

#include <algorithm>
#include <cctype>
#include <limits>
#include <stdexcept>

#include "core/elements.hpp"
#include "core/units.hpp"

namespace liquidus {
namespace {

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

/// The element that all leading letters of the name spell: "Fe3+" is iron, "Water" isn't tungsten.
std::optional<Element> leading_element(std::string_view name) {
  const auto letters = std::find_if_not(name.begin(), name.end(), is_letter) - name.begin();
  return find_element(name.substr(0, static_cast<std::size_t>(letters)));
}

}  // namespace

Species make_species(std::string_view name) {
  if (const auto element = leading_element(name)) return {std::string(name), element->Z, element->mass * units::amu};
  throw std::invalid_argument("'" + std::string(name) +
                              "' does not begin with the symbol of an element, as 'Na', 'Fe3+' and 'O_b' do");
}

int Structure::species_index(std::string_view name) {
  const auto found = std::find_if(species.begin(), species.end(), [&](const Species& s) { return s.name == name; });
  const auto index = static_cast<int>(found - species.begin());
  if (found == species.end()) species.push_back(make_species(name));
  return index;
}

void Structure::add(std::string_view name, const Vec3& position) {
  type.push_back(species_index(name));
  if (!v.empty()) v.push_back(Vec3{});
  if (!image.empty()) image.push_back(Image{});
  r.push_back(position);
}

double Structure::total_mass() const {
  const auto n = counts();
  double sum = 0.0;
  for (std::size_t s = 0; s < species.size(); ++s) sum += static_cast<double>(n[s]) * species[s].mass;
  return sum;
}

std::vector<Index> Structure::counts() const {
  std::vector<Index> n(species.size(), 0);
  for (const int t : type) ++n[static_cast<std::size_t>(t)];
  return n;
}

Structure replicate(const Structure& unit, const std::array<Index, 3>& counts) {
  Mat3 vectors = unit.cell.vectors();
  Index copies = 1;
  for (std::size_t k = 0; k < 3; ++k) {
    const std::string way(1, "abc"[k]);
    if (counts[k] < 1) throw std::invalid_argument("the number of copies along " + way + " must be at least 1");
    if (counts[k] > 1 && !unit.cell.periodic()[k])
      throw std::invalid_argument("the structure is not periodic along " + way + ", so it has no copies there");
    if (counts[k] > std::numeric_limits<std::int32_t>::max() / std::max<Index>(1, unit.size()) / copies)
      throw std::invalid_argument("the copies would have more atoms than a 32-bit number counts");
    copies *= counts[k];
    vectors[k] *= static_cast<double>(counts[k]);
  }
  Structure all;
  all.cell = Cell(vectors, unit.cell.periodic());
  all.species = unit.species;
  const auto n = static_cast<std::size_t>(copies) * unit.r.size();
  all.type.reserve(n);
  all.r.reserve(n);
  all.v.reserve(unit.v.empty() ? 0 : n);
  for (int a = 0; a < counts[0]; ++a)
    for (int b = 0; b < counts[1]; ++b)
      for (int c = 0; c < counts[2]; ++c) {
        all.type.insert(all.type.end(), unit.type.begin(), unit.type.end());
        all.v.insert(all.v.end(), unit.v.begin(), unit.v.end());
        for (const auto& r : unit.r) all.r.push_back(unit.cell.translated(r, {a, b, c}));
      }
  return all;
}

}  // namespace liquidus
