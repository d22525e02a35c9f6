#include "core/errors.hpp"
#include "mlip/mace/mace_tools.hpp"
#include "mlip/mace_model.hpp"
#include "mlip/node_features.hpp"

/// Models that were trained and scripted by mace itself, in the data folder beside the source.
using namespace liquidus;
using namespace liquidus::testing;

namespace {

std::optional<Module> load(const std::string& name) {
  const auto path = shared_data("models/" + name);
  if (!std::filesystem::exists(path)) {
    WARN("skipped: there is no " << path.lexically_normal().string());
    return std::nullopt;
  }
  auto m = torch::jit::load(path.string(), torch::kCPU);
  m.eval();
  return m;
}

/// Largest difference of energies (eV) and forces (eV/Å) between a module and another in its place.
std::pair<double, double> difference(const Module& a, const Module& b, const MaceConfig& config) {
  const TorchGuard guard(false);
  const auto elements = static_cast<std::int64_t>(config.atomic_numbers.size());
  const auto cluster = random_cluster(30, elements, config.r_max);
  const auto type = config.single_precision ? torch::kFloat32 : torch::kFloat64;
  const auto run_one = [&](Module m) {
    return m.forward({inputs(cluster, elements, type), false, true, true, true}).toGenericDict();
  };
  const auto x = run_one(a), y = run_one(b);
  CHECK(largest(value(x, "forces")) > 0.01);
  CHECK(largest(value(x, "stress") - value(y, "stress")) < (config.single_precision ? 1e-7 : 1e-13));
  return {largest(value(x, "node_energy") - value(y, "node_energy")), largest(value(x, "forces") - value(y, "forces"))};
}

}  // namespace

TEST_CASE("hyper-parameters are read from mace's exports", "[mace_export_test]") {
  if (const auto m = load("mace-hcozr-compiled.pt")) {
    const auto config = read_mace_config(*m, "hcozr");
    CHECK(config.atomic_numbers == std::vector<int>{1, 6, 8, 40});
    CHECK(config.r_max == 4.0);
    CHECK(config.bessel == 6);
    CHECK(config.cutoff_power == 5.0);
    CHECK(config.max_ell == 3);
    CHECK(config.correlation == 3);
    CHECK(config.channels == 16);
    CHECK(config.max_L == 0);
    CHECK(config.radial_mlp == std::vector<int>{64, 64, 64});
    CHECK(config.readout == 16);
    CHECK(config.first_interaction == "residual");
    CHECK(config.neighbours == Approx(15.308114051818848));
    CHECK(config.scale == Approx(0.8046615123748779));
    CHECK(config.shift == Approx(-0.24832089245319366));
    CHECK(config.single_precision);
  }
  if (const auto m = load("mace-tutorial-compiled.pt")) {
    const auto config = read_mace_config(*m, "tutorial");
    CHECK(config.first_interaction == "non-residual");
    CHECK(config.interaction == "residual");
    CHECK(config.correlation == 2);
    CHECK(config.max_ell == 2);
    CHECK_FALSE(config.single_precision);
  }
}

TEST_CASE("a model rebuilt from mace's weights gives mace's energies and forces", "[mace_export_test]") {
  if (const auto m = load("mace-tutorial-compiled.pt")) {
    const auto config = read_mace_config(*m, "tutorial");
    const auto [energy, force] = difference(*m, rebuild_mace(*m, "tutorial"), config);
    CHECK(energy < 1e-10);
    CHECK(force < 1e-10);
  }
  if (const auto m = load("mace-hcozr-compiled.pt")) {
    const auto config = read_mace_config(*m, "hcozr");
    const auto [energy, force] = difference(*m, rebuild_mace(*m, "hcozr"), config);
    CHECK(energy < 1e-4);  // float32, with energies of hundreds of eV
    CHECK(force < 1e-5);
  }
}

TEST_CASE("mace's export wrapped for LAMMPS gives the same energies", "[mace_export_test]") {
  const auto m = load("mace-tutorial-compiled.pt");
  if (!m) return;
  const auto file = (std::filesystem::temp_directory_path() / "liquidus-tutorial-lammps.pt").string();
  convert_for_lammps(shared_data("models/mace-tutorial-compiled.pt").string(), file);
  CHECK_THROWS_AS(convert_for_lammps(file, file + "2"), InputError);
  const TorchGuard guard(false);
  auto wrapped = torch::jit::load(file);
  const auto elements = m->attr("atomic_numbers").toTensor().numel();
  const auto cluster = random_cluster(20, elements, 4.0);
  const auto all = torch::ones({20}, torch::kBool);
  const auto found = wrapped.forward({inputs(cluster, elements), all, true}).toGenericDict();
  const auto expected = run(*m, cluster, elements);
  CHECK(largest(value(found, "total_energy_local") - value(expected, "energy")) < 1e-9);
  CHECK(largest(value(found, "forces") - value(expected, "forces")) < 1e-10);
  std::filesystem::remove(file);
}

TEST_CASE("features of mace's export and of the model rebuilt from it are the same", "[mace_export_test]") {
  for (const auto* name : {"mace-tutorial-compiled.pt", "mace-hcozr-compiled.pt"}) {
    INFO(name);
    const auto m = load(name);
    if (!m) continue;
    const auto file = (std::filesystem::temp_directory_path() / "liquidus-rebuilt.pt").string();
    rebuild_mace(*m, name).save(file);
    const auto theirs = make_node_features(shared_data(std::string("models/") + name).string());
    const auto ours = make_node_features(file);
    std::filesystem::remove(file);
    REQUIRE(theirs);
    REQUIRE(ours);
    CHECK(theirs->columns() == ours->columns());
    Structure atoms;
    atoms.cell = Cell::cubic(9.0);
    for (int i = 0; i < 27; ++i)
      atoms.add(i % 2 == 0 ? "C" : "O", {3.0 * (i % 3) + 0.4 * std::sin(i), 3.0 * (i / 3 % 3), 3.0 * (i / 9)});
    const Structure* one[] = {&atoms};
    const auto a = theirs->of(one).front(), b = ours->of(one).front();
    REQUIRE(a.size() == b.size());
    float difference = 0.0F, size = 0.0F;
    for (std::size_t k = 0; k < a.size(); ++k) {
      difference = std::max(difference, std::abs(a[k] - b[k]));
      size = std::max(size, std::abs(a[k]));
    }
    CHECK(difference < 1e-5F * size);
  }
}

TEST_CASE("features of an export with vectors are its scalars alone", "[mace_export_test]") {
  const auto ours = make_mace(small_config(), 5);  // 4 channels, and vectors after the first layer
  torch::jit::Module m(c10::QualifiedName("__torch__.test.Export"), ours._ivalue()->compilation_unit(), true);
  for (const auto* name : {"atomic_numbers", "r_max", "num_interactions"})
    m.register_buffer(name, ours.attr(name).toTensor());
  for (const auto* name : {"interactions", "node_embedding"}) m.register_module(name, ours.attr(name).toModule());
  m.register_module("ours", ours);
  m.define(R"(
def forward(self, data: Dict[str, Tensor], training: bool=False, compute_force: bool=True) -> Dict[str, Optional[Tensor]]:
    out = self.ours.forward(data, training, compute_force)
    types = torch.argmax(data["node_attrs"], 1)
    scalars = self.ours.node_features(types, data["node_attrs"], data["shifts"], data["edge_index"])
    vectors = torch.full([types.size(0), 12], 1000.0)
    out["node_feats"] = torch.cat([scalars[:, :4], vectors, scalars[:, 4:]], 1)
    return out
)");
  const auto folder = std::filesystem::temp_directory_path();
  const auto with_vectors = (folder / "liquidus-vectors.pt").string(), plain = (folder / "liquidus-plain.pt").string();
  m.save(with_vectors);
  ours.save(plain);
  Structure atoms;
  atoms.cell = Cell::cubic(7.0);
  for (int i = 0; i < 8; ++i) atoms.add(i % 2 == 0 ? "Na" : "Cl", {3.0 * (i % 2), 3.1 * (i / 2 % 2), 3.3 * (i / 4)});
  const Structure* one[] = {&atoms};
  const auto found = make_node_features(with_vectors)->of(one).front();
  const auto expected = make_node_features(plain)->of(one).front();
  std::filesystem::remove(with_vectors);
  std::filesystem::remove(plain);
  REQUIRE(found.size() == 8 * 8);
  for (std::size_t k = 0; k < found.size(); ++k) CHECK(found[k] == Approx(expected[k]).margin(1e-6));
}
