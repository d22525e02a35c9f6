#include "mlip/engine/edge_graph.hpp"

#include <algorithm>

#include "core/threads.hpp"

namespace liquidus {
namespace {

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

}  // namespace

GraphBuilder::GraphBuilder(double cutoff, int layers, std::vector<std::int64_t> types, const Communicator& ranks)
    : cutoff_(cutoff), layers_(layers), types_(std::move(types)), ranks_(&ranks) {}

/// Which ghosts are images of one atom of another rank is learnt by sending names of atoms the way that positions go.
void GraphBuilder::prepare(const Neighbourhood& atoms) {
  node_.assign(at(atoms.total()), -1);
  same_.resize(at(atoms.total()));
  for (Index a = 0; a < atoms.total(); ++a) {
    const Index owner = a < atoms.own ? a : atoms.owner[at(a - atoms.own)];
    same_[at(a)] = owner < 0 ? a : owner;
  }
  if (ranks_->alone()) return;
  id_.resize(at(atoms.total()));
  for (Index i = 0; i < atoms.own; ++i) id_[at(i)] = (Index{ranks_->rank()} << 40) + i;
  atoms.halo->forward(id_, 1);
  sorted_.clear();
  for (Index a = atoms.own; a < atoms.total(); ++a)
    if (atoms.owner[at(a - atoms.own)] < 0) sorted_.emplace_back(id_[at(a)], a);
  std::sort(sorted_.begin(), sorted_.end());
  for (std::size_t k = 1; k < sorted_.size(); ++k)
    if (sorted_[k].first == sorted_[k - 1].first) same_[at(sorted_[k].second)] = same_[at(sorted_[k - 1].second)];
}

void GraphBuilder::build(const Neighbourhood& atoms, std::span<const Index> targets, EdgeGraph& graph) {
  graph.targets = static_cast<Index>(targets.size());
  graph.atom.assign(targets.begin(), targets.end());
  graph.center.clear();
  graph.neighbour.clear();
  graph.vector.clear();
  for (Index n = 0; n < graph.targets; ++n)
    node_[at(graph.atom[at(n)])] = n;  // own atoms are the first of their images
  Index begin = 0;
  for (int hop = 0; hop < layers_ && begin < graph.nodes(); ++hop) {
    const Index end = graph.nodes();
    add_rows(atoms, begin, end, graph);
    begin = end;
  }
  graph.type.resize(graph.atom.size());
  for (std::size_t n = 0; n < graph.atom.size(); ++n) {
    graph.type[n] = types_[static_cast<std::size_t>(atoms.type[at(graph.atom[n])])];
    node_[at(same_[at(graph.atom[n])])] = -1;
  }
}

/// Edges around the nodes from begin to end; atoms that are met for the first time become nodes. Of several images the
/// one that is met first stands for all: it is so near that all its neighbours are here.
void GraphBuilder::add_rows(const Neighbourhood& atoms, Index begin, Index end, EdgeGraph& graph) {
  const NeighbourList& rows = atoms.full(cutoff_);
  const double limit = cutoff_ * cutoff_;
  const Nanoseconds cost{100.0};  // a row of some 60 candidates
  first_.assign(at(end - begin + 1), graph.edges());
  parallel_ranges(end - begin, cost, [&](Index from, Index to, int) {
    for (Index k = from; k < to; ++k) {
      const Index i = graph.atom[at(begin + k)];
      const Vec3 r = atoms.r[at(i)];
      Index count = 0;
      for (const auto j : rows.of(i)) count += norm2(atoms.r[static_cast<std::size_t>(j)] - r) < limit ? 1 : 0;
      first_[at(k + 1)] = count;
    }
  });
  for (std::size_t k = 1; k < first_.size(); ++k) first_[k] += first_[k - 1];
  const auto from_edge = at(first_.front()), to_edge = at(first_.back());
  graph.center.resize(to_edge);
  graph.neighbour.resize(to_edge);
  graph.vector.resize(to_edge);
  parallel_ranges(end - begin, cost, [&](Index from, Index to, int) {
    for (Index k = from; k < to; ++k) {
      const Index i = graph.atom[at(begin + k)];
      const Vec3 r = atoms.r[at(i)];
      auto edge = at(first_[at(k)]);
      for (const auto j : rows.of(i)) {
        const Vec3 d = atoms.r[static_cast<std::size_t>(j)] - r;
        if (!(norm2(d) < limit)) continue;
        graph.center[edge] = begin + k;
        graph.neighbour[edge] = j;
        graph.vector[edge++] = d;
      }
    }
  });
  for (std::size_t edge = from_edge; edge < to_edge; ++edge) {
    const Index j = graph.neighbour[edge], same = same_[at(j)];
    auto& node = node_[at(same)];
    if (node < 0) {
      node = graph.nodes();
      graph.atom.push_back(same < atoms.own ? same : j);
    }
    graph.neighbour[edge] = node;
  }
}

/// With d = r_b − r_a: F_a = +dE/dd, F_b = −dE/dd, and −dE/dε = −d ⊗ dE/dd for the strain of d → d(1 + ε).
void EdgeForces::add(const EdgeGraph& graph, std::span<const double> gradient, Evaluation& out) {
  const auto nodes = graph.atom.size(), parts = static_cast<std::size_t>(threads());
  forces_.assign(parts * nodes, Vec3{});
  virial_.assign(parts, Mat3::zero());
  parallel_ranges(graph.edges(), Nanoseconds{8.0}, [&](Index from, Index to, int thread) {
    Vec3* forces = forces_.data() + static_cast<std::size_t>(thread) * nodes;
    Mat3 virial{};
    for (auto e = at(from); e < at(to); ++e) {
      const Vec3 g{gradient[3 * e], gradient[3 * e + 1], gradient[3 * e + 2]};
      forces[graph.center[e]] += g;
      forces[graph.neighbour[e]] -= g;
      if (out.with_virial) virial += outer(-graph.vector[e], g);
    }
    virial_[static_cast<std::size_t>(thread)] = virial;
  });
  for (std::size_t part = 0; part < parts; ++part)
    for (std::size_t n = 0; n < nodes; ++n) out.forces[at(graph.atom[n])] += forces_[part * nodes + n];
  for (const auto& virial : virial_) out.virial += virial;
  if (!out.with_atomic_virials) return;
  for (std::size_t e = 0; e < graph.center.size(); ++e) {
    const Vec3 half{-0.5 * gradient[3 * e], -0.5 * gradient[3 * e + 1], -0.5 * gradient[3 * e + 2]};
    const Mat3 part = outer(graph.vector[e], half);
    out.atomic_virials[at(graph.atom[at(graph.center[e])])] += part;
    out.atomic_virials[at(graph.atom[at(graph.neighbour[e])])] += part;
  }
}

}  // namespace liquidus
