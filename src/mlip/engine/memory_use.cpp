#include "mlip/engine/memory_use.hpp"

#include <c10/core/Allocator.h>
#include <c10/util/ThreadLocalDebugInfo.h>
#include <dlfcn.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <mutex>
#include <string>

#include "mlip/engine/edge_evaluation.hpp"

namespace liquidus {
namespace {

/// The type of two arguments differs between versions of LibTorch.
template <class F>
struct TotalOf;
template <class C, class Total>
struct TotalOf<void (C::*)(void*, std::int64_t, Total, Total, c10::Device)> {
  using type = Total;
};
using Total = TotalOf<decltype(&c10::MemoryReportingInfoBase::reportMemoryUsage)>::type;

constexpr double unknown = std::numeric_limits<double>::infinity();

/// The number behind a key in a file of lines "key: number kB".
double kilobytes(const std::string& file, const std::string& key) {
  std::ifstream in(file);
  std::string word;
  double value = 0.0;
  while (in >> word)
    if (word == key && in >> value) return 1024.0 * value;
  return unknown;
}

double number_in(const std::string& file) {
  std::ifstream in(file);
  double value = 0.0;
  return in >> value ? value : unknown;
}

/// A graph of that size whose edges look like a liquid's in length and are in no order: what is allocated depends on
/// sizes alone.
EdgeTensors any_graph(const EdgeModel& model, Index nodes, Index edges) {
  const auto integers = torch::TensorOptions(torch::kInt64).device(model.device());
  EdgeTensors graph;
  const auto edge = torch::arange(edges, integers);
  graph.center = torch::floor_divide(edge * nodes, edges);
  graph.neighbour = torch::remainder(graph.center + 1 + torch::remainder(edge, std::max<Index>(nodes - 1, 1)), nodes);
  graph.type = torch::remainder(torch::arange(nodes, integers),
                                std::min<std::int64_t>(2, static_cast<std::int64_t>(model.info().elements.size())));
  graph.graph = torch::zeros({nodes}, integers);
  const auto angle = edge.to(torch::kFloat64) * 2.399963;
  const auto z = torch::cos(edge.to(torch::kFloat64)), length = 0.6 * model.info().cutoff * torch::ones_like(z);
  const auto in_plane = torch::sqrt(1.0 - z * z);
  graph.vector =
      (length.unsqueeze(1) * torch::stack({in_plane * torch::cos(angle), in_plane * torch::sin(angle), z}, 1))
          .to(model.dtype());
  return graph;
}

double peak_of(const EdgeModel& model, Index nodes, Index edges) {
  const MemoryWatch watch;
  const EdgeResult result = evaluate_edges(model, any_graph(model, nodes, edges), nodes);
  return watch.peak();
}

}  // namespace

struct MemoryWatch::Reporter : c10::MemoryReportingInfoBase {
  void reportMemoryUsage(void*, std::int64_t size, Total, Total, c10::Device) override {
    const std::lock_guard lock(mutex);
    now += static_cast<double>(size);
    peak = std::max(peak, now);
  }
  bool memoryProfilingEnabled() const override { return true; }

  std::mutex mutex;  // a GPU's derivative is taken by a thread of its own
  double now = 0.0, peak = 0.0;
};

MemoryWatch::MemoryWatch()
    : reporter_(std::make_shared<Reporter>()),
      guard_(std::make_unique<c10::DebugInfoGuard>(c10::DebugInfoKind::PROFILER_STATE, reporter_)) {}
MemoryWatch::~MemoryWatch() = default;

double MemoryWatch::peak() const {
  const std::lock_guard lock(reporter_->mutex);
  return reporter_->peak;
}

MemoryModel measure_memory(const EdgeModel& model, double edges_per_node) {
  const double ratio = std::clamp(edges_per_node, 4.0, 400.0);
  const auto nodes = std::max<Index>(4, static_cast<Index>(static_cast<double>(measured_edges) / ratio));
  const auto edges = static_cast<Index>(ratio * static_cast<double>(nodes));
  peak_of(model, nodes, edges);  // first calls make what later ones keep
  const double small = peak_of(model, nodes, edges), thin = peak_of(model, 2 * nodes, edges),
               large = peak_of(model, 2 * nodes, 2 * edges);
  MemoryModel memory;
  memory.per_edge = std::max(0.0, (large - thin) / static_cast<double>(edges));
  memory.per_node = std::max(0.0, (thin - small) / static_cast<double>(nodes));
  memory.fixed = std::max(0.0, small - memory.bytes(nodes, edges));
  return memory;
}

double free_memory(torch::Device device) {
  if (device.is_cuda()) {
    // by name, for the headers of CUDA's runtime aren't needed otherwise; LibTorch brings the library
    using Query = int (*)(std::size_t*, std::size_t*);
    const auto query = reinterpret_cast<Query>(dlsym(RTLD_DEFAULT, "cudaMemGetInfo"));
    std::size_t free = 0, total = 0;
    return query && query(&free, &total) == 0 ? static_cast<double>(free) : unknown;
  }
  const double group = number_in("/sys/fs/cgroup/memory.max") - number_in("/sys/fs/cgroup/memory.current");
  const double machine = kilobytes("/proc/meminfo", "MemAvailable:");
  return group >= 0.0 ? std::min(group, machine) : machine;
}

}  // namespace liquidus
