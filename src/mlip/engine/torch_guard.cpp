#include "mlip/engine/torch_guard.hpp"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/script.h>
#include <torch/version.h>

#include <sstream>

#include "core/threads.hpp"

namespace liquidus {

void keep_threads() {
  const int wanted = threads();  // first: the next line may change it
  if (at::get_num_threads() != wanted || threads() != wanted) at::set_num_threads(wanted);
}

TorchGuard::TorchGuard(bool deterministic)
    : optimised_(torch::jit::getGraphExecutorOptimize()), gradients_(torch::GradMode::is_enabled()) {
  keep_threads();
  torch::jit::setGraphExecutorOptimize(false);
  torch::GradMode::set_enabled(true);
  auto& context = at::globalContext();
  if (context.deterministicAlgorithms() == deterministic) return;
  context.setDeterministicAlgorithms(deterministic, true);
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 2)
  context.setDeterministicFillUninitializedMemory(false);  // a check for bugs that costs time
#endif
}

TorchGuard::~TorchGuard() {
  torch::jit::setGraphExecutorOptimize(optimised_);
  torch::GradMode::set_enabled(gradients_);
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
