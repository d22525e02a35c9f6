#include <catch2/catch.hpp>

#include "models.hpp"
#include "potential/physics_checks.hpp"

/// What physics asks of every model at hand, whatever its numbers.
using namespace liquidus;
using namespace liquidus::testing;

namespace {

struct Model {
  std::string file;
  std::vector<std::string> species;
  double spacing;  // Å, edge of a body-centred cell
};

// the second is in single precision and is converted
const Model double_models[] = {{"mace-tutorial-compiled.pt", {"O", "H"}, 2.9},
                               {"mace-hcozr-compiled.pt", {"Zr", "O"}, 3.3}};
const Model single_models[] = {{"mace-hcozr-compiled.pt", {"Zr", "O"}, 3.3},
                               {"nequip-oam-s-0.1.pth", {"Na", "Cl"}, 3.3},
                               {"sevennet-0-serial.pt", {"Na", "Cl"}, 3.3}};

/// Differences along a few coordinates rather than all: a model takes milliseconds where a pair potential takes none.
double sampled_force_error(const Potential& potential, Structure atoms, double h) {
  const auto exact = evaluate(potential, atoms).forces;
  double worst = 0.0;
  for (std::size_t i = 0; i < atoms.r.size(); i += 5) {
    const std::size_t k = i % 3;
    const double x = atoms.r[i][k];
    const double slope = derivative(
        [&](double step) {
          atoms.r[i][k] = x + step;
          return evaluate(potential, atoms).energy;
        },
        h);
    atoms.r[i][k] = x;
    worst = std::max(worst, std::abs(exact[i][k] + slope));
  }
  return worst;
}

/// The same for two components of the virial.
double sampled_virial_error(const Potential& potential, const Structure& atoms, double h) {
  const Mat3 exact = evaluate(potential, atoms).virial;
  double worst = 0.0;
  for (const auto& [i, j] : {std::pair<std::size_t, std::size_t>{0, 0}, {1, 2}}) {
    const double slope = derivative(
        [&, row = i, column = j](double step) {
          Mat3 strain{};
          strain[row][column] = step;
          return evaluate(potential, strained(atoms, strain)).energy;
        },
        h);
    worst = std::max(worst, std::abs(exact[i][j] + slope));
  }
  return worst;
}

double scale_of(const Evaluation& found) {
  double scale = 1.0;
  for (const auto& f : found.forces) scale = std::max(scale, norm(f));
  return scale;
}

}  // namespace

TEST_CASE("MACE models in double precision pass what physics asks of a pair potential", "[physics_test]") {
  for (const auto& [file, species, spacing] : double_models) {
    const Structure atoms = rattled(species, 2, spacing);
    ModelOptions options;
    options.precision = "float64";
    const auto potential = load_model(file, atoms, options);
    if (!potential) return;
    CHECK(potential->info().dtype == "float64");
    INFO(file);
    const auto found = evaluate(*potential, atoms, true);
    const double scale = scale_of(found), size = std::max(scale, std::abs(found.energy));
    INFO("energy " << found.energy << ", largest force " << scale);
    CHECK(sampled_force_error(*potential, atoms, 1e-3) < 1e-6 * scale);
    CHECK(virial_error(*potential, atoms, 2e-4) < 1e-6 * size);
    CHECK(net_force(*potential, atoms) < 1e-11 * size);
    CHECK(translation_error(*potential, atoms) < 1e-11 * size);
    CHECK(rotation_error(*potential, atoms) < 1e-9 * size);
    CHECK(permutation_error(*potential, atoms) < 1e-11 * size);
    // the box is smaller than twice the cutoff: images against atoms
    CHECK(atoms.cell.heights()[0] < 2.0 * potential->info().cutoff);
    CHECK(supercell_error(*potential, atoms) < 1e-10 * size);
    CHECK(atomic_energy_error(*potential, atoms) < 1e-11 * size);
    CHECK(option_error(*potential, atoms) < 1e-11 * size);
  }
}

TEST_CASE("models in single precision pass the same to their own rounding", "[physics_test]") {
  for (const auto& [file, species, spacing] : single_models) {
    const Structure atoms = rattled(species, 2, spacing);
    const auto potential = load_model(file, atoms);
    if (!potential) return;
    INFO(file);
    const auto found = evaluate(*potential, atoms, true);
    const double scale = scale_of(found), atoms_count = static_cast<double>(atoms.size());
    INFO("energy " << found.energy << ", largest force " << scale);
    // energies of some 10 eV per atom have an error of 6e-8 of that times √atoms, which a step of 0.02 Å turns into
    // 1e-4 eV/Å; a strain of 0.005 moves pairs by as much and its derivative is some 10 Å times as large
    CHECK(sampled_force_error(*potential, atoms, 2e-2) < 1e-3 * scale);
    CHECK(sampled_virial_error(*potential, atoms, 5e-3) < 5e-3 * scale);
    CHECK(net_force(*potential, atoms) < 1e-6 * atoms_count * scale);
    CHECK(translation_error(*potential, atoms) / atoms_count < 1e-6 * scale);
    CHECK(rotation_error(*potential, atoms) / atoms_count < 1e-6 * scale);
    CHECK(permutation_error(*potential, atoms) / atoms_count < 1e-6 * scale);
    CHECK(atoms.cell.heights()[0] < 2.0 * potential->info().cutoff);
    CHECK(supercell_error(*potential, atoms) / (8.0 * atoms_count) < 1e-6 * scale);
    CHECK(atomic_energy_error(*potential, atoms) < 1e-5);
  }
}
