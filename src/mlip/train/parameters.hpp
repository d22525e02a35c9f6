#pragma once
#include <torch/script.h>

#include <string>
#include <vector>

#include "core/vec3.hpp"

namespace liquidus {

/// What training changes of a module: its floating-point parameters that aren't frozen, with one flat copy of them in
/// double precision that the optimiser works on.
class TrainParameters {
 public:
  /// Sets requires_grad on what is to be trained and takes it from the rest.
  /// @param freeze levels ("embedding", "interactions", "products", "readouts") or patterns of names, '*' for anything
  /// @throws InputError for a pattern that fits no parameter, and if nothing is left to train
  TrainParameters(const torch::jit::Module& module, const std::vector<std::string>& freeze);

  const std::vector<torch::Tensor>& tensors() const { return tensors_; }
  const std::vector<std::string>& names() const { return names_; }
  Index size() const { return flat_.numel(); }
  Index all() const { return all_; }  // with the frozen ones

  /// [size] float64. After changing it, call write().
  torch::Tensor& flat() { return flat_; }
  /// Puts these numbers, in the parameters' own precision, into the module.
  void write(const torch::Tensor& flat);
  /// Gradients by tensors() in one row; an undefined one counts as zero.
  torch::Tensor flatten(const std::vector<torch::Tensor>& gradients) const;
  /// [size] 1 where weight decay acts (linear layers of interactions, and products, as in mace's trainer), else 0.
  torch::Tensor decayed() const;

 private:
  std::vector<torch::Tensor> tensors_;
  std::vector<std::string> names_;
  torch::Tensor flat_;
  Index all_ = 0;
};

/// Whether `name` fits a pattern in which '*' stands for any text.
bool fits_pattern(std::string_view name, std::string_view pattern);

}  // namespace liquidus
