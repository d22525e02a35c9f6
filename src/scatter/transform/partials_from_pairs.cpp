#include "scatter/transform/partials_from_pairs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "core/errors.hpp"
#include "core/threads.hpp"
#include "core/units.hpp"
#include "scatter/transform/shell_weights.hpp"
#include "scatter/transform/spherical_bessel.hpp"

namespace liquidus {
namespace {

using Values = std::vector<double>;

constexpr std::array<std::string_view, 2> names{"none", "lebowitz-percus"};

/// sin(q r_k)/(q r_k) over the transform of a bin.
void fill_bessel(const RadialBins& bins, double q, Values& j0) {
  const double of_bin = spherical_bessel(0.5 * q * bins.width).j0;
  for (std::size_t k = 0; k < j0.size(); ++k)
    j0[k] = spherical_bessel(q * bins.centre(static_cast<Index>(k))).j0 / of_bin;
}

/// Σ_k curve_k sin(q r_k)/(q r_k) over the transform of a bin, for all curves [curves][bins] at once: [curves][m].
std::vector<Values> bessel_sums(const Values& curves, const RadialBins& bins, std::size_t used,
                                std::span<const double> q) {
  const std::size_t count = curves.size() / used;
  std::vector<Values> sums(count, Values(q.size()));
  const double ns_per_q = static_cast<double>(used) * (15.0 + static_cast<double>(count));
  parallel_ranges(static_cast<Index>(q.size()), Nanoseconds{ns_per_q}, [&](Index begin, Index end, int) {
    Values j0(used);
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
      fill_bessel(bins, q[i], j0);
      for (std::size_t c = 0; c < count; ++c)
        sums[c][i] =
            std::inner_product(j0.begin(), j0.end(), curves.begin() + static_cast<std::ptrdiff_t>(c * used), 0.0);
    }
  });
  return sums;
}

const Partial& partial_of(const PairDistributions& pairs, std::size_t a, std::size_t b) {
  for (const auto& p : pairs.partials)
    if (p.a == pairs.species[a] && p.b == pairs.species[b]) return p;
  throw InputError("there is no g(r) of " + pairs.species[a] + "-" + pairs.species[b] +
                   ", which no frame has both of: no structure factor can be made");
}

void check(const PairDistributions& pairs, std::span<const double> q, const PairTransformOptions& options) {
  for (std::size_t i = 0; i < q.size(); ++i)
    if (!(q[i] >= 0.0) || (i > 0 && !(q[i] > q[i - 1])))
      throw InputError(fmt::format("Q must increase from 0 or above; point {} is at {} 1/Å", i + 1, q[i]));
  if (!q.empty() && q.back() > units::pi / pairs.bins.width)
    throw InputError(
        fmt::format("a structure factor out to {} 1/Å needs bins of g(r) of at most π/Q = {:.3g} Å; they are {} Å wide",
                    q.back(), units::pi / q.back(), pairs.bins.width));
  for (const auto& p : pairs.partials)
    if (p.jackknife.weight != pairs.total.jackknife.weight)
      throw InputError("the species of the frames change, so that there is no one structure factor of " + p.name());
  if (bins_used(pairs, options) < 2)
    throw InputError("g(r) is cut before its second bin, so that there is nothing to transform");
}

Values fractions_of(const PairDistributions& pairs) {
  const double all = std::accumulate(pairs.atoms.begin(), pairs.atoms.end(), 0.0);
  Values c;
  for (const double n : pairs.atoms) c.push_back(n / all);
  return c;
}

PairStructureFactor structure_factor(std::vector<Values>::iterator sums, const PairDistributions& pairs) {
  const Jackknife& jackknife = pairs.total.jackknife;
  const auto factor = [&](Values& h) {
    for (double& a : h) a = 1.0 + pairs.number_density * a;
    return std::move(h);
  };
  PairStructureFactor result{factor(*sums), {}, {}};
  for (std::size_t b = 0; b < jackknife.weight.size(); ++b) result.without.push_back(factor(*++sums));
  result.error = jackknife.errors(result.value, result.without);
  return result;
}

}  // namespace

FiniteSizeCorrection finite_size_correction(std::string_view name) {
  for (std::size_t k = 0; k < names.size(); ++k)
    if (name == names[k]) return static_cast<FiniteSizeCorrection>(k);
  throw InputError("there is no finite-size correction '" + std::string(name) + "'; known: none, lebowitz-percus");
}

std::string_view name_of(FiniteSizeCorrection correction) { return names[static_cast<std::size_t>(correction)]; }

double transform_reach(const PairDistributions& pairs, const PairTransformOptions& options) {
  return pairs.bins.lower(bins_used(pairs, options));
}

PartialStructureFactors partials_from_pairs(const PairDistributions& pairs, std::span<const double> q,
                                            const PairTransformOptions& options) {
  check(pairs, q, options);
  const ShellWeights shells(pairs, options);
  Values curves;
  const std::size_t species = pairs.species.size(), blocks = pairs.total.jackknife.weight.size();
  for (std::size_t b = 0; b < species; ++b)
    for (std::size_t a = 0; a <= b; ++a) {
      const Partial& p = partial_of(pairs, a, b);
      const double alike = a == b ? pairs.atoms[a] : 0.0;
      shells.add(p.g, alike, curves);
      for (const auto& g : p.g_without) shells.add(g, alike, curves);
    }
  auto sums = bessel_sums(curves, pairs.bins, shells.bins(), q);
  PartialStructureFactors result{{q.begin(), q.end()}, pairs.species, {}, pairs.number_density, {}, {}};
  result.concentration = fractions_of(pairs);
  result.jackknife = pairs.total.jackknife;
  for (std::size_t p = 0; p < species * (species + 1) / 2; ++p)
    result.pairs.push_back(structure_factor(sums.begin() + static_cast<std::ptrdiff_t>(p * (blocks + 1)), pairs));
  return result;
}

PartialsLine line_of_partials(const PairDistributions& pairs, std::span<const double> q,
                              const PairTransformOptions& options) {
  check(pairs, q, options);
  const ShellWeights shells(pairs, options);
  const std::size_t species = pairs.species.size(), used = shells.bins();
  PartialsLine line{{q.begin(), q.end()}, static_cast<std::size_t>(pairs.bins.count), {}, {}};
  Values j0(used);
  for (std::size_t b = 0; b < species; ++b)
    for (std::size_t a = 0; a <= b; ++a) {
      const Values& g = partial_of(pairs, a, b).g;
      const auto at = shells.line(g, a == b ? pairs.atoms[a] : 0.0);
      Values constant(q.size(), 0.0), of_g(q.size() * line.bins, 0.0);
      for (std::size_t i = 0; i < q.size(); ++i) {
        fill_bessel(pairs.bins, q[i], j0);
        double scaled = 0.0;  // what a change of the factor of the finite size multiplies
        for (std::size_t k = 0; k < used; ++k) scaled += at.shell[k] * g[k] * j0[k];
        for (std::size_t k = 0; k < used; ++k) {
          double& slope = of_g[i * line.bins + k];
          slope = pairs.number_density * (at.factor * at.shell[k] * j0[k] + scaled * at.of_factor[k]);
          constant[i] += pairs.number_density * at.shell[k] * (at.factor * g[k] - 1.0) * j0[k] - slope * g[k];
        }
      }
      line.constant.push_back(std::move(constant));
      line.of_g.push_back(std::move(of_g));
    }
  return line;
}

}  // namespace liquidus
