#include "systems.hpp"

#include "core/errors.hpp"
#include "core/units.hpp"
#include "potential/born_mayer_huggins.hpp"
#include "potential/ewald_real.hpp"
#include "potential/lennard_jones.hpp"
#include "potential/pme.hpp"

namespace liquidus::bench {
namespace {

constexpr double skin = 2.0;  // Å, in all benchmarks

System lennard_jones() {
  const double epsilon = 0.287 * units::kcal_per_mol, sigma = 3.35;
  System system{{}, skin, 2.0 * units::fs};
  system.terms.push_back({"Lennard-Jones pairs", make_lennard_jones(1, {&epsilon, 1}, {&sigma, 1}, {3.0 * sigma})});
  return system;
}

System sodium_chloride(const Communicator& ranks) {
  const std::vector<double> charges{1.0, -1.0};
  const BornMayerHugginsPair na{0.26370, 2.340, 0.317, 1.0486, 0.4993}, mixed{0.21096, 2.755, 0.317, 6.9905, 8.6757},
      cl{0.15822, 3.170, 0.317, 72.402, 145.43};
  const std::vector<BornMayerHugginsPair> pairs{na, mixed, mixed, cl};
  EwaldOptions ewald;
  ewald.cutoff = 9.0;
  ewald.accuracy = 1e-5;
  ewald.beta = ewald_beta(charges, ewald);
  System system{{}, skin, 1.0 * units::fs};
  system.terms.push_back(
      {"Fumi-Tosi pairs", make_born_mayer_huggins(2, pairs, {ewald.cutoff}, {true, {1.0, -1.0, -1.0, 1.0}})});
  system.terms.push_back({"Coulomb, real space", make_ewald_real(charges, ewald.cutoff, ewald.beta)});
  system.terms.push_back({"Coulomb, mesh", std::make_unique<ParticleMeshEwald>(charges, ewald, ranks)});
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

System make_system(const std::string& name, const Communicator& ranks) {
  if (name == "lj") return lennard_jones();
  if (name == "nacl") return sodium_chloride(ranks);
  throw InputError("there is no system '" + name + "'; known: lj, nacl");
}

}  // namespace liquidus::bench
