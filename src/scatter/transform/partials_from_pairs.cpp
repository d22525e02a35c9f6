#include "scatter/transform/partials_from_pairs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "core/errors.hpp"
#include "core/threads.hpp"
#include "core/units.hpp"
#include "scatter/transform/spherical_bessel.hpp"

namespace liquidus {
namespace {

using Values = std::vector<double>;

constexpr std::array<std::string_view, 2> names{"none", "lebowitz-percus"};

double atoms_of(const PairDistributions& pairs) { return std::accumulate(pairs.atoms.begin(), pairs.atoms.end(), 0.0); }
double volume_of(const PairDistributions& pairs) { return atoms_of(pairs) / pairs.number_density; }

Index bins_used(const PairDistributions& pairs, const PairTransformOptions& options) {
  double reach = pairs.bins.end();
  if (options.window.end > 0.0) reach = std::min(reach, options.window.end);
  if (options.correction != FiniteSizeCorrection::none)
    reach = std::min(reach, 0.5 * (pairs.least_height > 0.0 ? pairs.least_height : std::cbrt(volume_of(pairs))));
  return static_cast<Index>(reach / pairs.bins.width + 1e-9);
}

/// h = g∞ − 1 of one pair out to the reach, times the volumes of the shells and the window.
class Preparation {
 public:
  Preparation(const PairDistributions& pairs, const PairTransformOptions& options)
      : correct_(options.correction != FiniteSizeCorrection::none), volume_(volume_of(pairs)) {
    const Index used = bins_used(pairs, options);
    Window window = options.window;
    if (window.end == 0.0 || window.end > pairs.bins.upper(used - 1)) window.end = pairs.bins.upper(used - 1);
    for (Index k = 0; k < used; ++k) {
      shell_.push_back(pairs.bins.shell(k));
      window_.push_back(window(pairs.bins.centre(k)));
      near_.push_back(nearness(pairs.bins.centre(k) / pairs.bins.upper(used - 1)));
    }
  }
  std::size_t bins() const { return shell_.size(); }

  /// @param alike  N_j of a pair of like atoms, 0 of unlike ones
  void add(const Values& g, double alike, Values& into) const {
    const double factor = correct_ ? correction(g, alike) : 1.0;
    for (std::size_t k = 0; k < bins(); ++k) into.push_back(shell_[k] * (factor * g[k] - 1.0) * window_[k]);
  }

 private:
  /// w of the header.
  static double nearness(double r_over_reach) {
    const double c = std::cos(units::pi * std::max(r_over_reach - 0.5, 0.0));
    return c * c;
  }
  /// ρ_j/ρ'_ij of the header, numerator and denominator divided by ρ_j.
  double correction(const Values& g, double alike) const {
    double within = 0.0, filled = 0.0;  // n_w/ρ_j and V_w
    for (std::size_t k = 0; k < bins(); ++k) {
      within += shell_[k] * near_[k] * g[k];
      filled += shell_[k] * near_[k];
    }
    return (volume_ - filled) / (volume_ - within - (alike > 0.0 ? volume_ / alike : 0.0));
  }

  bool correct_;
  double volume_;
  Values shell_, window_, near_;
};

/// Σ_k curve_k sin(q r_k)/(q r_k) over the transform of a bin, for all curves [curves][bins] at once: [curves][m].
std::vector<Values> bessel_sums(const Values& curves, const RadialBins& bins, std::size_t used,
                                std::span<const double> q) {
  const std::size_t count = curves.size() / used;
  std::vector<Values> sums(count, Values(q.size()));
  const double ns_per_q = static_cast<double>(used) * (15.0 + static_cast<double>(count));
  parallel_ranges(static_cast<Index>(q.size()), Nanoseconds{ns_per_q}, [&](Index begin, Index end, int) {
    Values j0(used);
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
      const double of_bin = spherical_bessel(0.5 * q[i] * bins.width).j0;
      for (std::size_t k = 0; k < used; ++k)
        j0[k] = spherical_bessel(q[i] * bins.centre(static_cast<Index>(k))).j0 / of_bin;
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

void check(const PairDistributions& pairs, std::span<const double> q) {
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
  check(pairs, q);
  if (bins_used(pairs, options) < 2)
    throw InputError("g(r) is cut before its second bin, so that there is nothing to transform");
  const Preparation preparation(pairs, options);
  Values curves;
  const std::size_t species = pairs.species.size(), blocks = pairs.total.jackknife.weight.size();
  for (std::size_t b = 0; b < species; ++b)
    for (std::size_t a = 0; a <= b; ++a) {
      const Partial& p = partial_of(pairs, a, b);
      const double alike = a == b ? pairs.atoms[a] : 0.0;
      preparation.add(p.g, alike, curves);
      for (const auto& g : p.g_without) preparation.add(g, alike, curves);
    }
  auto sums = bessel_sums(curves, pairs.bins, preparation.bins(), q);
  PartialStructureFactors result{{q.begin(), q.end()}, pairs.species, {}, pairs.number_density, {}, {}};
  for (const double n : pairs.atoms) result.concentration.push_back(n / atoms_of(pairs));
  result.jackknife = pairs.total.jackknife;
  for (std::size_t p = 0; p < species * (species + 1) / 2; ++p)
    result.pairs.push_back(structure_factor(sums.begin() + static_cast<std::ptrdiff_t>(p * (blocks + 1)), pairs));
  return result;
}

}  // namespace liquidus
