#include "scatter/dynamics/block_curves.hpp"

#include <algorithm>

namespace liquidus {

std::vector<double> BlockCurves::times() const {
  std::vector<double> t;
  for (std::size_t k = 0; k < size(); ++k) t.push_back(lag(k));
  return t;
}

Index BlockCurves::frames() const {
  Index n = 0;
  for (const auto& block : blocks) n += block.frames;
  return n;
}

Index BlockCurves::block_length() const {
  Index n = 0;
  for (const auto& block : blocks) n = std::max(n, block.frames);
  return n;
}

BlockCurves BlockCurves::joined(Index least_frames) const {
  BlockCurves result{spacing, lags, curves, {}};
  const auto add = [](Block& into, const Block& block) {
    into.frames += block.frames;
    for (std::size_t k = 0; k < block.origins.size(); ++k) into.origins[k] += block.origins[k];
    for (std::size_t k = 0; k < block.sums.size(); ++k) into.sums[k] += block.sums[k];
  };
  for (const auto& block : blocks) {
    if (result.blocks.empty() || result.blocks.back().frames >= least_frames)
      result.blocks.push_back(block);
    else
      add(result.blocks.back(), block);
  }
  // a short rest is no block of its own
  if (result.blocks.size() > 1 && 2 * result.blocks.back().frames < least_frames) {
    const Block rest = std::move(result.blocks.back());
    result.blocks.pop_back();
    add(result.blocks.back(), rest);
  }
  return result;
}

BlockCurves BlockCurves::first_lags(std::size_t count) const {
  count = std::min(count, size());
  BlockCurves result{spacing, {lags.begin(), lags.begin() + static_cast<std::ptrdiff_t>(count)}, curves, {}};
  for (const auto& block : blocks) {
    Block cut{block.frames, {}, {}};
    cut.origins.assign(block.origins.begin(), block.origins.begin() + static_cast<std::ptrdiff_t>(count));
    for (std::size_t c = 0; c < curves; ++c) {
      const auto from = block.sums.begin() + static_cast<std::ptrdiff_t>(c * size());
      cut.sums.insert(cut.sums.end(), from, from + static_cast<std::ptrdiff_t>(count));
    }
    result.blocks.push_back(std::move(cut));
  }
  return result;
}

BlockCurves::Means BlockCurves::means(std::optional<std::size_t> without) const {
  Means result{std::vector<double>(curves * size(), 0.0), size()};
  std::vector<double> origins(size(), 0.0);
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    if (b == without) continue;
    for (std::size_t k = 0; k < size(); ++k) origins[k] += blocks[b].origins[k];
    for (std::size_t k = 0; k < result.values.size(); ++k) result.values[k] += blocks[b].sums[k];
  }
  for (std::size_t k = 0; k < result.values.size(); ++k)
    result.values[k] = origins[k % size()] > 0.0 ? result.values[k] / origins[k % size()] : 0.0;
  return result;
}

}  // namespace liquidus
