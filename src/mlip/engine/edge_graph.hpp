#pragma once
#include <span>
#include <utility>
#include <vector>

#include "core/neighbourhood.hpp"
#include "parallel/communicator.hpp"
#include "potential/potential.hpp"

/// Private to src/mlip; no LibTorch in here.
namespace liquidus {

/// What a message-passing model is shown of a neighbourhood: nodes, and every pair below the cutoff as two edges. The
/// first nodes are the targets, whose energies count; the others are those that the targets' energies depend on.
struct EdgeGraph {
  Index targets = 0;
  std::vector<Index> atom;              // [nodes] own atom or true ghost: index in the neighbourhood
  std::vector<std::int64_t> type;       // [nodes] as the model counts elements
  std::vector<std::int64_t> center;     // [edges] node, ascending
  std::vector<std::int64_t> neighbour;  // [edges] node
  std::vector<Vec3> vector;             // [edges] r_neighbour − r_center, Å

  Index nodes() const { return static_cast<Index>(atom.size()); }
  Index edges() const { return static_cast<Index>(center.size()); }
};

/// Makes graphs from the full neighbour list. Periodic images are folded back to their owners; of other ranks' atoms
/// all images together are one node, so that a graph never has more nodes than the whole system. Nodes whose messages
/// are `layers` steps away have no edges around them. Memory is used again.
class GraphBuilder {
 public:
  /// @param types [species] the model's number for each species
  /// @param ranks must outlive it
  GraphBuilder(double cutoff, int layers, std::vector<std::int64_t> types,
               const Communicator& ranks = Communicator::self());

  /// The list that it reads: with more than one layer, around ghosts too.
  ListRequest list() const { return {cutoff_, ListKind::full, layers_ > 1}; }
  /// To be called for each new configuration. Collective.
  void prepare(const Neighbourhood& atoms);
  /// @param targets own atoms, each at most once
  void build(const Neighbourhood& atoms, std::span<const Index> targets, EdgeGraph& graph);

 private:
  void add_rows(const Neighbourhood& atoms, Index begin, Index end, EdgeGraph& graph);

  double cutoff_;
  int layers_;
  std::vector<std::int64_t> types_;
  const Communicator* ranks_;
  std::vector<Index> same_;  // [total] first of those that are images of one atom, the own one if there is one
  std::vector<Index> id_;    // [total] rank and number of the atom there
  std::vector<std::pair<Index, Index>> sorted_;  // [ghosts] id, ghost
  std::vector<std::int64_t> node_;               // [total] node of a first one, or −1
  std::vector<Index> first_;                     // [rows + 1] of the hop at work
};

/// Adds forces, virial and atomic virials, as far as `out` asks for them, from the energy's derivative by the vectors.
/// Half of each edge's part of the virial goes to either end.
/// @param gradient [edges × 3] eV/Å
class EdgeForces {
 public:
  void add(const EdgeGraph& graph, std::span<const double> gradient, Evaluation& out);

 private:
  std::vector<Vec3> forces_;  // [threads × nodes]
  std::vector<Mat3> virial_;  // [threads]
};

}  // namespace liquidus
