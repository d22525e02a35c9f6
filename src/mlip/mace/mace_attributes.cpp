#include "mlip/mace/mace_attributes.hpp"

#include "mlip/mace/mace_module.hpp"

namespace liquidus {

using torch::jit::Module;

std::optional<Module> find_module(Module m, const std::string& path) {
  std::size_t begin = 0;
  while (begin <= path.size()) {
    const auto end = std::min(path.find('.', begin), path.size());
    const auto name = path.substr(begin, end - begin);
    if (!m.hasattr(name) || !m.attr(name).isModule()) return std::nullopt;
    m = m.attr(name).toModule();
    begin = end + 1;
  }
  return m;
}

std::optional<torch::Tensor> find_tensor(const Module& m, const std::string& path) {
  const auto dot = path.rfind('.');
  const auto owner = dot == std::string::npos ? std::optional<Module>(m) : find_module(m, path.substr(0, dot));
  const auto name = dot == std::string::npos ? path : path.substr(dot + 1);
  if (!owner || !owner->hasattr(name) || !owner->attr(name).isTensor()) return std::nullopt;
  return owner->attr(name).toTensor();
}

void put_buffer(Module& m, const std::string& name, const torch::Tensor& value) {
  if (m.hasattr(name))
    m.setattr(name, value);
  else
    m.register_buffer(name, value);
}

Module whole_mace(const Module& module) {
  const auto inner = find_module(module, "model");
  return inner && inner->hasattr("interactions") ? *inner : module;
}

void set_reference_energies(Module& mace, const std::vector<double>& energies) {
  auto owner = *find_module(mace, "atomic_energies_fn");
  const auto old = owner.attr("atomic_energies").toTensor();
  owner.setattr("atomic_energies", torch::tensor(energies, torch::kFloat64).reshape(old.sizes()).to(old.options()));
}

void set_scale_shift(Module& mace, double scale, double shift) {
  auto owner = *find_module(mace, "scale_shift");
  for (const auto& [name, value] : {std::pair("scale", scale), std::pair("shift", shift)}) {
    const auto old = owner.attr(name).toTensor();
    owner.setattr(name, torch::full(old.sizes(), value, torch::kFloat64).to(old.options()));
  }
}

void set_neighbours(Module& mace, double neighbours) {
  for (const auto& layer : find_module(mace, "interactions")->named_children())
    if (layer.value.hasattr("avg_num_neighbors")) Module(layer.value).setattr("avg_num_neighbors", neighbours);
}

}  // namespace liquidus
