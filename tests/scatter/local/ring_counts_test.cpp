// Rings of small random networks against all closed paths there are.
#include "scatter/local/ring_counts.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "scatter/local/crystals.hpp"
#include "support/random_structure.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

using Node = std::pair<Index, Image>;
using Path = std::vector<Node>;

/// All closed paths of up to max_size nodes from every atom in the cell, both ways round, by trying all steps; and the
/// three criteria by their words.
class AllRings {
 public:
  AllRings(const BondGraph& graph, const std::vector<std::uint8_t>& counted, int max_size)
      : graph_(graph),
        counted_(counted),
        max_size_(max_size),
        king(max_size),
        guttman(max_size),
        primitive(max_size),
        king_and_primitive(max_size) {
    for (Index i = 0; i < graph.size(); ++i) {
      loops_.clear();
      path_ = {{i, Image{}}};
      step();
      sort_out(i);
    }
    for (const auto& ring : king_) king.rings[size_of(ring)] += 1.0;
    for (const auto& ring : guttman_) guttman.rings[size_of(ring)] += 1.0;
    for (const auto& ring : primitive_) primitive.rings[size_of(ring)] += 1.0;
  }

 private:
  std::vector<Node> around(const Node& node) const {
    std::vector<Node> nodes;
    for (const Bond& bond : graph_.of(node.first)) nodes.push_back({bond.to, node.second + bond.shift});
    return nodes;
  }
  void step() {
    for (const Node& next : around(path_.back())) {
      if (next == path_.front() && path_.size() >= 3) loops_.push_back(path_);
      if (static_cast<int>(path_.size()) == max_size_ || std::find(path_.begin(), path_.end(), next) != path_.end())
        continue;
      path_.push_back(next);
      step();
      path_.pop_back();
    }
  }
  /// Distance of two nodes, at most `most`.
  int distance(const Node& from, const Node& to, int most) const {
    std::set<Node> seen{from};
    std::vector<Node> front{from};
    for (int d = 0; d < most; ++d) {
      std::vector<Node> next;
      for (const Node& node : front) {
        if (node == to) return d;
        for (const Node& n : around(node))
          if (seen.insert(n).second) next.push_back(n);
      }
      front = std::move(next);
    }
    return most;
  }
  bool is_primitive(const Path& ring) const {
    const int n = static_cast<int>(ring.size());
    for (int p = 0; p < n; ++p)
      for (int q = p + 1; q < n; ++q) {
        const int along = std::min(q - p, n - q + p);
        if (distance(ring[static_cast<std::size_t>(p)], ring[static_cast<std::size_t>(q)], along) < along) return false;
      }
    return true;
  }
  /// The same for a ring wherever it begins, whichever way it goes and in whichever cell it lies.
  static Path canonical(const Path& ring) {
    Path least;
    for (const bool turned : {false, true})
      for (std::size_t k = 0; k < ring.size(); ++k) {
        Path other = ring;
        if (turned) std::reverse(other.begin(), other.end());
        std::rotate(other.begin(), other.begin() + static_cast<std::ptrdiff_t>(k), other.end());
        const Image origin = other.front().second;
        for (auto& node : other) node.second = node.second - origin;
        if (least.empty() || other < least) least = other;
      }
    return least;
  }
  std::size_t size_of(const Path& ring) const {
    return static_cast<std::size_t>(std::count_if(
        ring.begin(), ring.end(), [&](const Node& n) { return counted_[static_cast<std::size_t>(n.first)] != 0; }));
  }
  void add(const Path& ring, std::set<Path>& rings, RingCounts& counts, std::set<std::size_t>& sizes) const {
    rings.insert(canonical(ring));
    counts.found[size_of(ring)] += 0.5;  // every loop was walked both ways
    sizes.insert(size_of(ring));
  }
  void sort_out(Index i) {
    if (!counted_[static_cast<std::size_t>(i)]) return;
    std::map<std::pair<Node, Node>, std::size_t> by_pair;
    std::map<Node, std::size_t> by_bond;
    const auto least = [](auto& sizes, const auto& key, std::size_t n) {
      const auto [found, is_new] = sizes.try_emplace(key, n);
      found->second = std::min(found->second, n);
    };
    for (const Path& loop : loops_) {
      least(by_pair, std::pair(loop[1], loop.back()), loop.size());
      least(by_bond, loop[1], loop.size());
    }
    std::array<std::set<std::size_t>, 3> sizes;
    for (const Path& loop : loops_) {
      const std::size_t n = loop.size();
      if (by_pair.at({loop[1], loop.back()}) == n) add(loop, king_, king, sizes[0]);
      if (by_bond.at(loop[1]) == n || by_bond.at(loop.back()) == n) add(loop, guttman_, guttman, sizes[1]);
      if (!is_primitive(loop)) continue;
      add(loop, primitive_, primitive, sizes[2]);
      if (by_pair.at({loop[1], loop.back()}) == n) king_and_primitive.found[size_of(loop)] += 0.5;
    }
    RingCounts* const counts[] = {&king, &guttman, &primitive};
    for (std::size_t c = 0; c < 3; ++c) {
      if (sizes[c].empty()) continue;
      for (const std::size_t n : sizes[c]) counts[c]->nodes[n] += 1.0;
      counts[c]->shortest[*sizes[c].begin()] += 1.0;
      counts[c]->longest[*sizes[c].rbegin()] += 1.0;
    }
  }

  const BondGraph& graph_;
  const std::vector<std::uint8_t>& counted_;
  int max_size_;
  Path path_;
  std::vector<Path> loops_;
  std::set<Path> king_, guttman_, primitive_;

 public:
  RingCounts king, guttman, primitive, king_and_primitive;  // of the last only what is found
};

void check(const RingCounts& found, const RingCounts& expected) {
  CHECK(found.rings == expected.rings);
  CHECK(found.found == expected.found);
  CHECK(found.nodes == expected.nodes);
  CHECK(found.longest == expected.longest);
  CHECK(found.shortest == expected.shortest);
}

std::size_t most_bonds(const BondGraph& graph) {
  std::size_t most = 0;
  for (Index i = 0; i < graph.size(); ++i) most = std::max(most, graph.of(i).size());
  return most;
}

double total(const RingCounts& counts, std::size_t from) {
  double sum = 0.0;
  for (std::size_t n = from; n < counts.rings.size(); ++n) sum += counts.rings[n];
  return sum;
}

}  // namespace

TEST_CASE("rings of random networks are those that trying all paths finds", "[ring_counts_test]") {
  Random random(91, Stream::packing, 0, 0);
  BondFinder finder({{"Si", "O", 2.6}, {"Si", "Si", 2.3}});
  double large = 0.0, with_images = 0.0;
  for (int trial = 0; trial < 48; ++trial) {
    // periodic or not, and down to cells of a few atoms in which rings hold images of the same atom
    const double edge = 4.0 + 0.15 * trial;
    const Structure atoms = random_structure(random, random_cell(random, edge, periodicity(trial % 8), trial % 3 == 0),
                                             {"Si", "O"}, 2 + static_cast<Index>(0.045 * edge * edge * edge), 1.2);
    const BondGraph& graph = finder.find(atoms);
    if (most_bonds(graph) > 6) continue;  // there are too many paths to try
    for (const bool all : {true, false}) {
      std::vector<std::uint8_t> counted;
      for (const int kind : graph.kind) counted.push_back(all || kind == 0 ? 1 : 0);
      for (const int max_size : {7, 8}) {
        const AllRings expected(graph, counted, max_size);
        const RingNetwork network{graph, counted, max_size};
        INFO("trial " << trial << ", all atoms " << all << ", up to " << max_size);
        const PathRings found = path_rings(network, Communicator::self());
        check(found.king, expected.king);
        check(found.guttman, expected.guttman);
        check(primitive_rings(network, Communicator::self()), expected.primitive);
        large += total(expected.primitive, 6);
        with_images += atoms.size() < 6 ? total(expected.king, 3) : 0.0;
      }
    }
  }
  CHECK(large > 20.0);  // or the test would say little
  CHECK(with_images > 0.0);
}

// The vertex symbol of the net qtz, 6·6·6₂·6₂·8₇·8₇ (O'Keeffe & Hyde, Zeolites 19, 370 (1997)), counts the shortest
// rings of each pair of bonds as far as they are primitive.
TEST_CASE("quartz has its published vertex symbol, and the rings that trying all paths finds", "[ring_counts_test]") {
  BondFinder finder({{"Si", "Si", 3.3}});
  const BondGraph& graph = finder.find(quartz(1));
  const std::vector<std::uint8_t> counted(3, 1);
  const AllRings expected(graph, counted, 9);
  CHECK(expected.king_and_primitive.found[6] == 3.0 * (1 + 1 + 2 + 2));
  CHECK(expected.king_and_primitive.found[8] == 3.0 * (7 + 7));
  const RingNetwork network{graph, counted, 9};
  const PathRings found = path_rings(network, Communicator::self());
  check(found.king, expected.king);
  check(found.guttman, expected.guttman);
  check(primitive_rings(network, Communicator::self()), expected.primitive);
}
