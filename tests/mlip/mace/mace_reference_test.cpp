#include <fmt/format.h>

#include "mlip/mace/hdf5_tensors.hpp"
#include "mlip/mace/mace_blocks.hpp"
#include "mlip/mace/mace_tools.hpp"

/// Weights, features and results of mace 0.3.6 in float64, in the data folder beside the source.
using namespace liquidus;
using namespace liquidus::testing;

namespace {

const char* const models[] = {"mace-tiny", "mace-tiny-strong", "mace-tiny-nonres"};
const char* const structures[] = {"nacl64", "feo64", "mix40", "dimer"};

struct Reference {
  hid_t file = -1;
  MaceConfig config;
  std::map<std::string, Tensor> parameters, buffers;
  ~Reference() {
    if (file >= 0) H5Fclose(file);
  }
};

bool open(const std::string& name, Reference& reference) {
  const auto path = shared_data("reference/mace/" + name + ".h5");
  if (!std::filesystem::exists(path)) {
    WARN("skipped: there is no " << path.lexically_normal().string());
    return false;
  }
  reference.file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  reference.parameters = read_tensors(reference.file, "parameters");
  reference.buffers = read_tensors(reference.file, "buffers");
  auto& config = reference.config;
  config.atomic_numbers = {8, 11, 17, 26};
  const auto energies = reference.buffers.at("atomic_energies_fn.atomic_energies");
  config.atomic_energies.assign(energies.data_ptr<double>(), energies.data_ptr<double>() + 4);
  config.channels = 16;
  config.radial_mlp = {16, 16};
  config.first_interaction = name == "mace-tiny-nonres" ? "non-residual" : "residual";
  const hid_t attribute = H5Aopen(reference.file, "avg_num_neighbors", H5P_DEFAULT);
  H5Aread(attribute, H5T_NATIVE_DOUBLE, &config.neighbours);
  H5Aclose(attribute);
  return true;
}

Module owner(const Module& m, const std::string& name) {
  const auto dot = name.rfind('.');
  return dot == std::string::npos ? m : *find_module(m, name.substr(0, dot));
}

/// Our module with the file's numbers, put in place under the names that they have there.
Module loaded(const Reference& reference) {
  auto m = make_mace(reference.config, 1);
  for (const auto* group : {&reference.parameters, &reference.buffers})
    for (const auto& [name, tensor] : *group)
      if (const auto own = find_tensor(m, name))
        owner(m, name).setattr(name.substr(name.rfind('.') + 1), tensor.to(own->scalar_type()));
  return rebuild_mace(m, "reference");
}

Cluster periodic(const std::map<std::string, Tensor>& s, const MaceConfig& config) {
  auto types = torch::zeros({s.at("positions").size(0)}, torch::kInt64);
  for (std::size_t z = 0; z < config.atomic_numbers.size(); ++z)
    types += static_cast<std::int64_t>(z) * (s.at("atomic_numbers") == config.atomic_numbers[z]).to(torch::kInt64);
  return {s.at("positions"), types, s.at("edge_index")};
}

c10::Dict<std::string, Tensor> inputs_of(const std::map<std::string, Tensor>& s, const MaceConfig& config) {
  auto data = inputs(periodic(s, config), 4);
  const auto images = s.at("unit_shifts").to(torch::kFloat64);
  data.insert_or_assign("unit_shifts", images);
  data.insert_or_assign("shifts", images.matmul(s.at("cell")));
  data.insert_or_assign("cell", s.at("cell"));
  return data;
}

}  // namespace

TEST_CASE("parameters have mace's names and shapes, and none is missing", "[mace_reference_test]") {
  for (const auto* name : models) {
    Reference reference;
    if (!open(name, reference)) return;
    const auto m = make_mace(reference.config, 1);
    std::size_t count = 0;
    for (const auto& own : m.named_parameters()) {
      INFO(own.name);
      REQUIRE(reference.parameters.count(own.name) == 1);
      CHECK(reference.parameters.at(own.name).sizes() == own.value.sizes());
      ++count;
    }
    CHECK(count == reference.parameters.size());
  }
}

TEST_CASE("Bessel weights, Wigner symbols and U matrices computed here are mace's", "[mace_reference_test]") {
  Reference reference;
  if (!open("mace-tiny", reference)) return;
  const auto m = make_mace(reference.config, 1);
  int compared = 0;
  for (const auto& [name, expected] : reference.buffers) {
    const auto own = find_tensor(m, name);
    if (!own || expected.numel() == 0 || name.find("scale_shift") != std::string::npos) continue;
    INFO(name);
    REQUIRE(own->numel() == expected.numel());
    auto difference = own->to(torch::kFloat64).reshape(expected.sizes()) - expected;
    if (name.find("U_matrix") != std::string::npos) {
      // paths through couplings of odd l1 + l2 + l3 have the sign of a symbol that e3nn's versions disagree upon
      const auto other = own->reshape(expected.sizes()) + expected;
      difference = torch::minimum(difference.abs().flatten(0, -2).amax(0), other.abs().flatten(0, -2).amax(0));
    }
    CHECK(largest(difference) < 1e-7);  // the file's are rounded: mace makes them in float32
    ++compared;
  }
  CHECK(compared > 15);
}

TEST_CASE("energies, forces, virials and stress equal mace's in float64", "[mace_reference_test]") {
  const TorchGuard guard(false);
  for (const auto* name : models) {
    Reference reference;
    if (!open(name, reference)) return;
    auto m = loaded(reference);
    for (const auto* structure : structures) {
      INFO(name << " " << structure);
      const auto s = read_tensors(reference.file, std::string("structures/") + structure);
      const auto out = m.forward({inputs_of(s, reference.config), false, true, true, true}).toGenericDict();
      CHECK(largest(value(out, "node_energy") - s.at("node_energy")) < 1e-10);
      CHECK(largest(value(out, "energy").squeeze() - s.at("energy")) <
            1e-10 * static_cast<double>(s.at("node_energy").numel()));
      CHECK(largest(value(out, "interaction_energy").squeeze() - s.at("interaction_energy")) < 1e-9);
      CHECK(largest(value(out, "forces") - s.at("forces")) < 1e-10);
      CHECK(largest(value(out, "virials").squeeze() - s.at("virials")) < 1e-9);
      if (std::string(structure) != "dimer")  // which has no volume
        CHECK(largest(value(out, "stress").squeeze() - s.at("stress")) < 1e-12);
    }
  }
}

namespace {

/// [K, N, C] as this program has it, from mace's [N, Σ C (2l+1)] with all of one l together.
Tensor by_component(const Tensor& flat, std::int64_t C, int max_l) {
  std::vector<Tensor> parts;
  for (int l = 0; l <= max_l; ++l)
    parts.push_back(flat.narrow(1, C * l * l, C * (2 * l + 1)).reshape({-1, C, 2 * l + 1}).permute({2, 0, 1}));
  return torch::cat(parts, 0);
}

}  // namespace

TEST_CASE("every block gives mace's features", "[mace_reference_test]") {
  const TorchGuard guard(false);
  const torch::NoGradGuard values_only;
  for (const auto* name : models) {
    Reference reference;
    if (!open(name, reference)) return;
    auto m = loaded(reference);
    const auto s = read_tensors(reference.file, "structures/mix40");
    const auto data = inputs_of(s, reference.config);
    const auto edges = s.at("edge_index");
    const auto types = data.at("node_attrs").argmax(1);
    const auto N = types.size(0);
    const auto vectors =
        s.at("positions").index_select(0, edges[1]) - s.at("positions").index_select(0, edges[0]) + data.at("shifts");
    const auto lengths = vectors.norm(2, 1, true);
    const auto block = [&m](const std::string& path) { return *find_module(m, path); };
    const auto y = block("spherical_harmonics").forward({vectors, lengths}).toTensor();
    CHECK(largest(y - s.at("edge_attrs")) < 1e-12);
    const auto radial = block("radial_embedding").forward({lengths, types, edges, m.attr("atomic_numbers")}).toTensor();
    CHECK(largest(radial - s.at("edge_feats")) < 1e-13);

    const auto places = m.run_method("places", edges[1], N).toTuple();
    const auto pad = places->elements()[0].toTensor();
    const auto filled = places->elements()[1].toTensor().to(torch::kFloat64).unsqueeze(-1);
    const auto D = places->elements()[2].toInt();
    const auto sender = edges[0].index_select(0, pad);
    const auto padded = (y.index_select(0, pad) * filled).view({N, D, 16});
    auto feats = block("node_embedding").forward({}).toTensor();
    for (int t = 0; t < 2; ++t) {
      INFO(name << " layer " << t);
      auto interaction = block(fmt::format("interactions.{}", t));
      const auto weights =
          interaction.run_method("radial_weights", radial, c10::IValue(), torch::arange(edges.size(1)), lengths)
              .toTensor();
      const auto order = interaction.attr("path_order").toTensor();
      const auto sorted =
          s.at(fmt::format("conv_tp_weights_{}", t)).view({edges.size(1), -1, 16}).index_select(1, order);
      CHECK(largest(weights.view(sorted.sizes()) - sorted) < 1e-12);
      const auto out = interaction
                           .forward({types, data.at("node_attrs"), feats, padded, filled, radial, c10::IValue(), pad,
                                     lengths.index_select(0, pad), sender})
                           .toTuple();
      const auto message = out->elements()[0].toTensor();
      CHECK(largest(message - s.at(fmt::format("interaction_{}_message", t)).permute({2, 0, 1})) < 1e-12);
      feats = block(fmt::format("products.{}", t)).forward({message, out->elements()[1], types}).toTensor();
      CHECK(largest(feats - by_component(s.at(fmt::format("product_{}_node_feats", t)), 16, t == 0 ? 1 : 0)) < 1e-12);
      const auto energy = block(fmt::format("readouts.{}", t)).forward({feats}).toTensor();
      CHECK(largest(energy - s.at(fmt::format("readout_{}", t)).squeeze(-1)) < 1e-12);
    }
  }
}

TEST_CASE("node features are the scalars among mace's", "[mace_reference_test]") {
  const TorchGuard guard(false);
  const torch::NoGradGuard values_only;
  for (const auto* name : models) {
    Reference reference;
    if (!open(name, reference)) return;
    auto m = loaded(reference);
    INFO(name);
    const auto s = read_tensors(reference.file, "structures/mix40");
    const auto data = inputs_of(s, reference.config);
    const auto edges = s.at("edge_index"), r = s.at("positions");
    const auto vectors = r.index_select(0, edges[1]) - r.index_select(0, edges[0]) + data.at("shifts");
    const auto types = data.at("node_attrs").argmax(1);
    const auto all = s.at("node_feats_concat");  // 16 scalars and 16 vectors, then 16 scalars
    const auto expected = torch::cat({all.narrow(1, 0, 16), all.narrow(1, 64, 16)}, 1);
    for (const bool exact : {true, false}) {
      set_second_order(m, exact);
      const auto found = m.run_method("node_features", types, data.at("node_attrs"), vectors, edges).toTensor();
      CHECK(largest(found - expected) < 1e-10);  // lengths that differ by less than 1e-12 Å are taken as one
    }
  }
}
