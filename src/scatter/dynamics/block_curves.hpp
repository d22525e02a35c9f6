#pragma once
#include <span>
#include <vector>

#include "core/vec3.hpp"
#include "scatter/block_sums.hpp"

namespace liquidus {

/// Averages over time origins as functions of the lag, kept as sums over the origins of blocks of time. Their errors
/// are those of blocks left out in turn. An origin belongs to one block, the later end of its interval may lie in the
/// next: neighbouring blocks are a little correlated at lags of the length of a block. For Brownian motion the error of
/// a mean square displacement is then 0.85 of the true one at a lag of one block, and 0.93 at half a block.
struct BlockCurves {
  struct Block {
    Index frames = 0;
    std::vector<double> origins;  // [lags]
    std::vector<double> sums;     // [curves][lags]
  };
  double spacing = 0.0;     // fs between two frames
  std::vector<Index> lags;  // frames, increasing
  std::size_t curves = 0;
  std::vector<Block> blocks;

  std::size_t size() const { return lags.size(); }
  double lag(std::size_t k) const { return spacing * static_cast<double>(lags[k]); }
  /// [lags] fs
  std::vector<double> times() const;
  Index frames() const;
  /// Frames in the longest block.
  Index block_length() const;
  /// Adds up neighbouring blocks until they have at least that many frames; the last one at least half of it.
  BlockCurves joined(Index least_frames) const;
  /// Of the lags below `count` only.
  BlockCurves first_lags(std::size_t count) const;

  /// The means over origins, of all blocks or of all but one; a lag without origins has a mean of zero.
  struct Means {
    std::vector<double> values;  // [curves][lags]
    std::size_t lags;
    std::span<const double> curve(std::size_t c) const { return std::span(values).subspan(c * lags, lags); }
  };
  Means means(std::optional<std::size_t> without = {}) const;

  /// f(means) → vector of results, with errors from blocks left out in turn; none with fewer than two blocks.
  template <class F>
  WithErrors evaluate(F&& f) const {
    WithErrors result;
    result.value = f(means());
    std::vector<double> lengths;
    for (const auto& block : blocks) lengths.push_back(static_cast<double>(block.frames));
    result.jackknife = Jackknife::of(lengths);
    if (result.jackknife.empty()) return result;
    for (std::size_t b = 0; b < blocks.size(); ++b) result.without.push_back(f(means(b)));
    result.error = result.jackknife.errors(result.value, result.without);
    return result;
  }

  /// f(means) → [lags] a number for every lag. The error of each is from blocks joined until they are as long as that
  /// lag, so the lags end where two such blocks do: a shorter result than `lags`. Without two blocks no errors.
  template <class F>
  WithErrors evaluate_lags(F&& f) const {
    WithErrors all = evaluate(f);
    std::size_t k = 0;
    BlockCurves now = *this;
    while (!all.error.empty() && k < size()) {
      const WithErrors here = k == 0 && lags[0] <= block_length() ? all : now.evaluate(f);
      if (here.error.empty()) break;
      for (; k < size() && lags[k] <= now.block_length(); ++k) all.error[k] = here.error[k];
      now = now.joined(2 * now.block_length());
    }
    if (!all.error.empty()) {
      all.value.resize(k);
      all.error.resize(k);
    }
    return all;
  }
};

}  // namespace liquidus
