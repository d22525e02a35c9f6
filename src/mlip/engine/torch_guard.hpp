#pragma once
#include <string>

/// Private to src/mlip: what is set around every call into LibTorch, and how its exceptions become ours.
namespace liquidus {

/// While it lives, on this thread: modules run without TorchScript's graph optimiser (no faster here, and its first
/// calls take seconds), gradients are recorded, and, with `deterministic`, sums on the CPU come in the same order in
/// every run (LibTorch would otherwise add single-precision gradients of gathers from several threads as they come).
class TorchGuard {
 public:
  explicit TorchGuard(bool deterministic);
  ~TorchGuard();
  TorchGuard(const TorchGuard&) = delete;
  TorchGuard& operator=(const TorchGuard&) = delete;

 private:
  bool optimised_, deterministic_, warn_only_, gradients_;
};

/// What one of LibTorch's exceptions says, as one line without its traces.
std::string without_backtrace(const std::exception& error);

}  // namespace liquidus
