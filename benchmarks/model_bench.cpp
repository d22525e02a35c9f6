// Seconds per step of a learned potential through the engine, and of the same module called bare for a graph that is
// there already: energies of nodes and their derivative, and its own forward(). See benchmarks/README.md.
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "core/neighbours.hpp"
#include "core/threads.hpp"
#include "mlip/engine/edge_evaluation.hpp"
#include "mlip/engine/memory_use.hpp"
#include "mlip/model_potential.hpp"
#include "model_forward.hpp"

namespace liquidus::bench {
namespace {

/// Rocksalt of `cells`³ cells at the density of the melt near 1150 K, moved by up to 0.3 Å.
Structure salt(int cells, const std::vector<std::string>& species) {
  const double a = 6.35;
  Structure s;
  s.cell = Cell::cubic(a * cells);
  for (int n = 0; n < 8 * cells * cells * cells; ++n) {
    const int side = 2 * cells, x = n % side, y = n / side % side, z = n / side / side;
    const Vec3 off{0.3 * std::sin(7.1 * n), 0.3 * std::sin(3.3 * n + 1.0), 0.3 * std::sin(5.7 * n + 2.0)};
    s.add(species[static_cast<std::size_t>((x + y + z) % 2)],
          0.5 * a * Vec3{static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)} + off);
  }
  return s;
}

/// The graph by way of a plain double loop over the neighbour list, apart from the engine's.
EdgeTensors bare_graph(const EdgeModel& model, const Structure& atoms) {
  PeriodicNeighbours neighbours({{model.info().cutoff, ListKind::full}}, Skin{0.0});
  const Neighbourhood& all = neighbours.update(atoms);
  std::vector<std::int64_t> center, neighbour, type;
  std::vector<double> vector;
  for (Index i = 0; i < all.own; ++i) {
    const auto& names = model.info().elements;
    type.push_back(std::find(names.begin(), names.end(), atoms.name(i)) - names.begin());
    for (const auto j : all.full(model.info().cutoff).of(i)) {
      center.push_back(i);
      neighbour.push_back(j < all.own ? j : all.owner[static_cast<std::size_t>(j - all.own)]);
      const Vec3 d = all.r[static_cast<std::size_t>(j)] - all.r[static_cast<std::size_t>(i)];
      vector.insert(vector.end(), d.begin(), d.end());
    }
  }
  const auto edges = static_cast<std::int64_t>(center.size());
  EdgeTensors graph;
  graph.center = torch::tensor(center, torch::kInt64).to(model.device());
  graph.neighbour = torch::tensor(neighbour, torch::kInt64).to(model.device());
  graph.type = torch::tensor(type, torch::kInt64).to(model.device());
  graph.graph = torch::zeros_like(graph.type);
  graph.vector = torch::tensor(vector, torch::kFloat64).reshape({edges, 3}).to(model.device(), model.dtype());
  return graph;
}

double seconds(const std::function<void()>& f) {
  const auto start = std::chrono::steady_clock::now();
  f();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double peak(const std::function<void()>& f) {
  const MemoryWatch watch;
  f();
  return watch.peak();
}

/// Other work on the machine only adds to a time.
double fastest(const std::vector<double>& x) { return *std::min_element(x.begin(), x.end()); }

void measure(const std::string& file, const std::vector<std::string>& species, int cells, int steps,
             const std::string& device) {
  Structure atoms = salt(cells, species);
  ModelOptions options;
  options.device = device;
  const auto potential = make_model_potential(file, atoms.species, options);
  const auto bare = load_edge_model(file, options);
  for (const auto& parameter : bare->module().parameters()) parameter.set_requires_grad(false);
  const EdgeTensors graph = bare_graph(*bare, atoms);
  PeriodicNeighbours neighbours(potential->lists(), Skin{1.0});
  Evaluation out;
  const auto step = [&] {
    for (auto& r : atoms.r) r += Vec3{1e-4, -1e-4, 1e-4};  // lists are followed, as in a run
    const Neighbourhood& all = neighbours.update(atoms);
    out.reset(all.total());
    potential->add(all, out);
    neighbours.halo().reverse({out.forces.front().data(), 3 * out.forces.size()}, 3);
  };
  const auto call = [&] {
    EdgeTensors edges = graph;
    edges.vector = graph.vector.detach();
    evaluate_edges(*bare, edges, atoms.size());
  };
  const auto forward = own_forward(file, atoms, device);
  const double squares = forward();
  for (int warm = 0; warm < 2; ++warm) {  // TorchScript's optimiser, which works in forward(), takes three calls
    step();
    call();
    forward();
  }
  std::vector<double> engine, module, own;
  for (int n = 0; n < steps; ++n) {  // in turn, for other work on the machine falls on both alike
    engine.push_back(seconds(step));
    module.push_back(seconds(call));
    own.push_back(seconds(forward));
  }
  const ModelPlan plan = potential->plan(atoms);
  fmt::print("{}: {} atoms, {} edges, {} threads, {}\n", file, atoms.size(), graph.center.size(0), threads(), device);
  double ours = 0.0;
  for (const auto& f : out.forces) ours += norm2(f);
  fmt::print("sum of the squares of forces: engine {:.6g}, forward {:.6g} eV²/Å²\n", ours, squares);
  fmt::print("peak memory: engine {:.1f}, module {:.1f}, forward {:.1f}, foretold {:.1f} MB\n", peak(step) / 1e6,
             peak(call) / 1e6, peak([&] { forward(); }) / 1e6, plan.bytes / 1e6);
  fmt::print("engine {:.6g} s\nmodule {:.6g} s\nforward {:.6g} s\n", fastest(engine), fastest(module), fastest(own));
}

}  // namespace
}  // namespace liquidus::bench

int main(int argc, char** argv) {
  using namespace liquidus;
  if (argc != 6 && argc != 7) {
    fmt::print(stderr, "usage: model_bench MODEL ELEMENT ELEMENT CELLS STEPS [DEVICE]\n");
    return 2;
  }
  try {
    bench::measure(argv[1], {argv[2], argv[3]}, std::stoi(argv[4]), std::stoi(argv[5]), argc == 7 ? argv[6] : "cpu");
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}\n", e.what());
    return 1;
  }
  return 0;
}
