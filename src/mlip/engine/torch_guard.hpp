#pragma once
#include <string>

/// Private to src/mlip: what is set around every call into LibTorch, and how its exceptions become ours.
namespace liquidus {

/// While it lives, on this thread: modules run without TorchScript's graph optimiser (no faster here, and its first
/// calls take seconds) and gradients are recorded. `deterministic` holds for the program until the next guard: sums on
/// the CPU come in the same order in every run, where LibTorch would add single-precision gradients of gathers from
/// several threads as they come. On a GPU the same would cost much time.
class TorchGuard {
 public:
  explicit TorchGuard(bool deterministic);
  ~TorchGuard();
  TorchGuard(const TorchGuard&) = delete;
  TorchGuard& operator=(const TorchGuard&) = delete;

 private:
  bool optimised_, gradients_;
};

/// LibTorch takes as many threads as the program (liquidus::threads()) on this thread. Left alone, its first parallel
/// loop on a thread sets OpenMP's number, ours included, to what it believes the machine has. Every guard does this;
/// what loads a model does it before.
void keep_threads();

/// What one of LibTorch's exceptions says, as one line without its traces.
std::string without_backtrace(const std::exception& error);

}  // namespace liquidus
