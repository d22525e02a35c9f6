#include <catch2/catch.hpp>

#include "models.hpp"
#include "potential/physics_checks.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// How many links of a chain of atoms the energy of its first atom depends on: the layers, found from outside.
int layers_seen(const ModelPotential& potential, const std::string& element) {
  Structure chain;
  const double step = 0.55 * potential.info().cutoff;  // sees the next atom and not the one behind it
  for (int n = 0; n < 9; ++n) chain.add(element, {step * n, 0.1 * (n % 2), 0.0});
  PeriodicNeighbours neighbours(potential.lists(), Skin{0.0});
  const auto energy = [&] {
    Evaluation out;
    out.with_atomic_energies = true;
    const auto& all = neighbours.update(chain);
    out.reset(all.total());
    potential.add(all, out);
    return out.atomic_energies[0];
  };
  const double before = energy();
  int seen = 0;
  for (std::size_t n = 1; n < chain.r.size(); ++n) {
    const Vec3 r = chain.r[n];
    chain.r[n] += Vec3{0.0, 0.8, 0.4};  // farther still
    if (std::abs(energy() - before) > 1e-12 * std::abs(before)) seen = static_cast<int>(n);
    chain.r[n] = r;
  }
  return seen;
}

}  // namespace

TEST_CASE("a model's file says what it is", "[info_test]") {
  struct Known {
    std::string file, convention, dtype, element;
    std::size_t elements;
    double cutoff;
    int layers;
    Index parameters;
  };
  const Known models[] = {{"nequip-oam-s-0.1.pth", "NequIP", "float32", "Na", 89, 4.5, 2, 616360},
                          {"sevennet-0-serial.pt", "SevenNet", "float32", "Na", 89, 5.0, 5, 0},
                          {"mace-tutorial-compiled.pt", "MACE", "float64", "O", 3, 4.0, 2, 0},
                          {"mace-hcozr-compiled.pt", "MACE", "float32", "O", 4, 4.0, 2, 0}};
  for (const auto& known : models) {
    const auto file = data_file("models/" + known.file);
    if (!file) return;
    const ModelInfo info = inspect_model(*file);
    INFO(known.file << ": " << info.parameters << " parameters");
    CHECK(info.file == *file);
    CHECK(info.convention == known.convention);
    CHECK(info.dtype == known.dtype);
    CHECK(info.elements.size() == known.elements);
    CHECK(info.cutoff == Approx(known.cutoff));
    CHECK(info.layers == known.layers);
    CHECK(info.heads.empty());
    if (known.parameters > 0) CHECK(info.parameters == known.parameters);
    CHECK(info.parameters > 10000);
    const bool frozen = known.convention == "SevenNet";
    CHECK(info.trainable == (frozen ? 0 : info.parameters));
    CHECK(info.why_frozen.empty() == !frozen);
    const std::vector<Species> species{make_species(known.element)};
    // single-precision energies of 9 decimal digits still show the fifth layer, some 1e-5 of the first
    CHECK(layers_seen(*make_model_potential(*file, species), known.element) == known.layers);
  }
}

TEST_CASE("an atom alone has an energy and no force", "[info_test]") {
  for (const std::string file : {"nequip-oam-s-0.1.pth", "sevennet-0-serial.pt", "mace-tutorial-compiled.pt"}) {
    Structure atom;
    atom.add("O", {1.0, 2.0, 3.0});
    const auto potential = load_model(file, atom);
    if (!potential) return;
    INFO(file);
    const auto found = evaluate(*potential, atom, true);
    CHECK(std::isfinite(found.energy));
    CHECK(norm(found.forces[0]) == 0.0);
    // and beside others, out of their reach
    Structure three = atom;
    three.add("O", {1.0, 2.0, 33.0});
    three.add("O", {1.0, 2.0, 34.3});
    CHECK(evaluate(*potential, three, true).atomic_energies[0] == Approx(found.energy).epsilon(1e-6));
  }
}
