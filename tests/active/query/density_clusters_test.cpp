#include "active/query/density_clusters.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "active/query/clouds.hpp"
#include "core/threads.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// The same total length by sorting all edges (Kruskal).
double shortest_total(const FeatureTable& rows, Index neighbours) {
  const Index n = rows.rows();
  std::vector<double> core;
  for (Index i = 0; i < n; ++i) {
    std::vector<double> d;
    for (Index j = 0; j < n; ++j)
      d.push_back(std::sqrt(static_cast<double>(squared_distance(rows.row(i), rows.row(j)))));
    std::sort(d.begin(), d.end());
    core.push_back(d[static_cast<std::size_t>(neighbours - 1)]);
  }
  std::vector<ReachEdge> edges;
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < i; ++j)
      edges.push_back({i, j,
                       std::max({std::sqrt(static_cast<double>(squared_distance(rows.row(i), rows.row(j)))),
                                 core[static_cast<std::size_t>(i)], core[static_cast<std::size_t>(j)]})});
  std::sort(edges.begin(), edges.end(), [](const auto& a, const auto& b) { return a.length < b.length; });
  std::vector<Index> group(static_cast<std::size_t>(n));
  std::iota(group.begin(), group.end(), Index{0});
  double total = 0.0;
  for (const auto& edge : edges) {
    const Index a = group[static_cast<std::size_t>(edge.a)], b = group[static_cast<std::size_t>(edge.b)];
    if (a == b) continue;
    std::replace(group.begin(), group.end(), a, b);
    total += edge.length;
  }
  return total;
}

}  // namespace

TEST_CASE("The tree of reachability is the shortest", "[density_clusters_test]") {
  const auto rows = cloud(120, 3, {{0.0, 1.0}, {4.0, 0.5}}, 1);
  for (const Index neighbours : {1, 5}) {
    double total = 0.0;
    const auto edges = reachability_tree(rows, neighbours);
    for (const auto& edge : edges) total += edge.length;
    CHECK(edges.size() == 119);
    CHECK(total == Approx(shortest_total(rows, neighbours)).epsilon(1e-6));
  }
}

TEST_CASE("Dense regions are clusters, whatever their density, and what lies far off is noise",
          "[density_clusters_test]") {
  auto rows = cloud(300, 4, {{0.0, 0.1}, {5.0, 0.3}, {10.0, 0.03}}, 2);
  for (const float far : {-30.0F, 40.0F}) rows.add(std::vector<float>(4, far));
  const auto found = density_clusters(rows, 10, 5);
  REQUIRE(found.count() == 3);
  // Each cloud is one cluster but for a few of its outliers.
  for (Index cloud_number = 0; cloud_number < 3; ++cloud_number) {
    std::vector<Index> count(4, 0);
    for (Index i = cloud_number; i < 300; i += 3)
      ++count[static_cast<std::size_t>(found.label[static_cast<std::size_t>(i)] + 1)];
    CHECK(*std::max_element(count.begin() + 1, count.end()) + count[0] == 100);
    CHECK(count[0] < 15);
  }
  for (std::size_t i = 300; i < 302; ++i) CHECK(found.label[i] == -1);
}

TEST_CASE("A tree that is known by hand", "[density_clusters_test]") {
  // On a line: three at 0, 1, 2 and four at 10, 11, 12, 13, and one at 30. With a row's own place as its density the
  // lengths are the gaps: two groups split at 8, density 1/8, of which all fall apart at 1: stabilities 3 · (1 − 1/8)
  // and 4 · (1 − 1/8). The eighth falls out of the root at 17.
  FeatureTable rows;
  for (const float x : {0.0F, 10.0F, 1.0F, 11.0F, 2.0F, 12.0F, 13.0F, 30.0F}) rows.add(std::vector<float>{x});
  const auto found = density_clusters(rows, 3, 1);
  REQUIRE(found.count() == 2);
  CHECK(found.label[7] == -1);
  CHECK(found.label[0] == found.label[2]);
  CHECK(found.label[0] == found.label[4]);
  CHECK(found.label[1] == found.label[3]);
  CHECK(found.label[1] == found.label[6]);
  CHECK(found.label[0] != found.label[1]);
  CHECK(found.stability[static_cast<std::size_t>(found.label[0])] == Approx(3.0 * 0.875));
  CHECK(found.stability[static_cast<std::size_t>(found.label[1])] == Approx(4.0 * 0.875));
  CHECK(density_clusters(rows, 5, 1).count() == 0);  // no split has five on both sides
}

TEST_CASE("Clusters don't depend on units or threads", "[density_clusters_test]") {
  const auto rows = cloud(400, 6, {{0.0, 0.2}, {1.5, 0.2}, {4.0, 0.6}}, 3);
  const auto found = density_clusters(rows, 8, 4);
  auto scaled = rows;
  for (float& x : scaled.values) x *= 64.0F;
  CHECK(density_clusters(scaled, 8, 4).label == found.label);
  set_threads(4);
  CHECK(density_clusters(rows, 8, 4).label == found.label);
  set_threads(1);
  for (Index k = 0; k < found.count(); ++k) CHECK(std::count(found.label.begin(), found.label.end(), k) >= 8);
}

TEST_CASE("Rows that lie on each other, few rows, and numbers that make no sense", "[density_clusters_test]") {
  FeatureTable same;
  for (int k = 0; k < 6; ++k) same.add(std::vector<float>{k < 3 ? 1.0F : 2.0F});
  CHECK(density_clusters(same, 3, 2).label == std::vector<Index>{0, 0, 0, 1, 1, 1});
  FeatureTable one;
  CHECK(density_clusters(one, 2, 1).label.empty());
  one.add(std::vector<float>{1.0F});
  CHECK(density_clusters(one, 2, 1).label == std::vector<Index>{-1});
  CHECK_THROWS_AS(density_clusters(same, 1, 1), std::invalid_argument);
  CHECK_THROWS_AS(density_clusters(same, 2, 0), std::invalid_argument);
}
