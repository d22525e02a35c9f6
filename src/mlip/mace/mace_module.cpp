#include "mlip/mace/mace_module.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/covalent_radii.hpp"
#include "mlip/mace/mace_blocks.hpp"
#include "mlip/mace/mace_check.hpp"
#include "mlip/mace/mace_paths.hpp"

namespace liquidus {
namespace {

/// places(): `pad` [N D] says which edge stands where, D places for each receiver, and `filled` which are taken.
/// shared(): edges of one length (and of one pair of elements, where it matters) need one radial function; `first` [U]
/// is an edge of each length, `which` [E] that of each edge. Both ends of a pair see lengths that differ by rounding,
/// so they are told apart at 1e-12 Å, 1e-6 Å in float32; what they differ by goes into the straight line about the
/// length.
constexpr const char* shared_source = R"(
def places(self, receiver: Tensor, nodes: int) -> Tuple[Tensor, Tensor, int]:
    counts = torch.bincount(receiver, minlength=nodes)
    most = 0
    if nodes > 0:
        most = int(counts.max())
    order = torch.argsort(receiver)
    by_receiver = receiver.index_select(0, order)
    start = torch.cumsum(counts, 0) - counts
    at = torch.arange(receiver.size(0), device=receiver.device) - start.index_select(0, by_receiver) + by_receiver * most
    pad = torch.zeros([nodes * most], dtype=4, device=receiver.device).index_copy(0, at, order)
    filled = torch.zeros([nodes * most], dtype=11, device=receiver.device).index_fill(0, at, 1)
    return pad, filled, most

def shared(self, lengths: Tensor, types: Tensor, edge_index: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    r = lengths.detach()
    key = torch.round(r.squeeze(-1).to(7) * {0}.0).to(4)
    {1}
    distinct, which, _ = torch._unique2(key, False, True, False)
    edges = torch.arange(key.size(0), device=key.device)
    first = torch.zeros([distinct.size(0)], dtype=4, device=key.device).index_copy(0, which, edges)
    return first, which, lengths - r.index_select(0, first).index_select(0, which)
)";

/// What every pass through the layers begins with. Second derivatives by vectors are exact with second_order alone:
/// otherwise the radial functions are straight lines about the lengths at hand, right to first order in these, and in
/// what depends on parameters right for forces too.
constexpr const char* pass_head = R"(
def {}(self, types: Tensor, node_attrs: Tensor, vectors: Tensor, edge_index: Tensor) -> Tensor:
    nodes = types.size(0)
    pad, filled, most = self.places(edge_index[1], nodes)
    sender = edge_index[0].index_select(0, pad)
    lengths = torch.sqrt(torch.sum(vectors * vectors, 1, True))
    taken = filled.unsqueeze(-1).to(lengths.dtype)
    harmonics = self.spherical_harmonics.forward(vectors, lengths).index_select(0, pad) * taken
    harmonics = harmonics.view(nodes, most, harmonics.size(1))
    numbers = self.atomic_numbers
    which = pad
    excess = lengths
    slope: Optional[Tensor] = None
    if self.second_order:
        radial = self.radial_embedding.forward(lengths, types, edge_index, numbers)
    else:
        first, which, excess = self.shared(lengths, types, edge_index)
        some = lengths.detach().index_select(0, first)
        radial, slope = self.radial_embedding.with_slope(some, types, edge_index.index_select(1, first), numbers)
        which = which.index_select(0, pad)
    excess = excess.index_select(0, pad)
    feats = self.node_embedding.forward()
)";

constexpr const char* embedding_source = R"(
def forward(self) -> Tensor:
    return (self.linear.weight * {:.17g}).view(1, {}, {})
)";

constexpr const char* forward_source = R"(
def forward(self, data: Dict[str, Tensor], training: bool=False, compute_force: bool=True, compute_virials: bool=False, compute_stress: bool=False, compute_displacement: bool=False) -> Dict[str, Optional[Tensor]]:
    positions = data["positions"].requires_grad_(True)
    shifts = data["shifts"]
    edge_index = data["edge_index"]
    batch = data["batch"]
    node_attrs = data["node_attrs"]
    graphs = data["ptr"].numel() - 1
    displacement = torch.zeros([graphs, 3, 3], dtype=positions.dtype, device=positions.device)
    if compute_virials or compute_stress or compute_displacement:
        displacement = displacement.requires_grad_(True)
        strain = 0.5 * (displacement + displacement.transpose(-1, -2))
        positions = positions + torch.einsum("be,bec->bc", [positions, strain.index_select(0, batch)])
        cell = data["cell"].view(-1, 3, 3)
        cell = cell + torch.matmul(cell, strain)
        graph = batch.index_select(0, edge_index[0])
        shifts = torch.einsum("be,bec->bc", [data["unit_shifts"], cell.index_select(0, graph)])
        data["positions"] = positions
        data["shifts"] = shifts
    vectors = positions.index_select(0, edge_index[1]) - positions.index_select(0, edge_index[0]) + shifts
    types = torch.argmax(node_attrs, 1)
    reference = self.atomic_energies_fn.forward(types)
    interaction = self.interaction_energies(types, node_attrs, vectors, edge_index)
    totals = torch.zeros([graphs], dtype=interaction.dtype, device=interaction.device)
    interaction_energy = totals.index_add(0, batch, interaction)
    forces: Optional[Tensor] = None
    virials: Optional[Tensor] = None
    stress: Optional[Tensor] = None
    if compute_virials or compute_stress:
        forces, virials = self.force_and_virial(interaction_energy, positions, displacement, training)
        if compute_stress:
            cell = data["cell"].view(-1, 3, 3)
            volume = torch.sum(cell[:, 0] * torch.cross(cell[:, 1], cell[:, 2], dim=1), 1)
            assert virials is not None
            stress = -virials / volume.view(-1, 1, 1)
        else:
            stress = torch.zeros_like(displacement)
    elif compute_force:
        forces = self.force(interaction_energy, positions, training)
    output: Dict[str, Optional[Tensor]] = {"energy": totals.index_add(0, batch, reference) + interaction_energy, "node_energy": reference + interaction, "interaction_energy": interaction_energy, "forces": forces, "virials": virials, "stress": stress, "displacement": displacement}
    return output
)";

constexpr const char* gradient_source = R"(
def force(self, energy: Tensor, positions: Tensor, training: bool) -> Tensor:
    ones: List[Optional[Tensor]] = [torch.ones_like(energy)]
    gradient = torch.autograd.grad([energy], [positions], ones, training, training, True)[0]
    if gradient is None:
        return torch.zeros_like(positions)
    return -gradient

def force_and_virial(self, energy: Tensor, positions: Tensor, displacement: Tensor, training: bool) -> Tuple[Tensor, Tensor]:
    ones: List[Optional[Tensor]] = [torch.ones_like(energy)]
    gradient, strain = torch.autograd.grad([energy], [positions, displacement], ones, training, training, True)
    forces = torch.zeros_like(positions)
    if gradient is not None:
        forces = -gradient
    virials = torch.zeros_like(displacement)
    if strain is not None:
        virials = -strain
    return forces, virials
)";

constexpr const char* zbl_source = R"(
def forward(self, lengths: Tensor, types: Tensor, edge_index: Tensor, atomic_numbers: Tensor) -> Tensor:
    numbers = atomic_numbers.index_select(0, types)
    radii = self.covalent_radii.index_select(0, numbers)
    z = numbers.to(lengths.dtype)
    power = torch.pow(z, self.a_exp.to(lengths.dtype))
    i = edge_index[0]
    j = edge_index[1]
    r = lengths.squeeze(-1)
    u = r * (power.index_select(0, i) + power.index_select(0, j)) / (self.a_prefactor * 0.529)
    c = self.c
    phi = c[0] * torch.exp(-3.2 * u) + c[1] * torch.exp(-0.9423 * u) + c[2] * torch.exp(-0.4028 * u) + c[3] * torch.exp(-0.2016 * u)
    v = 14.3996 * z.index_select(0, i) * z.index_select(0, j) / r * phi
    p = self.p
    x = r / (radii.index_select(0, i) + radii.index_select(0, j))
    inner = (p + 1.0) * (p + 2.0) / 2.0 - x * (p * (p + 2.0) - x * (p * (p + 1.0) / 2.0))
    envelope = (1.0 - torch.pow(x, p) * inner) * (x < 1.0)
    return torch.zeros([types.size(0)], dtype=v.dtype, device=v.device).index_add(0, j, 0.5 * v * envelope)
)";

torch::jit::Module make_zbl(ModuleBuilder& builder, const MaceConfig& config) {
  auto m = builder.module("pairs", "ZBLBasis");
  builder.buffer(m, "c", {0.1818, 0.5099, 0.2802, 0.02817}, {4});
  builder.scalar(m, "p", config.cutoff_power);
  builder.scalar(m, "a_exp", 0.300);
  builder.scalar(m, "a_prefactor", 0.4543);
  const auto radii = covalent_radii();
  builder.buffer(m, "covalent_radii", {radii.begin(), radii.end()}, {static_cast<std::int64_t>(radii.size())});
  m.define(zbl_source);
  return m;
}

torch::jit::Module make_node_embedding(ModuleBuilder& builder, const MaceConfig& config) {
  const auto Z = static_cast<std::int64_t>(config.atomic_numbers.size());
  auto linear = builder.module("nodes", "Linear");
  builder.parameter(linear, "weight", {Z * config.channels});
  auto m = builder.module("nodes", "LinearNodeEmbeddingBlock");
  m.register_module("linear", linear);
  m.define(fmt::format(embedding_source, 1.0 / std::sqrt(static_cast<double>(Z)), Z, config.channels));
  return m;
}

std::string edges_source(const MaceConfig& config) {
  const char* pairs =
      "i, j = types.index_select(0, edge_index[0]), types.index_select(0, edge_index[1])\n"
      "    key = key + (torch.minimum(i, j) * {0} + torch.maximum(i, j)) * {1}";
  return fmt::format(shared_source, config.single_precision ? 1L << 20 : 1L << 40,
                     config.distance_transform == "none"
                         ? ""
                         : fmt::format(fmt::runtime(pairs), config.atomic_numbers.size(), 1L << 48));
}

std::string layer_source(int t) {
  return fmt::format(
      "    message, sc = getattr(self.interactions, \"{0}\").forward(types, node_attrs, feats, harmonics, taken, "
      "radial, slope, which, excess, sender)\n"
      "    feats = getattr(self.products, \"{0}\").forward(message, sc, types)\n",
      t);
}

/// Node energies without the reference energies.
std::string energies_source(const MaceConfig& config) {
  std::string text = fmt::format(fmt::runtime(pass_head), "interaction_energies");
  text += config.zbl ? "    energy = self.pair_repulsion_fn.forward(lengths, types, edge_index, self.atomic_numbers)\n"
                     : "    energy = torch.zeros([nodes], dtype=vectors.dtype, device=vectors.device)\n";
  for (int t = 0; t < config.interactions; ++t)
    text += layer_source(t) + fmt::format("    energy = energy + getattr(self.readouts, \"{}\").forward(feats)\n", t);
  return text + "    return self.scale_shift.forward(energy)\n";
}

/// Scalars of every layer, [nodes, layers × channels]. Nobody differentiates them, so that slopes aren't wanted.
std::string features_source(const MaceConfig& config) {
  std::string text = fmt::format(fmt::runtime(pass_head), "node_features") + "    slope = None\n", all;
  for (int t = 0; t < config.interactions; ++t) {
    text += layer_source(t) + fmt::format("    scalars{} = feats[0]\n", t);
    all += fmt::format("{}scalars{}", t == 0 ? "" : ", ", t);
  }
  return text + "    return torch.cat([" + all + "], 1)\n";
}

}  // namespace

torch::jit::Module make_mace(const MaceConfig& config, std::uint64_t seed) {
  check_mace_config(config);
  ModuleBuilder builder(seed, config.single_precision);
  auto m = builder.module("models", "ScaleShiftMACE");
  const std::vector<std::int64_t> numbers(config.atomic_numbers.begin(), config.atomic_numbers.end());
  m.register_buffer("atomic_numbers", torch::tensor(numbers, torch::kInt64));
  builder.scalar(m, "r_max", config.r_max);
  m.register_buffer("num_interactions", torch::full({}, config.interactions, torch::kInt64));
  m.register_module("node_embedding", make_node_embedding(builder, config));
  m.register_module("radial_embedding", make_radial_embedding(builder, config));
  m.register_module("spherical_harmonics", make_spherical_harmonics(builder, config));
  auto energies = builder.module("nodes", "AtomicEnergiesBlock");
  builder.buffer(energies, "atomic_energies", config.atomic_energies,
                 {static_cast<std::int64_t>(config.atomic_energies.size())});
  energies.define(
      "def forward(self, types: Tensor) -> Tensor:\n    return self.atomic_energies.index_select(0, types)\n");
  m.register_module("atomic_energies_fn", energies);
  if (config.zbl) m.register_module("pair_repulsion_fn", make_zbl(builder, config));

  auto interactions = builder.module("interactions", "ModuleList"), products = builder.module("products", "ModuleList"),
       readouts = builder.module("readouts", "ModuleList");
  for (int t = 0; t < config.interactions; ++t) {
    interactions.register_module(std::to_string(t), make_interaction(builder, config, t));
    products.register_module(std::to_string(t), make_product(builder, config, t));
    readouts.register_module(std::to_string(t), make_readout(builder, config, t));
  }
  m.register_module("interactions", interactions);
  m.register_module("products", products);
  m.register_module("readouts", readouts);
  auto scale = builder.module("nodes", "ScaleShiftBlock");
  builder.scalar(scale, "scale", config.scale);
  builder.scalar(scale, "shift", config.shift);
  scale.define("def forward(self, x: Tensor) -> Tensor:\n    return self.scale * x + self.shift\n");
  m.register_module("scale_shift", scale);
  m.register_attribute("second_order", c10::BoolType::get(), true);
  m.define(edges_source(config));
  m.define(gradient_source);
  m.define(energies_source(config));
  m.define(features_source(config));
  m.define(forward_source);
  m.eval();
  return m;
}

void set_second_order(torch::jit::Module& mace, bool exact) {
  auto whole = whole_mace(mace);
  if (whole.hasattr("second_order")) whole.setattr("second_order", exact);
}

}  // namespace liquidus
