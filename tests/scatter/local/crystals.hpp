#pragma once
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "core/structure.hpp"
#include "scatter/local/bond_graph.hpp"
#include "scatter/measure.hpp"

namespace liquidus::testing {

/// Atoms at fractional coordinates.
struct Site {
  std::string name;
  Vec3 s;
};

inline Structure crystal(const Mat3& vectors, const std::vector<Site>& sites, std::array<Index, 3> n = {1, 1, 1}) {
  Structure unit;
  unit.cell = Cell(vectors, {true, true, true});
  for (const auto& site : sites) unit.add(site.name, unit.cell.cartesian(site.s));
  return replicate(unit, n);
}

inline Mat3 hexagonal(double a, double c) {
  return {Vec3{a, 0, 0}, Vec3{-0.5 * a, std::sqrt(0.75) * a, 0}, Vec3{0, 0, c}};
}

/// Lattice constant 1; nearest neighbours are √3/4 apart.
inline std::vector<Site> diamond_sites(const std::string& name) {
  std::vector<Site> sites;
  for (const Vec3& s : {Vec3{0, 0, 0}, Vec3{0, 0.5, 0.5}, Vec3{0.5, 0, 0.5}, Vec3{0.5, 0.5, 0}}) {
    sites.push_back({name, s});
    sites.push_back({name, s + Vec3{0.25, 0.25, 0.25}});
  }
  return sites;
}

inline Structure diamond(double a, Index n) { return crystal(Mat3::diagonal(a, a, a), diamond_sites("C"), {n, n, n}); }

/// CaF2: 8 F around Ca at √3/4 a, 4 Ca around F.
inline Structure fluorite(double a, Index n) {
  std::vector<Site> sites;
  for (const Vec3& s : {Vec3{0, 0, 0}, Vec3{0, 0.5, 0.5}, Vec3{0.5, 0, 0.5}, Vec3{0.5, 0.5, 0}})
    sites.push_back({"Ca", s});
  for (int k = 0; k < 8; ++k) sites.push_back({"F", {k & 1 ? 0.75 : 0.25, k & 2 ? 0.75 : 0.25, k & 4 ? 0.75 : 0.25}});
  return crystal(Mat3::diagonal(a, a, a), sites, {n, n, n});
}

/// TiO2; a, c and u as measured, so that all six Ti–O are 1.95 to 1.98 Å.
inline Structure rutile(std::array<Index, 3> n) {
  const double u = 0.305;
  return crystal(Mat3::diagonal(4.594, 4.594, 2.959),
                 {{"Ti", {0, 0, 0}},
                  {"Ti", {0.5, 0.5, 0.5}},
                  {"O", {u, u, 0}},
                  {"O", {-u, -u, 0}},
                  {"O", {0.5 + u, 0.5 - u, 0.5}},
                  {"O", {0.5 - u, 0.5 + u, 0.5}}},
                 n);
}

/// ReO3: Re–O is a/2.
inline Structure rhenium_trioxide(double a, Index n) {
  return crystal(Mat3::diagonal(a, a, a),
                 {{"Re", {0, 0, 0}}, {"O", {0.5, 0, 0}}, {"O", {0, 0.5, 0}}, {"O", {0, 0, 0.5}}}, {n, n, n});
}

/// NiAs with c/a = √(8/3), so that the octahedra are regular: Ni–As is a/√2.
inline Structure nickel_arsenide(double a, Index n) {
  const double t = 1.0 / 3.0;
  return crystal(hexagonal(a, std::sqrt(8.0 / 3.0) * a),
                 {{"Ni", {0, 0, 0}}, {"Ni", {0, 0, 0.5}}, {"As", {t, 2.0 * t, 0.25}}, {"As", {2.0 * t, t, 0.75}}},
                 {n, n, n});
}

/// High quartz with its Si alone; each has four neighbours at 3.09 Å.
inline Structure quartz(Index n) {
  const double t = 1.0 / 3.0;
  return crystal(hexagonal(5.0, 5.46), {{"Si", {0.5, 0, 0}}, {"Si", {0, 0.5, 2.0 * t}}, {"Si", {0.5, 0.5, t}}},
                 {n, n, n});
}

/// The Si of sodalite; each has four neighbours at a/√8.
inline Structure sodalite(double a, Index n) {
  std::vector<Site> sites;
  for (const double x : {0.25, 0.75})
    for (const Vec3& s :
         {Vec3{x, 0, 0.5}, Vec3{x, 0.5, 0}, Vec3{0, x, 0.5}, Vec3{0.5, x, 0}, Vec3{0, 0.5, x}, Vec3{0.5, 0, x}})
      sites.push_back({"Si", s});
  return crystal(Mat3::diagonal(a, a, a), sites, {n, n, n});
}

/// The same network with an O in the middle of every bond.
inline Structure with_oxygen(Structure s, double length) {
  BondFinder finder({{"Si", "Si", length}});
  const BondGraph graph = finder.find(s);
  for (Index i = 0; i < graph.size(); ++i)
    for (Index b = graph.first[static_cast<std::size_t>(i)]; b < graph.first[static_cast<std::size_t>(i) + 1]; ++b) {
      const Bond& bond = graph.bonds[static_cast<std::size_t>(b)];
      if (b < bond.reverse) s.add("O", s.r[static_cast<std::size_t>(i)] + 0.5 * bond.d);
    }
  return s;
}

inline void show(Measure& measure, const Structure& atoms) { measure.observe({atoms, 0, 0.0, 0.0, 0.0, Mat3::zero()}); }

/// The number of that name; a test that asks for one that isn't there fails with what() naming it.
inline Estimate number(const Findings& findings, const std::string& name) {
  for (const auto& finding : findings.numbers)
    if (finding.name == name) return finding.value;
  throw std::runtime_error("no finding '" + name + "'");
}

inline bool has_number(const Findings& findings, const std::string& name) {
  return std::any_of(findings.numbers.begin(), findings.numbers.end(), [&](const auto& f) { return f.name == name; });
}

inline std::vector<double> column(const CurveTable& table, const std::string& name) {
  for (const auto& column : table.columns)
    if (column.name == name) return column.values;
  throw std::runtime_error("no column '" + name + "'");
}

inline const CurveTable& table(const Findings& findings, const std::string& suffix) {
  for (const auto& table : findings.tables)
    if (table.suffix == suffix) return table;
  throw std::runtime_error("no table '" + suffix + "'");
}

/// Rows of a table of rings begin at n = 1.
inline double ring_number(const Findings& findings, const std::string& criterion, const std::string& name, int n) {
  return column(table(findings, criterion), name)[static_cast<std::size_t>(n - 1)];
}

}  // namespace liquidus::testing
