#include "systems.hpp"

#include "core/errors.hpp"
#include "core/units.hpp"
#include "potential/lennard_jones.hpp"

namespace liquidus::bench {
namespace {

constexpr double skin = 2.0;  // Å, in all benchmarks

System lennard_jones() {
  const double epsilon = 0.287 * units::kcal_per_mol, sigma = 3.35;
  System system{{}, skin, 2.0 * units::fs};
  system.terms.push_back({"Lennard-Jones pairs", make_lennard_jones(1, {&epsilon, 1}, {&sigma, 1}, {3.0 * sigma})});
  return system;
}

}  // namespace

std::vector<ListRequest> System::lists() const {
  std::vector<ListRequest> all;
  for (const auto& term : terms)
    for (const auto& request : term.potential->lists()) all.push_back(request);
  return all;
}

std::vector<std::string> species_of(const std::string& system) {
  if (system == "lj") return {"Ar"};
  if (system == "nacl") return {"Na", "Cl"};
  throw InputError("there is no system '" + system + "'; known: lj, nacl");
}

System make_system(const std::string& name) {
  if (name == "lj") return lennard_jones();
  throw InputError("there is no system '" + name + "'; known: lj");
}

}  // namespace liquidus::bench
