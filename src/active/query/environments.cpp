#include "active/query/environments.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "active/query/frame_features.hpp"
#include "core/errors.hpp"
#include "core/neighbours.hpp"
#include "core/threads.hpp"
#include "core/units.hpp"

namespace liquidus {
namespace {

constexpr std::array powers = {1, 2, 4};

struct Near {
  Vec3 direction;
  double distance, weight;  // Å; f
  std::size_t kind;
};

std::size_t pair_place(std::size_t a, std::size_t b) {
  if (a > b) std::swap(a, b);
  return b * (b + 1) / 2 + a;
}

/// Adds what a list of neighbours makes of one atom to `numbers`.
void describe(const std::vector<Near>& near, std::size_t kinds, const EnvironmentOptions& options,
              std::vector<double>& numbers) {
  const auto shells = static_cast<std::size_t>(options.distances);
  const double space = (options.cutoff - options.first) / static_cast<double>(shells);
  for (const auto& one : near)
    for (std::size_t k = 0; k < shells; ++k) {
      const double x = (one.distance - options.first) / space - static_cast<double>(k);
      numbers[one.kind * shells + k] += std::exp(-0.5 * x * x) * one.weight;
    }
  for (std::size_t a = 0; a < near.size(); ++a)
    for (std::size_t b = 0; b < a; ++b) {
      double base = 0.5 * (1.0 + dot(near[a].direction, near[b].direction));
      const double weight = near[a].weight * near[b].weight;
      double* place = &numbers[kinds * shells + pair_place(near[a].kind, near[b].kind) * powers.size()];
      for (std::size_t k = 0; k < powers.size(); ++k, base *= base) place[k] += base * weight;  // 1, 2, 4
    }
}

}  // namespace

EnvironmentFeatures::EnvironmentFeatures(std::vector<std::string> species, const EnvironmentOptions& options)
    : species_(std::move(species)), options_(options) {
  if (!(options.cutoff > options.first && options.first >= 0.0)) throw InputError("features need cutoff > first >= 0");
  if (options.distances < 1) throw InputError("features need one distance or more");
}

Index EnvironmentFeatures::width() const {
  const auto n = static_cast<Index>(species_.size());
  return n * options_.distances + n * (n + 1) / 2 * static_cast<Index>(powers.size());
}

std::vector<float> EnvironmentFeatures::of(const Structure& atoms) const {
  const auto kind_of = places_of(atoms, species_);
  PeriodicNeighbours neighbours({{options_.cutoff, ListKind::full}}, Skin{0.0});
  neighbours.rebuild(atoms);
  const Neighbourhood& all = neighbours.neighbourhood();

  const auto numbers = static_cast<std::size_t>(width());
  SpeciesMoments moments(species_.size(), numbers);
  std::vector<double> of_atom(numbers);
  std::vector<Near> near;
  for (Index i = 0; i < all.own; ++i) {
    near.clear();
    for (const std::int32_t j : all.full_lists.front().of(i)) {
      const Vec3 d = all.r[static_cast<std::size_t>(j)] - all.r[static_cast<std::size_t>(i)];
      const double r = norm(d);
      if (r >= options_.cutoff) continue;
      near.push_back({d / r, r, 0.5 * (1.0 + std::cos(units::pi * r / options_.cutoff)),
                      kind_of[static_cast<std::size_t>(all.type[static_cast<std::size_t>(j)])]});
    }
    std::fill(of_atom.begin(), of_atom.end(), 0.0);
    describe(near, species_.size(), options_, of_atom);
    moments.add(kind_of[static_cast<std::size_t>(all.type[static_cast<std::size_t>(i)])],
                std::span<const double>(of_atom));
  }
  return moments.row();
}

FeatureTable table_of(const EnvironmentFeatures& features, std::span<const Structure* const> structures) {
  std::vector<std::vector<float>> rows(structures.size());
  constexpr Nanoseconds of_one{2e5};
  parallel_ranges(static_cast<Index>(structures.size()), of_one, [&](Index begin, Index end, int) {
    for (Index k = begin; k < end; ++k)
      rows[static_cast<std::size_t>(k)] = features.of(*structures[static_cast<std::size_t>(k)]);
  });
  FeatureTable table;
  for (const auto& row : rows) table.add(row);
  return table;
}

}  // namespace liquidus
