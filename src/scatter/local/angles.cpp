#include "scatter/local/angles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "core/threads.hpp"

namespace liquidus {
namespace {

constexpr double degree = units::pi / 180.0;

std::size_t bins_of(double width) {
  const auto refuse = [](const std::string& what) { refuse_measure("angles", what); };
  if (!(width > 0.0 && width <= units::pi * (1.0 + 1e-9))) refuse("width must be above 0 and at most 180 deg");
  const double bins = units::pi / width;
  if (bins > 1e6) refuse("width must be at least 180e-6 deg");
  if (std::abs(bins - std::nearbyint(bins)) > 1e-6) refuse("180 deg must be a whole number of widths");
  return static_cast<std::size_t>(std::nearbyint(bins));
}

/// In degrees, accurate near 0 and 180 too.
double angle(const Vec3& p, const Vec3& q) { return std::atan2(norm(cross(p, q)), dot(p, q)) / degree; }

}  // namespace

Angles::Angles(const AnglesOptions& options, const Communicator& ranks)
    : BondMeasure("angles", options, ranks),
      bins_(bins_of(options.width)),
      width_(180.0 / static_cast<double>(bins_)),
      divide_by_sin_(options.divide_by_sin) {
  const int kinds = static_cast<int>(finder().species().size());
  place_.assign(static_cast<std::size_t>(kinds * kinds * kinds), -1);
  for (int centre = 0; centre < kinds; ++centre)
    for (int b = 0; b < kinds; ++b)
      for (int c = b; c < kinds; ++c) {
        if (!finder().bonded(centre, b) || !finder().bonded(centre, c)) continue;
        for (const int k : {(centre * kinds + b) * kinds + c, (centre * kinds + c) * kinds + b})
          place_[static_cast<std::size_t>(k)] = static_cast<int>(triplets_.size());
        triplets_.push_back({b, centre, c});
      }
}

std::string Angles::other_options() const { return fmt::format("{} bins", bins_); }

std::string Angles::name(const Triplet& triplet) const {
  const auto of = [&](int kind) { return finder().species()[static_cast<std::size_t>(kind)]; };
  return of(triplet.b) + "-" + of(triplet.centre) + "-" + of(triplet.c);
}

std::vector<double> Angles::numbers_of(const BondGraph& graph) {
  const std::size_t width = triplets_.size() * (bins_ + 1);
  std::vector<std::vector<double>> parts(static_cast<std::size_t>(threads()), std::vector<double>(width, 0.0));
  const auto [from, to] = range_of(graph.size(), ranks().rank(), ranks().size());
  parallel_ranges(to - from, Nanoseconds{300.0}, [&, from = from](Index begin, Index end, int part) {
    for (Index i = from + begin; i < from + end; ++i) add_angles(graph, i, parts[static_cast<std::size_t>(part)]);
  });
  for (std::size_t part = 1; part < parts.size(); ++part)
    for (std::size_t k = 0; k < width; ++k) parts[0][k] += parts[part][k];
  ranks().sum(parts[0]);
  return std::move(parts[0]);
}

void Angles::add_angles(const BondGraph& graph, Index i, std::vector<double>& sums) const {
  const auto bonds = graph.of(i);
  const int kinds = static_cast<int>(finder().species().size());
  const auto kind = [&](Index atom) { return graph.kind[static_cast<std::size_t>(atom)]; };
  for (std::size_t p = 0; p < bonds.size(); ++p)
    for (std::size_t q = 0; q < p; ++q) {
      const int triplet = (kind(i) * kinds + kind(bonds[p].to)) * kinds + kind(bonds[q].to);
      double* const here =
          sums.data() + static_cast<std::size_t>(place_[static_cast<std::size_t>(triplet)]) * (bins_ + 1);
      const double theta = angle(bonds[p].d, bonds[q].d);
      here[std::min(bins_ - 1, static_cast<std::size_t>(theta / width_))] += 1.0;
      here[bins_] += theta;
    }
}

Findings Angles::findings() const {
  need_frames();
  Findings findings;
  std::string what = "P_B-A-C: distribution of the angle at A between its bonds to B and C, at bin centres theta, ";
  what += divide_by_sin_
              ? "divided by that of bonds of random directions (sin theta / 2, integrated over each bin): "
                "independent directions give 1"
              : "density per degree: its integral from 0 to 180 degrees is 1 (not divided by sin theta; bonds "
                "of random directions give sin theta / 2 per radian)";
  CurveTable table{"", comment_of(what), {{"theta", "deg", {}}}};
  for (std::size_t k = 0; k < bins_; ++k) table.columns[0].values.push_back((static_cast<double>(k) + 0.5) * width_);
  const auto random_share = [&](std::size_t k) {
    const double lower = static_cast<double>(k) * width_ * degree;
    return std::sin(lower + 0.5 * width_ * degree) * std::sin(0.5 * width_ * degree);  // (cos θ₁ − cos θ₂) / 2
  };
  for (std::size_t t = 0; t < triplets_.size(); ++t) {
    const WithErrors found = sums().evaluate([&](const std::vector<double>& sum, Index) {
      const double* here = sum.data() + t * (bins_ + 1);
      double angles = 0.0;
      for (std::size_t k = 0; k < bins_; ++k) angles += here[k];
      std::vector<double> results(bins_ + 1, 0.0);
      if (angles == 0.0) return results;
      for (std::size_t k = 0; k < bins_; ++k)
        results[k] = here[k] / (angles * (divide_by_sin_ ? random_share(k) : width_));
      results[bins_] = here[bins_] / angles;
      return results;
    });
    if (found.value[bins_] == 0.0) {
      findings.remarks.push_back("No frame has two bonds that form an angle " + name(triplets_[t]) + ".");
      continue;
    }
    add_columns(table.columns, "P_" + name(triplets_[t]), found, 0, 1, bins_, divide_by_sin_ ? "" : "1/deg");
    findings.numbers.push_back({"mean angle " + name(triplets_[t]), "deg", estimate(found, bins_), ""});
  }
  findings.tables.push_back(std::move(table));
  return findings;
}

}  // namespace liquidus
