#include <torch/autograd.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "mlip/engine/edge_model.hpp"
#include "mlip/mace/mace_module.hpp"
#include "models.hpp"
#include "potential/physics_checks.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// How many links of a chain of atoms the energy of its first atom depends on: the layers, found from outside. Its
/// derivative by far vectors is small, but in floating point not zero before it is none.
int layers_seen(const EdgeModel& model) {
  constexpr std::int64_t links = 9;
  const auto link = torch::arange(links, torch::kInt64);
  EdgeTensors chain;
  chain.center = torch::cat({link, link + 1});
  chain.neighbour = torch::cat({link + 1, link});
  const auto step = 0.5 * model.info().cutoff * torch::tensor({0.8, 0.5, 0.3}, torch::kFloat64).repeat({links, 1});
  chain.vector = torch::cat({step, -step}).to(model.dtype()).set_requires_grad(true);
  chain.type = chain.graph = torch::zeros({links + 1}, torch::kInt64);
  const auto energy = model.node_energies(chain)[0];
  const auto slope = torch::autograd::grad({energy}, {chain.vector})[0].slice(0, 0, links).abs().sum(1);
  return slope.gt(0.0).sum().item<int>();
}

}  // namespace

TEST_CASE("a model's file says what it is", "[info_test]") {
  struct Known {
    std::string file, convention, dtype;
    std::size_t elements;
    double cutoff;
    int layers;
    Index parameters;
  };
  const Known models[] = {{"nequip-oam-s-0.1.pth", "NequIP", "float32", 89, 4.5, 2, 616360},
                          {"sevennet-0-serial.pt", "SevenNet", "float32", 89, 5.0, 5, 0},
                          {"sevennet-0-parallel-2.pt", "SevenNet, cut into 5 parts", "float32", 89, 5.0, 5, 0},
                          {"mace-tutorial-compiled.pt", "MACE", "float64", 3, 4.0, 2, 0},
                          {"mace-hcozr-compiled.pt", "MACE", "float32", 4, 4.0, 2, 0}};
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
    const bool frozen = known.convention.rfind("SevenNet", 0) == 0;
    CHECK(info.trainable == (frozen ? 0 : info.parameters));
    CHECK(info.why_frozen.empty() == !frozen);
    CHECK(layers_seen(*load_edge_model(*file, {})) == known.layers);
  }
}

TEST_CASE("a model that was saved again is still known", "[info_test]") {
  const auto path = std::filesystem::temp_directory_path() / ("liquidus-again-" + std::to_string(::getpid()) + ".pt");
  for (const std::string name : {"nequip-oam-s-0.1.pth", "mace-tutorial-compiled.pt"}) {
    const auto file = data_file("models/" + name);
    if (!file) return;
    const auto model = load_edge_model(*file, {});
    model->module().save(path.string());
    const ModelInfo before = model->info(), after = inspect_model(path.string());
    CHECK(after.convention == before.convention);
    CHECK(after.elements == before.elements);
    CHECK(after.cutoff == before.cutoff);
    CHECK(after.layers == before.layers);
    CHECK(after.parameters == before.parameters);
    CHECK(after.dtype == before.dtype);
  }
  std::filesystem::remove(path);
}

TEST_CASE("a MACE model exported for LAMMPS runs like the one that it holds", "[info_test]") {
  const auto path = std::filesystem::temp_directory_path() / ("liquidus-lammps-" + std::to_string(::getpid()) + ".pt");
  MaceConfig config;
  config.atomic_numbers = {11, 17};
  config.atomic_energies = {-1.0, -2.0};
  config.r_max = 4.0;
  config.channels = 4;
  config.radial_mlp = {8, 8};
  config.neighbours = 12.0;
  const auto mace = make_mace(config, 3);
  const Structure atoms = rattled({"Na", "Cl"}, 2, 3.2);
  mace.save(path.string());
  CHECK(inspect_model(path.string()).convention == "MACE");
  const auto whole = evaluate(*make_model_potential(path.string(), atoms.species), atoms, true);
  save_for_lammps(mace, path.string());
  const ModelInfo info = inspect_model(path.string());
  CHECK(info.convention == "MACE (LAMMPS export)");
  CHECK(info.elements == std::vector<std::string>{"Na", "Cl"});
  CHECK(info.layers == 2);
  CHECK(info.trainable > 0);
  const auto exported = evaluate(*make_model_potential(path.string(), atoms.species), atoms, true);
  CHECK(largest_difference(whole, exported) < 1e-11);
  std::filesystem::remove(path);
}

TEST_CASE("an atom alone has an energy and no force", "[info_test]") {
  for (const std::string file :
       {"nequip-oam-s-0.1.pth", "sevennet-0-serial.pt", "sevennet-0-parallel-0.pt", "mace-tutorial-compiled.pt"}) {
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
