#include "active/query/density_clusters.hpp"

#include <algorithm>
#include <numeric>

namespace liquidus {
namespace {

/// Two groups that become one at a distance. Groups below the number of rows are the rows.
struct Merge {
  Index left = 0, right = 0, size = 0;
  double length = 0.0;
};

std::vector<Merge> merges_of(std::vector<ReachEdge> edges) {
  std::stable_sort(edges.begin(), edges.end(), [](const auto& a, const auto& b) { return a.length < b.length; });
  const auto n = static_cast<Index>(edges.size()) + 1;
  std::vector<Index> parent(static_cast<std::size_t>(2 * n - 1)), size(parent.size(), 1);
  std::iota(parent.begin(), parent.end(), Index{0});
  const auto top = [&](Index k) {
    while (parent[static_cast<std::size_t>(k)] != k) {
      auto& above = parent[static_cast<std::size_t>(k)];
      k = above = parent[static_cast<std::size_t>(above)];
    }
    return k;
  };
  std::vector<Merge> merges;
  for (const auto& edge : edges) {
    const Index a = top(edge.a), b = top(edge.b), group = n + static_cast<Index>(merges.size());
    const Index together = size[static_cast<std::size_t>(a)] + size[static_cast<std::size_t>(b)];
    parent[static_cast<std::size_t>(a)] = parent[static_cast<std::size_t>(b)] = group;
    size[static_cast<std::size_t>(group)] = together;
    merges.push_back({a, b, together, edge.length});
  }
  return merges;
}

/// A cluster of the condensed tree: from the density at which it splits off its parent to where it ends or splits.
struct Branch {
  Index parent = -1;
  double birth = 0.0;      // 1/distance
  double stability = 0.0;  // Σ over its rows of the densities from its birth to where they leave it
  bool chosen = false;
};

/// The tree without what is smaller than a cluster: rows fall out of the branch that they are in.
class CondensedTree {
 public:
  CondensedTree(const std::vector<Merge>& merges, Index least)
      : merges_(merges),
        least_(least),
        shortest_(std::max(1e-9 * merges.back().length, 1e-300)),
        rows_(static_cast<Index>(merges.size()) + 1),
        home_(static_cast<std::size_t>(rows_)) {
    branches_.push_back({});
    open_.push_back({2 * rows_ - 2, 0});
    while (!open_.empty()) {
      const auto [group, branch] = open_.back();
      open_.pop_back();
      descend(group, branch);
    }
  }

  /// Excess of mass: a branch is a cluster unless those it splits into last longer together. The root is none.
  DensityClusters clusters() {
    std::vector<double> below(branches_.size(), 0.0);
    for (std::size_t k = branches_.size(); k-- > 1;) {  // children stand behind their parents
      Branch& branch = branches_[k];
      branch.chosen = branch.stability >= below[k];
      below[static_cast<std::size_t>(branch.parent)] += std::max(branch.stability, below[k]);
    }
    DensityClusters result;
    std::vector<Index> cluster(branches_.size(), -1);
    for (std::size_t k = 1; k < branches_.size(); ++k) {
      const Index above = cluster[static_cast<std::size_t>(branches_[k].parent)];
      cluster[k] = above;
      if (above >= 0 || !branches_[k].chosen) continue;
      cluster[k] = result.count();
      result.stability.push_back(branches_[k].stability);
    }
    for (const Index home : home_) result.label.push_back(cluster[static_cast<std::size_t>(home)]);
    return result;
  }

 private:
  Index size(Index group) const { return group < rows_ ? 1 : merges_[static_cast<std::size_t>(group - rows_)].size; }

  void descend(Index group, Index branch) {
    const Merge& merge = merges_[static_cast<std::size_t>(group - rows_)];
    const double density = 1.0 / std::max(merge.length, shortest_);
    const bool two = size(merge.left) >= least_ && size(merge.right) >= least_;
    for (const Index child : {merge.left, merge.right}) {
      if (two) {
        add_mass(branch, density, size(child));
        branches_.push_back({branch, density, 0.0, false});
        go_on(child, static_cast<Index>(branches_.size()) - 1, density);
      } else if (size(child) >= least_) {
        go_on(child, branch, density);
      } else {
        fall_out(child, branch, density);
      }
    }
  }

  void go_on(Index group, Index branch, double density) {
    if (group >= rows_)
      open_.push_back({group, branch});
    else
      fall_out(group, branch, density);
  }

  void fall_out(Index group, Index branch, double density) {
    add_mass(branch, density, size(group));
    std::vector<Index> groups{group};
    while (!groups.empty()) {
      const Index one = groups.back();
      groups.pop_back();
      if (one < rows_) {
        home_[static_cast<std::size_t>(one)] = branch;
        continue;
      }
      groups.push_back(merges_[static_cast<std::size_t>(one - rows_)].left);
      groups.push_back(merges_[static_cast<std::size_t>(one - rows_)].right);
    }
  }

  void add_mass(Index branch, double density, Index rows) {
    Branch& one = branches_[static_cast<std::size_t>(branch)];
    one.stability += (density - one.birth) * static_cast<double>(rows);
  }

  const std::vector<Merge>& merges_;
  Index least_;
  double shortest_;  // of what counts as a distance, for rows that lie on each other
  Index rows_;
  std::vector<Branch> branches_;
  std::vector<Index> home_;  // [rows] the branch that a row falls out of
  std::vector<std::pair<Index, Index>> open_;
};

}  // namespace

DensityClusters density_clusters(const FeatureTable& rows, Index least, Index neighbours) {
  if (least < 2) throw std::invalid_argument("a cluster has two rows or more");
  if (neighbours < 1) throw std::invalid_argument("density is told by one neighbour or more");
  if (rows.rows() < 2) return {std::vector<Index>(static_cast<std::size_t>(rows.rows()), -1), {}};
  const auto merges = merges_of(reachability_tree(rows, neighbours));
  return CondensedTree(merges, least).clusters();
}

}  // namespace liquidus
