#include "mlip/mace/mace_attributes.hpp"
#include "mlip/mace/mace_module.hpp"

namespace liquidus {
namespace {

/// As mace's own LAMMPS_MACE: energies of the own atoms, and forces on all from those.
constexpr const char* forward_source = R"(
def forward(self, data: Dict[str, Tensor], local_or_ghost: Tensor, compute_virials: bool=False) -> Dict[str, Optional[Tensor]]:
    data["head"] = self.head
    out = self.model.forward(data, False, False, False, False, compute_virials)
    node_energy = out["node_energy"]
    displacement = out["displacement"]
    assert node_energy is not None
    positions = data["positions"]
    local = (node_energy * local_or_ghost.to(node_energy.dtype)).sum().unsqueeze(0)
    ones: List[Optional[Tensor]] = [torch.ones_like(local)]
    forces = torch.zeros_like(positions)
    virials = torch.zeros([1, 3, 3], dtype=positions.dtype, device=positions.device)
    if compute_virials and displacement is not None:
        gradient, strain = torch.autograd.grad([local], [positions, displacement], ones, False, False, True)
        if gradient is not None:
            forces = -gradient
        if strain is not None:
            virials = -strain
    else:
        gradient = torch.autograd.grad([local], [positions], ones, False, False, True)[0]
        if gradient is not None:
            forces = -gradient
    output: Dict[str, Optional[Tensor]] = {"total_energy_local": local.detach(), "node_energy": node_energy.detach(), "forces": forces, "virials": virials}
    return output
)";

}  // namespace

void save_for_lammps(const torch::jit::Module& mace, const std::string& file) {
  const torch::NoGradGuard copies_are_no_functions;
  const auto model = whole_mace(mace).deepcopy();
  for (auto parameter : model.parameters()) parameter.requires_grad_(false);
  torch::jit::Module m(c10::QualifiedName("__torch__.liquidus.LAMMPS_MACE"), model._ivalue()->compilation_unit(), true);
  for (const char* name : {"atomic_numbers", "r_max", "num_interactions"})
    m.register_buffer(name, model.attr(name).toTensor());
  m.register_buffer("head", torch::zeros({1}, torch::kInt64));
  m.register_module("model", model);
  m.define(forward_source);
  m.eval();
  m.save(file);
}

}  // namespace liquidus
