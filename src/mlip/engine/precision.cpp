#include <torch/csrc/jit/ir/ir.h>

#include "core/elements.hpp"
#include "core/errors.hpp"
#include "mlip/engine/conventions.hpp"

namespace liquidus {
namespace {

/// Numbers written into the code, such as coupling coefficients, are constants of the graph and no buffers.
void convert_constants(torch::jit::Block* block, torch::Dtype dtype) {
  const auto value = c10::Symbol::attr("value");
  for (auto* node : block->nodes()) {
    if (node->kind() == torch::jit::prim::Constant && node->hasAttribute(value) &&
        node->kindOf(value) == torch::jit::AttributeKind::t && node->t(value).is_floating_point())
      node->t_(value, node->t(value).to(dtype));
    for (auto* inner : node->blocks()) convert_constants(inner, dtype);
  }
}

}  // namespace

torch::Dtype convert_precision(torch::jit::Module& module, torch::Dtype now, const std::string& precision) {
  const auto wanted = precision == "native" ? now : precision == "float32" ? torch::kFloat32 : torch::kFloat64;
  if (wanted == now) return now;
  module.to(wanted);
  for (const auto& part : module.modules())
    for (const auto& method : part.get_methods()) convert_constants(method.graph()->block(), wanted);
  return wanted;
}

std::string dtype_name(torch::Dtype dtype) {
  return dtype == torch::kFloat64 ? "float64" : dtype == torch::kFloat32 ? "float32" : c10::toString(dtype);
}

void check_precision(const std::string& precision) {
  const std::vector<std::string> known{"native", "float32", "float64"};
  for (const auto& word : known)
    if (precision == word) return;
  throw InputError("there is no precision '" + precision + "'" + suggestion(precision, known));
}

std::vector<std::string> symbols(const std::vector<std::int64_t>& numbers, const std::string& file) {
  std::vector<std::string> names;
  const auto count = static_cast<std::int64_t>(elements().size());
  for (const auto Z : numbers) {
    if (Z < 1 || Z > count) throw InputError(file + ": the model has atomic number " + std::to_string(Z));
    names.emplace_back(elements()[static_cast<std::size_t>(Z - 1)].symbol);
  }
  return names;
}

}  // namespace liquidus
