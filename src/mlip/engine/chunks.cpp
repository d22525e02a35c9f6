#include "mlip/engine/chunks.hpp"

#include <algorithm>

namespace liquidus {
namespace {

/// The direction in which these atoms spread most.
std::size_t longest_way(std::span<const Vec3> r, std::span<const Index> atoms) {
  Vec3 low = r[static_cast<std::size_t>(atoms.front())], high = low;
  for (const Index i : atoms)
    for (std::size_t k = 0; k < 3; ++k) {
      low[k] = std::min(low[k], r[static_cast<std::size_t>(i)][k]);
      high[k] = std::max(high[k], r[static_cast<std::size_t>(i)][k]);
    }
  const Vec3 way = high - low;
  return static_cast<std::size_t>(std::max_element(way.begin(), way.end()) - way.begin());
}

void cut(std::span<const Vec3> r, std::span<Index> atoms, std::span<std::vector<Index>> parts) {
  if (parts.size() == 1) {
    parts[0].assign(atoms.begin(), atoms.end());
    std::sort(parts[0].begin(), parts[0].end());
    return;
  }
  const std::size_t half = parts.size() / 2, middle = atoms.size() * half / parts.size(), k = longest_way(r, atoms);
  std::nth_element(atoms.begin(), atoms.begin() + static_cast<std::ptrdiff_t>(middle), atoms.end(),
                   [&](Index a, Index b) {
                     const double x = r[static_cast<std::size_t>(a)][k], y = r[static_cast<std::size_t>(b)][k];
                     return x < y || (x == y && a < b);
                   });
  cut(r, atoms.first(middle), parts.first(half));
  cut(r, atoms.subspan(middle), parts.subspan(half));
}

}  // namespace

void bisect(std::span<const Vec3> r, std::vector<Index> atoms, Index count, std::vector<std::vector<Index>>& parts) {
  parts.resize(static_cast<std::size_t>(count));
  cut(r, atoms, parts);
}

}  // namespace liquidus
