#pragma once
#include <torch/script.h>

#include <memory>
#include <string>
#include <vector>

/// Private to src/mlip.
namespace liquidus {

/// Makes the modules of one model: TorchScript classes of one compilation unit, and parameters by one stream of random
/// numbers. Numbers are drawn in float64, so that a float32 model is the rounded float64 one.
class ModuleBuilder {
 public:
  ModuleBuilder(std::uint64_t seed, bool single_precision);

  /// A module of a class of its own; `name` is what others see as its kind, `where` tells it from others of that kind.
  torch::jit::Module module(const std::string& where, const std::string& name) const;
  /// Standard normal numbers times `scale`.
  void parameter(torch::jit::Module& m, const std::string& name, std::vector<std::int64_t> shape, double scale = 1.0);
  void buffer(torch::jit::Module& m, const std::string& name, const std::vector<double>& values,
              std::vector<std::int64_t> shape) const;
  void scalar(torch::jit::Module& m, const std::string& name, double value) const;
  void indices(torch::jit::Module& m, const std::string& name, const std::vector<int>& values) const;

  torch::Dtype dtype() const { return dtype_; }

 private:
  std::shared_ptr<torch::jit::CompilationUnit> unit_;
  torch::Generator random_;
  torch::Dtype dtype_;
};

/// silu(x) of a standard normal x has this root mean square's inverse: e3nn's normalisation of activations.
inline constexpr double silu_norm = 1.6791767923989418;

}  // namespace liquidus
