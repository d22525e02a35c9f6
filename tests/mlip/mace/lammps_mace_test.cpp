#include <map>

#include "core/errors.hpp"
#include "mlip/mace/mace_tools.hpp"
#include "mlip/mace_model.hpp"

/// Calls a written file in the order and with the names that LAMMPS's pair_style mace uses.
using namespace liquidus;
using namespace liquidus::testing;

namespace {

struct Written {
  std::filesystem::path file;
  explicit Written(const MaceConfig& config) {
    const auto whole = std::filesystem::temp_directory_path() / "liquidus-mace-whole.pt";
    file = std::filesystem::temp_directory_path() / "liquidus-mace-lammps.pt";
    make_mace_file(config, 4, whole.string());
    convert_for_lammps(whole.string(), file.string());
    std::filesystem::remove(whole);
  }
  ~Written() { std::filesystem::remove(file); }
};

}  // namespace

TEST_CASE("a file for LAMMPS has what pair_coeff reads", "[lammps_mace_test]") {
  for (const bool single : {false, true}) {
    auto config = small_config();
    config.single_precision = single;
    const Written written(config);
    const auto m = torch::jit::load(written.file.string(), torch::kCPU);
    bool found = false;
    for (const auto& p : m.named_attributes())
      if (p.name == "model.node_embedding.linear.weight") {
        found = true;
        CHECK(p.value.toTensor().dtype() ==
              (single ? caffe2::TypeMeta::Make<float>() : caffe2::TypeMeta::Make<double>()));
      }
    CHECK(found);
    CHECK(m.attr("r_max").toTensor().item<double>() == Approx(4.0));
    CHECK(m.attr("num_interactions").toTensor().item<std::int64_t>() == 2);
    const auto numbers = m.attr("atomic_numbers").toTensor();
    CHECK(numbers[1].item<std::int64_t>() == 11);
    for (const auto& p : m.parameters()) CHECK_FALSE(p.requires_grad());
  }
}

TEST_CASE("energy of the own atoms, forces on all and the virial come as pair_style mace takes them",
          "[lammps_mace_test]") {
  const TorchGuard guard(false);
  const auto config = small_config();
  const Written written(config);
  auto m = torch::jit::load(written.file.string(), torch::kCPU);
  const auto cluster = random_cluster(14, 3, config.r_max);
  auto own = torch::zeros({14}, torch::kBool);
  own.narrow(0, 0, 6).fill_(true);
  const auto call = [&](const Cluster& c, bool virial) {
    auto input = inputs(c, 3);
    input.insert("energy", torch::empty({1}, torch::kFloat64));
    input.insert("forces", torch::empty({14, 3}, torch::kFloat64));
    input.insert("weight", torch::ones({1}, torch::kFloat64));
    return m.forward({input, own, virial}).toGenericDict();
  };
  const auto out = call(cluster, true);
  const auto energy = value(out, "total_energy_local");
  CHECK(energy.sizes() == torch::IntArrayRef({1}));
  CHECK(energy.item<double>() == Approx(value(out, "node_energy").narrow(0, 0, 6).sum().item<double>()).epsilon(1e-12));
  CHECK(value(out, "virials").sizes() == torch::IntArrayRef({1, 3, 3}));
  // without periodicity the virial is the sum of r ⊗ F
  const auto sum = cluster.positions.t().matmul(value(out, "forces"));
  CHECK(largest(value(out, "virials")[0] - 0.5 * (sum + sum.t())) < 1e-10);
  const auto forces = value(call(cluster, false), "forces");
  CHECK(largest(forces - value(out, "forces")) < 1e-12);
  const double h = 1e-4;
  for (const std::int64_t atom : {0, 5, 10}) {
    auto moved = cluster;
    const auto energy_at = [&](double x) {
      moved.positions = cluster.positions.clone();
      moved.positions[atom][1] += x;
      return value(call(moved, false), "total_energy_local").item<double>();
    };
    // central differences err by h² times a third derivative, here of order 1 eV/Å³
    CHECK(forces[atom][1].item<double>() == Approx(-(energy_at(h) - energy_at(-h)) / (2.0 * h)).margin(1e-7));
  }
}

TEST_CASE("what is no MACE model isn't converted", "[lammps_mace_test]") {
  const auto file = std::filesystem::temp_directory_path() / "liquidus-no-mace.pt";
  torch::jit::Module other("other");
  other.register_buffer("weight", torch::ones({2}));
  other.save(file.string());
  CHECK_THROWS_AS(convert_for_lammps(file.string(), file.string() + "2"), InputError);
  std::filesystem::remove(file);
  CHECK_THROWS_AS(convert_for_lammps("/nowhere/model.pt", file.string()), InputError);
}
