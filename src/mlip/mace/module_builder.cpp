#include "mlip/mace/module_builder.hpp"

#include <ATen/CPUGeneratorImpl.h>

namespace liquidus {

ModuleBuilder::ModuleBuilder(std::uint64_t seed, bool single_precision)
    : unit_(std::make_shared<torch::jit::CompilationUnit>()),
      random_(at::detail::createCPUGenerator(seed)),
      dtype_(single_precision ? torch::kFloat32 : torch::kFloat64) {}

torch::jit::Module ModuleBuilder::module(const std::string& where, const std::string& name) const {
  torch::jit::Module m(c10::QualifiedName("__torch__.liquidus." + where + "." + name), unit_);
  return m;
}

void ModuleBuilder::parameter(torch::jit::Module& m, const std::string& name, std::vector<std::int64_t> shape,
                              double scale) {
  const auto drawn = torch::randn(shape, random_, torch::kFloat64) * scale;
  m.register_parameter(name, drawn.to(dtype_).detach().requires_grad_(true), false);
}

void ModuleBuilder::buffer(torch::jit::Module& m, const std::string& name, const std::vector<double>& values,
                           std::vector<std::int64_t> shape) const {
  m.register_buffer(name, torch::tensor(values, torch::kFloat64).reshape(shape).to(dtype_));
}

void ModuleBuilder::scalar(torch::jit::Module& m, const std::string& name, double value) const {
  m.register_buffer(name, torch::full({}, value, torch::kFloat64).to(dtype_));
}

void ModuleBuilder::indices(torch::jit::Module& m, const std::string& name, const std::vector<int>& values) const {
  const std::vector<std::int64_t> wide(values.begin(), values.end());
  m.register_buffer(name, torch::tensor(wide, torch::kInt64));
}

}  // namespace liquidus
