#include "mlip/engine/torch_guard.hpp"

#include <ATen/Context.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/script.h>

#include <sstream>

namespace liquidus {

TorchGuard::TorchGuard(bool deterministic)
    : optimised_(torch::jit::getGraphExecutorOptimize()),
      deterministic_(at::globalContext().deterministicAlgorithms()),
      warn_only_(at::globalContext().deterministicAlgorithmsWarnOnly()),
      gradients_(torch::GradMode::is_enabled()) {
  torch::jit::setGraphExecutorOptimize(false);
  torch::GradMode::set_enabled(true);
  if (deterministic && !deterministic_) at::globalContext().setDeterministicAlgorithms(true, true);
}

TorchGuard::~TorchGuard() {
  torch::jit::setGraphExecutorOptimize(optimised_);
  torch::GradMode::set_enabled(gradients_);
  if (at::globalContext().deterministicAlgorithms() != deterministic_)
    at::globalContext().setDeterministicAlgorithms(deterministic_, warn_only_);
}

std::string without_backtrace(const std::exception& error) {
  const auto* c10_error = dynamic_cast<const c10::Error*>(&error);
  std::istringstream text(c10_error ? c10_error->what_without_backtrace() : error.what());
  std::string line, first;
  while (std::getline(text, line)) {
    // the interpreter puts a trace of the module's source before the message proper
    for (const std::string mark : {"RuntimeError: ", "torch.jit.Error: "})
      if (line.rfind(mark, 0) == 0) return line.substr(mark.size());
    if (first.empty()) first = line;
  }
  return first;
}

}  // namespace liquidus
