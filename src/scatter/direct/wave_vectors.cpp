#include "scatter/direct/wave_vectors.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <utility>

#include "core/errors.hpp"
#include "core/random.hpp"
#include "core/units.hpp"

namespace liquidus {
namespace {

using Triple = WaveVectors::Triple;

constexpr double rounding = 1e-9;  // relative: vectors of one length by symmetry are in or out together

/// The last word of the counter is none that Random uses, whose streams have small numbers.
std::uint64_t lot(const Triple& n, std::uint64_t seed) {
  const auto word = [](std::int32_t i) { return static_cast<std::uint32_t>(i); };
  const auto drawn = philox({word(n[0]), word(n[1]), word(n[2]), 0xFFFFFFFFu},
                            {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)});
  return drawn[0] | std::uint64_t{drawn[1]} << 32;
}

struct Drawn {
  std::uint64_t lot;
  Triple n;
  bool operator<(const Drawn& other) const { return std::pair(lot, n) < std::pair(other.lot, other.n); }
};

/// The `most` vectors of a shell that drew the lowest, as a heap with the highest of them on top.
void keep(std::vector<Drawn>& shell, const Drawn& drawn, std::size_t most) {
  if (shell.size() == most) {
    if (!(drawn < shell.front())) return;
    std::pop_heap(shell.begin(), shell.end());
    shell.back() = drawn;
  } else {
    shell.push_back(drawn);
  }
  std::push_heap(shell.begin(), shell.end());
}

/// Calls f(triple, |k|) for all of half the lattice up to q_max.
template <class F>
void for_each_vector(const Cell& cell, double q_max, F&& f) {
  const Mat3 m = reciprocal(cell);
  // k·a = 2πh, so |h| ≤ |k||a|/2π; the same for the others
  std::array<std::int32_t, 3> reach;
  for (std::size_t i = 0; i < 3; ++i) {
    const double most = q_max * (1.0 + rounding) * norm(cell.vectors()[i]) / (2.0 * units::pi);
    if (most > 0x1p20) throw InputError("q_max is too large for a cell of this size");
    reach[i] = static_cast<std::int32_t>(most);
  }
  const double q2 = q_max * q_max * (1.0 + rounding), c2 = norm2(m[2]);
  for (std::int32_t h = 0; h <= reach[0]; ++h)
    for (std::int32_t k = h == 0 ? 0 : -reach[1]; k <= reach[1]; ++k) {
      const Vec3 row = static_cast<double>(h) * m[0] + static_cast<double>(k) * m[1];
      const double middle = -dot(row, m[2]) / c2, beside2 = norm2(row) - middle * middle * c2;
      if (beside2 > q2) continue;
      const double half = std::sqrt((q2 - beside2) / c2);
      auto from = static_cast<std::int32_t>(std::ceil(middle - half));
      if (h == 0 && k == 0) from = 1;
      for (std::int32_t l = from; l <= static_cast<std::int32_t>(std::floor(middle + half)); ++l) {
        const double q = norm(row + static_cast<double>(l) * m[2]);
        f(Triple{h, k, l}, q);
      }
    }
}

}  // namespace

Mat3 reciprocal(const Cell& cell) { return (2.0 * units::pi) * transpose(cell.inverse()); }

WaveVectors::WaveVectors(const Cell& cell, const WaveVectorOptions& options) {
  if (!(options.q_max > 0.0) || !(options.width > 0.0) || options.most < 1 || !std::isfinite(options.q_max))
    throw std::invalid_argument("wave vectors need a positive q_max, width and number of vectors");
  if (!cell.fully_periodic()) throw std::invalid_argument("wave vectors belong to a cell that is periodic all around");
  choose(cell, options);
  make_rows();
}

WaveVectors::WaveVectors(std::span<const Triple> triples) : triples_(triples.begin(), triples.end()) {
  for (auto& [h, k, l] : triples_)
    if (std::pair(h, std::pair(k, l)) < std::pair(0, std::pair(0, 0))) h = -h, k = -k, l = -l;
  make_rows();
}

std::size_t WaveVectors::shells(const WaveVectorOptions& options) {
  return static_cast<std::size_t>(std::ceil(options.q_max / options.width - rounding));
}

std::optional<std::size_t> WaveVectors::shell_of(double q, const WaveVectorOptions& options) {
  if (q > options.q_max * (1.0 + rounding)) return {};
  return std::min(shells(options) - 1, static_cast<std::size_t>(q / options.width));
}

void WaveVectors::choose(const Cell& cell, const WaveVectorOptions& options) {
  std::vector<std::vector<Drawn>> kept(shells(options));
  in_shell_.assign(kept.size(), 0);
  for_each_vector(cell, options.q_max, [&](const Triple& n, double q) {
    const auto shell = *shell_of(q, options);
    ++in_shell_[shell];
    keep(kept[shell], {lot(n, options.seed), n}, static_cast<std::size_t>(options.most));
  });
  std::size_t count = 0;
  for (const auto& shell : kept) count += shell.size();
  if (count > std::size_t{1} << 28)
    throw InputError("there are " + std::to_string(count) +
                     " wave vectors: choose a lower q_max or fewer of each shell");
  triples_.reserve(count);
  for (const auto& shell : kept)
    for (const auto& drawn : shell) triples_.push_back(drawn.n);
}

void WaveVectors::make_rows() {
  const auto key = [](const Triple& n) { return std::array{n[0], n[1], std::abs(n[2]), -n[2]}; };
  std::sort(triples_.begin(), triples_.end(), [&](const Triple& a, const Triple& b) { return key(a) < key(b); });
  for (std::size_t i = 0; i < triples_.size(); ++i) {
    const auto& [h, k, l] = triples_[i];
    const bool same_row = !rows_.empty() && rows_.back().h == h && rows_.back().k == k;
    if (!same_row) {
      const auto at = static_cast<Index>(entries_.size());
      rows_.push_back({h, k, at, at, static_cast<Index>(i)});
    }
    if (!same_row || entries_.back().l != std::abs(l)) {
      entries_.push_back({std::abs(l), -1, -1});
      ++rows_.back().end;
    }
    (l >= 0 ? entries_.back().plus : entries_.back().minus) = static_cast<std::int32_t>(i);
    for (std::size_t c = 0; c < 3; ++c) reach_[c] = std::max(reach_[c], std::abs(triples_[i][c]));
  }
}

Index WaveVectors::row_of(Index place) const {
  const auto row =
      std::lower_bound(rows_.begin(), rows_.end(), place, [](const Row& r, Index at) { return r.first < at; });
  return row - rows_.begin();
}

}  // namespace liquidus
