#include "mlip/train/parameters.hpp"

#include <algorithm>

#include "core/errors.hpp"

namespace liquidus {
namespace {

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// The names that a level of the architecture stands for, in MACE and in NequIP.
bool in_level(std::string_view name, std::string_view level) {
  if (level == "embedding") return contains(name, "embed") || contains(name, "bessel");
  if (level == "interactions") return contains(name, "interactions.") || contains(name, "convnet.");
  if (level == "products") return contains(name, "products.");
  if (level == "readouts") return contains(name, "readout");
  return false;
}

bool decays(std::string_view name) {
  if (contains(name, "interactions.")) return contains(name, "linear.weight") || contains(name, "skip_tp_full.weight");
  return contains(name, "products.");
}

}  // namespace

bool fits_pattern(std::string_view name, std::string_view pattern) {
  if (pattern.empty()) return name.empty();
  if (pattern.front() == '*') {
    for (std::size_t skip = 0; skip <= name.size(); ++skip)
      if (fits_pattern(name.substr(skip), pattern.substr(1))) return true;
    return false;
  }
  return !name.empty() && name.front() == pattern.front() && fits_pattern(name.substr(1), pattern.substr(1));
}

TrainParameters::TrainParameters(const torch::jit::Module& module, const std::vector<std::string>& freeze) {
  std::vector<bool> met(freeze.size(), false);
  std::vector<std::string> every;
  for (const auto& parameter : module.named_parameters()) {
    if (!parameter.value.is_floating_point()) continue;
    bool frozen = false;
    for (std::size_t k = 0; k < freeze.size(); ++k)
      if (in_level(parameter.name, freeze[k]) || fits_pattern(parameter.name, freeze[k])) frozen = met[k] = true;
    auto tensor = parameter.value;
    tensor.set_requires_grad(!frozen);
    all_ += tensor.numel();
    every.push_back(parameter.name);
    if (frozen) continue;
    tensors_.push_back(tensor);
    names_.push_back(parameter.name);
  }
  for (std::size_t k = 0; k < freeze.size(); ++k)
    if (!met[k])
      throw InputError("freeze = '" + freeze[k] + "' fits no parameter of the model" + suggestion(freeze[k], every));
  if (tensors_.empty()) throw InputError("nothing is left to train: all parameters of the model are frozen");
  const torch::NoGradGuard constant;
  flat_ = flatten(tensors_).clone();
}

void TrainParameters::write(const torch::Tensor& flat) {
  const torch::NoGradGuard constant;
  Index from = 0;
  for (auto& tensor : tensors_) {
    tensor.copy_(flat.narrow(0, from, tensor.numel()).view(tensor.sizes()));
    from += tensor.numel();
  }
}

torch::Tensor TrainParameters::flatten(const std::vector<torch::Tensor>& gradients) const {
  std::vector<torch::Tensor> rows;
  for (std::size_t k = 0; k < tensors_.size(); ++k)
    rows.push_back(gradients[k].defined() ? gradients[k].detach().to(torch::kCPU, torch::kFloat64).reshape({-1})
                                          : torch::zeros({tensors_[k].numel()}, torch::kFloat64));
  return torch::cat(rows);
}

torch::Tensor TrainParameters::decayed() const {
  std::vector<torch::Tensor> rows;
  for (std::size_t k = 0; k < tensors_.size(); ++k)
    rows.push_back(torch::full({tensors_[k].numel()}, decays(names_[k]) ? 1.0 : 0.0, torch::kFloat64));
  return torch::cat(rows);
}

}  // namespace liquidus
