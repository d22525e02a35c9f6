#include "correct/layer/correction_potential.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "correct/knots.hpp"
#include "scatter/pair_index.hpp"

namespace liquidus {
namespace {

/// [species] places among the correction's, none for those it doesn't know.
std::vector<std::optional<std::size_t>> places(const Correction& correction, std::span<const Species> species) {
  std::vector<std::optional<std::size_t>> all;
  for (const auto& kind : species) {
    const auto found = std::find(correction.species.begin(), correction.species.end(), kind.name);
    all.emplace_back();
    if (found != correction.species.end()) all.back() = static_cast<std::size_t>(found - correction.species.begin());
  }
  return all;
}

}  // namespace

PairTable table_of(const Correction& correction, std::size_t pair, double temperature_in_K, double scale) {
  PairTable table;
  table.r = correction.knots.all();
  table.energy = correction.at(pair, temperature_in_K);
  for (double& u : table.energy) u *= scale;
  table.force = KnotSpline(correction.knots, table.energy).slopes();
  for (double& f : table.force) f = -f;
  return table;
}

std::unique_ptr<Potential> make_correction(const Correction& correction, std::span<const Species> species,
                                           double temperature_in_K, double scale) {
  const auto place = places(correction, species);
  const std::size_t n = species.size();
  std::vector<PairTable> tables(n * n);
  bool any = false;
  for (std::size_t a = 0; a < n; ++a)
    for (std::size_t b = a; b < n; ++b) {
      if (!place[a] || !place[b]) continue;
      any = true;
      tables[a * n + b] = table_of(correction, pair_index(*place[a], *place[b]), temperature_in_K, scale);
      tables[b * n + a] = tables[a * n + b];
    }
  if (!any) {
    std::vector<std::string> names;
    for (const auto& kind : species) names.push_back(kind.name);
    throw InputError(fmt::format("the correction is for {}, and of these there are none among {}",
                                 fmt::join(correction.species, ", "), fmt::join(names, ", ")));
  }
  return make_tabulated(static_cast<Index>(n), tables, PairCutoff{correction.knots.cutoff()});
}

}  // namespace liquidus
