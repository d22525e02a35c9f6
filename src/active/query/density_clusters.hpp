#pragma once
#include <vector>

#include "active/query/feature_table.hpp"

namespace liquidus {

/// Rows by the dense regions that they lie in.
struct DensityClusters {
  std::vector<Index> label;       // [rows]; -1 for noise, which lies in none
  std::vector<double> stability;  // [clusters] how long each lasts as the density that is asked for rises
  Index count() const { return static_cast<Index>(stability.size()); }
};

/// HDBSCAN (R. J. G. B. Campello, D. Moulavi, J. Sander, PAKDD 2013): the clusters of all densities as a tree, of which
/// those that last longest are kept; the whole set isn't a cluster. Time grows with rows², memory with rows.
/// @param least  rows that make a cluster, 2 or more
/// @param neighbours  the distance to that many rows, itself the first, says how dense a row lies; 1 or more
/// @throws std::invalid_argument for other numbers
DensityClusters density_clusters(const FeatureTable& rows, Index least, Index neighbours);

/// An edge of the tree that joins all rows by the shortest mutual reachability distances: the longest of the rows'
/// distance and of each one's to its neighbours-th.
struct ReachEdge {
  Index a = 0, b = 0;
  double length = 0.0;
};
/// [rows - 1] edges, in no order.
std::vector<ReachEdge> reachability_tree(const FeatureTable& rows, Index neighbours);

}  // namespace liquidus
