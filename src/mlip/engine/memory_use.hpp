#pragma once
#include <torch/script.h>

#include <memory>

#include "mlip/engine/edge_model.hpp"

/// Private to src/mlip.
namespace liquidus {

/// Watches what LibTorch allocates for tensors, on any device, while it lives on this thread.
class MemoryWatch {
 public:
  MemoryWatch();
  ~MemoryWatch();
  MemoryWatch(const MemoryWatch&) = delete;
  MemoryWatch& operator=(const MemoryWatch&) = delete;
  double peak() const;  // bytes, of what was allocated since the start

 private:
  struct Reporter;
  std::shared_ptr<Reporter> reporter_;
  std::unique_ptr<c10::DebugInfoGuard> guard_;
};

/// Bytes that an evaluation with derivatives takes at its peak: linear in nodes and edges.
struct MemoryModel {
  double fixed = 0.0, per_node = 0.0, per_edge = 0.0;
  double bytes(Index nodes, Index edges) const {
    return fixed + per_node * static_cast<double>(nodes) + per_edge * static_cast<double>(edges);
  }
};

/// Edges of the smaller graphs that memory is measured with.
inline constexpr Index measured_edges = 600;

/// From three evaluations of small graphs with about so many edges per node.
MemoryModel measure_memory(const EdgeModel& model, double edges_per_node);

/// What the device could still give, bytes: on the CPU by the system's account and the control group's, on a GPU by the
/// driver's; infinite where nothing is known.
double free_memory(torch::Device device);

}  // namespace liquidus
