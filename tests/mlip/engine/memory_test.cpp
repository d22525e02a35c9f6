#include <catch2/catch.hpp>

#include "core/errors.hpp"
#include "mlip/engine/memory_use.hpp"
#include "models.hpp"
#include "potential/physics_checks.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

struct Model {
  std::string file;
  std::vector<std::string> species;
  double tolerance;  // eV, eV/Å: rounding of its precision
};
const Model models[] = {{"mace-tutorial-compiled.pt", {"O", "H"}, 1e-9},
                        {"mace-hcozr-compiled.pt", {"Zr", "O"}, 1e-3},
                        {"nequip-oam-s-0.1.pth", {"Na", "Cl"}, 1e-3},
                        {"sevennet-0-serial.pt", {"Na", "Cl"}, 1e-3}};

/// A zigzag of atoms 90 Å long: short enough to be quick, long enough that a part of it doesn't see all of it through
/// the five layers of SevenNet.
Structure zigzag(const std::vector<std::string>& species) {
  Structure s;
  for (int n = 0; n < 45; ++n)
    s.add(species[static_cast<std::size_t>(n) % species.size()],
          {2.0 * n, 1.5 * (n % 2) + 0.2 * std::sin(1.7 * n), 1.5 * (n / 2 % 2)});
  return s;
}

}  // namespace

TEST_CASE("a model's memory is foretold to 30 per cent", "[memory_test]") {
  for (const auto& [file, species, tolerance] : models) {
    const Structure atoms = rattled(species, 4, 3.3);
    const auto potential = load_model(file, atoms);
    if (!potential) return;
    const ModelPlan plan = potential->plan(atoms);
    double peak = 0.0;
    {
      const MemoryWatch watch;
      evaluate(*potential, atoms);
      peak = watch.peak();
    }
    INFO(file << ": " << plan.edges << " edges, " << plan.bytes / 1e6 << " MB foretold, " << peak / 1e6 << " MB taken");
    CHECK(plan.atoms == 128);
    CHECK(plan.chunks == 1);
    CHECK(plan.bytes > 0.7 * peak);
    CHECK(plan.bytes < 1.3 * peak);
  }
}

TEST_CASE("atoms evaluated in parts, for lack of memory, give what they give at once", "[memory_test]") {
  for (const auto& [file, species, tolerance] : models) {
    const Structure atoms = zigzag(species);
    const auto whole = load_model(file, atoms);
    if (!whole) return;
    INFO(file);
    ModelOptions options;
    options.memory = 0.8 * whole->plan(atoms).bytes;
    const auto parts = load_model(file, atoms, options);
    Evaluation asked;
    asked.with_atomic_energies = asked.with_atomic_virials = true;
    const auto expected = evaluate(*whole, atoms, asked);
    double peak = 0.0;
    Evaluation found;
    parts->plan(atoms);
    {
      const MemoryWatch watch;
      found = evaluate(*parts, atoms, asked);
      peak = watch.peak();
    }
    CHECK(largest_difference(found, expected) < tolerance);
    Mat3 virial{};
    for (const auto& part : found.atomic_virials) virial += part;
    CHECK(largest_difference(virial, expected.virial) < tolerance);
    const ModelPlan plan = parts->plan(atoms);
    INFO(plan.chunks << " chunks, " << peak << " bytes of " << options.memory);
    CHECK(plan.chunks > 1);
    CHECK(plan.bytes <= options.memory);
    CHECK(peak < 1.3 * options.memory);
  }
}

TEST_CASE("too little memory for a single atom is said so", "[memory_test]") {
  const Structure atoms = rattled({"O", "H"}, 2, 3.3);
  ModelOptions options;
  options.memory = 1000.0;
  const auto potential = load_model("mace-tutorial-compiled.pt", atoms, options);
  if (!potential) return;
  CHECK_THROWS_WITH(evaluate(*potential, atoms), Catch::Contains("one atom with its surroundings takes"));
}
