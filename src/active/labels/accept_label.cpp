#include "active/labels/accept_label.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <vector>

namespace liquidus {
namespace {

bool finite(const Vec3& x) { return std::isfinite(x[0]) && std::isfinite(x[1]) && std::isfinite(x[2]); }

/// Atomic number behind a program's name of a kind ("Fe1"); 0 for what is no element.
int number_of(const std::string& name) {
  try {
    return make_species(name).Z;
  } catch (const std::invalid_argument&) {
    return 0;
  }
}

std::string incomplete(const LabelOutput& output, std::size_t atoms, const LabelRules& rules) {
  if (output.end != OutputEnd::finished) return output.message.empty() ? "the run isn't finished" : output.message;
  if (!output.energy) return "the output has no energy";
  if (output.forces.empty()) return "the output has no forces";
  if (rules.stress && !output.stress) return "the output has no stress";
  if (output.forces.size() != atoms)
    return fmt::format("the output has forces of {} atoms; expected {}", output.forces.size(), atoms);
  if (output.r.size() != atoms || output.elements.size() != atoms)
    return fmt::format("the output shows {} atoms; expected {}, to see that they are those asked for", output.r.size(),
                       atoms);
  if (!std::isfinite(*output.energy)) return "the energy is not a finite number";
  for (std::size_t i = 0; i < atoms; ++i)
    if (!finite(output.forces[i])) return fmt::format("the force on atom {} is not finite", i + 1);
  if (output.stress && !std::all_of(output.stress->begin(), output.stress->end(), finite))
    return "the stress is not finite";
  return {};
}

std::string other_cell(const LabelOutput& output, const Cell& cell) {
  if (!output.cell) return {};
  constexpr double digits = 2e-3;  // Å, of those that print three
  for (std::size_t k = 0; k < 3; ++k)
    if (const double off = norm((*output.cell)[k] - cell.vectors()[k]); !(off < digits))
      return fmt::format("the output's cell is another one: vector {} is off by {:.3g} Å", "abc"[k], off);
  return {};
}

/// Place in the output of each atom asked for; shorter if one isn't there.
std::vector<std::size_t> places_of(const Structure& asked, const LabelOutput& output, double displacement) {
  std::vector<std::size_t> places;
  std::vector<bool> taken(output.r.size(), false);
  std::vector<int> numbers;
  for (const auto& name : output.elements) numbers.push_back(number_of(name));
  const auto is_at = [&](std::size_t atom, std::size_t place) {
    return !taken[place] && numbers[place] == asked.species[static_cast<std::size_t>(asked.type[atom])].Z &&
           norm(asked.cell.minimum_image(output.r[place] - asked.r[atom])) <= displacement;
  };
  for (std::size_t atom = 0; atom < output.r.size(); ++atom) {
    std::size_t place = atom;
    if (!is_at(atom, place)) {
      place = 0;
      while (place < output.r.size() && !is_at(atom, place)) ++place;
      if (place == output.r.size()) return places;
    }
    taken[place] = true;
    places.push_back(place);
  }
  return places;
}

std::string unbalanced(const std::vector<Vec3>& forces, double limit) {
  const Vec3 net = std::accumulate(forces.begin(), forces.end(), Vec3{});
  const double largest = std::max({std::abs(net[0]), std::abs(net[1]), std::abs(net[2])});
  if (largest <= limit) return {};
  return fmt::format("the forces add up to {:.3g} eV/Å, more than {:g}: the grid is too coarse", largest, limit);
}

}  // namespace

Acceptance accept_label(const LabelOutput& output, const Structure& asked, const LabelRules& rules) {
  for (auto reason : {incomplete(output, asked.r.size(), rules), other_cell(output, asked.cell),
                      unbalanced(output.forces, rules.net_force)})
    if (!reason.empty()) return {{}, std::move(reason)};
  const auto places = places_of(asked, output, rules.displacement);
  if (places.size() < asked.r.size())
    return {{},
            fmt::format("the output has no {} where atom {} is", asked.name(static_cast<Index>(places.size())),
                        places.size() + 1)};
  Frame frame;
  frame.atoms = asked;
  frame.energy = output.energy;
  frame.stress = output.stress;
  for (const auto place : places) frame.forces.push_back(output.forces[place]);
  return {std::move(frame), {}};
}

}  // namespace liquidus
