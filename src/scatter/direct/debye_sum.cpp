#include "scatter/direct/debye_sum.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

#include "core/errors.hpp"
#include "core/threads.hpp"
#include "scatter/transform/partials.hpp"

namespace liquidus {
namespace {

using Curves = std::vector<double>;  // [curves][m]

/// sin(x)/x
double sinc(double x) { return x == 0.0 ? 1.0 : std::sin(x) / x; }

void check(std::span<const Vec3> r) {
  for (std::size_t i = 0; i < r.size(); ++i)
    if (!std::isfinite(norm2(r[i])))
      throw SimulationError("atom " + std::to_string(i) + " has a position that is not a finite number");
}

/// Adds weight(i, j) sin(Qr)/(Qr) of all pairs i < j to curve(i, j), threads' parts in their order and then ranks'. The
/// first atoms of pairs are dealt out in turn, for early ones have more partners.
template <class Curve, class Weight>
Curves pair_sums(std::span<const Vec3> r, std::span<const double> q, std::size_t curves, const Communicator& ranks,
                 Curve curve, Weight weight) {
  const auto parts = static_cast<std::size_t>(threads()), stride = parts * static_cast<std::size_t>(ranks.size());
  std::vector<Curves> part(parts, Curves(curves * q.size(), 0.0));
  parallel_ranges(static_cast<Index>(parts), [&](Index begin, Index end, int) {
    for (auto t = static_cast<std::size_t>(begin); t < static_cast<std::size_t>(end); ++t)
      for (std::size_t i = t + parts * static_cast<std::size_t>(ranks.rank()); i < r.size(); i += stride)
        for (std::size_t j = i + 1; j < r.size(); ++j) {
          const double d = norm(r[j] - r[i]), w = weight(i, j);
          double* out = part[t].data() + curve(i, j) * q.size();
          for (std::size_t k = 0; k < q.size(); ++k) out[k] += w * sinc(q[k] * d);
        }
  });
  Curves sum(curves * q.size(), 0.0);
  for (const auto& some : part)
    for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += some[k];
  ranks.sum(sum);
  return sum;
}

}  // namespace

std::vector<std::vector<double>> debye_sums(std::span<const Vec3> r, std::span<const int> kind, int kinds,
                                            std::span<const double> q, const Communicator& ranks) {
  if (kind.size() != r.size()) throw std::invalid_argument("as many kinds as positions are needed");
  check(r);
  const auto count = static_cast<std::size_t>(kinds), pairs = count * (count + 1) / 2;
  std::vector<double> atoms(count, 0.0);
  for (const int k : kind) atoms[static_cast<std::size_t>(k)] += 1.0;
  const auto place = [&](std::size_t i, std::size_t j) {
    return PartialStructureFactors::pair(static_cast<std::size_t>(kind[i]), static_cast<std::size_t>(kind[j]));
  };
  // of like atoms i, j and j, i are two; of unlike ones (a, b) has each once
  const auto sums = pair_sums(r, q, pairs, ranks, place,
                              [&](std::size_t i, std::size_t j) { return kind[i] == kind[j] ? 2.0 : 1.0; });
  std::vector<std::vector<double>> result(pairs, std::vector<double>(q.size(), 0.0));
  for (std::size_t p = 0; p < pairs; ++p) {
    const auto [a, b] = PartialStructureFactors::species_of(p);
    if (atoms[a] == 0.0 || atoms[b] == 0.0) continue;
    for (std::size_t k = 0; k < q.size(); ++k)
      result[p][k] = (a == b ? 1.0 : 0.0) + sums[p * q.size() + k] / std::sqrt(atoms[a] * atoms[b]);
  }
  return result;
}

std::vector<double> debye_sum(std::span<const Vec3> r, std::span<const double> b, std::span<const double> q,
                              const Communicator& ranks) {
  if (b.size() != r.size() || r.empty()) throw std::invalid_argument("as many scattering lengths as atoms are needed");
  check(r);
  double self = 0.0;
  for (const double x : b) self += x * x;
  auto sum = pair_sums(
      r, q, 1, ranks, [](std::size_t, std::size_t) { return std::size_t{0}; },
      [&](std::size_t i, std::size_t j) { return 2.0 * b[i] * b[j]; });
  for (double& s : sum) s = (self + s) / static_cast<double>(r.size());
  return sum;
}

}  // namespace liquidus
