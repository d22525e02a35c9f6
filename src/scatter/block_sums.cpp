#include "scatter/block_sums.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "core/errors.hpp"

namespace liquidus {
namespace {

void add_to(std::vector<double>& into, std::span<const double> more) {
  into.resize(std::max(into.size(), more.size()), 0.0);
  for (std::size_t k = 0; k < more.size(); ++k) into[k] += more[k];
}

}  // namespace

BlockSums::BlockSums(Index blocks) : wanted_(blocks) {
  if (blocks < 1) throw std::invalid_argument("there must be at least one block");
}

BlockSums::Block& BlockSums::open_block() {
  if (!blocks_.empty() && blocks_.back().frames < length_) return blocks_.back();
  if (static_cast<Index>(blocks_.size()) == 2 * wanted_) {
    for (std::size_t b = 0; b < blocks_.size() / 2; ++b) {
      Block joined = std::move(blocks_[2 * b]);
      joined.frames += blocks_[2 * b + 1].frames;
      add_to(joined.sums, blocks_[2 * b + 1].sums);
      blocks_[b] = std::move(joined);
    }
    blocks_.resize(blocks_.size() / 2);
    length_ *= 2;
  }
  return blocks_.emplace_back();
}

void BlockSums::add(std::span<const double> numbers) {
  Block& block = open_block();
  ++block.frames;
  add_to(block.sums, numbers);
  width_ = std::max(width_, numbers.size());
}

Index BlockSums::frames() const {
  Index n = 0;
  for (const auto& block : blocks_) n += block.frames;
  return n;
}

std::vector<double> BlockSums::sum_without(std::optional<std::size_t> block) const {
  std::vector<double> all(width_, 0.0);
  for (std::size_t b = 0; b < blocks_.size(); ++b)
    if (b != block) add_to(all, blocks_[b].sums);
  return all;
}

std::vector<double> BlockSums::sum_of(std::size_t block) const {
  std::vector<double> sums = blocks_[block].sums;
  sums.resize(width_, 0.0);
  return sums;
}

Jackknife BlockSums::jackknife() const {
  std::vector<double> lengths;
  for (const auto& block : blocks_) lengths.push_back(static_cast<double>(block.frames));
  return Jackknife::of(lengths);
}

/// blocks asked for, frames in a full block, width, blocks, then of each block its frames and `width` sums.
std::vector<double> BlockSums::state() const {
  std::vector<double> state{static_cast<double>(wanted_), static_cast<double>(length_), static_cast<double>(width_),
                            static_cast<double>(blocks_.size())};
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    state.push_back(static_cast<double>(blocks_[b].frames));
    const auto sums = sum_of(b);
    state.insert(state.end(), sums.begin(), sums.end());
  }
  return state;
}

void BlockSums::restore(std::span<const double> state) {
  const auto refuse = [](const std::string& why) { throw InputError("the state of a measure can't be used: " + why); };
  const auto whole = [](double x) { return std::isfinite(x) && x >= 0.0 && x < 1e15 && x == std::floor(x); };
  constexpr std::size_t head = 4;
  if (state.size() < head || !std::all_of(state.begin(), state.begin() + head, whole)) refuse("it is damaged");
  if (static_cast<Index>(state[0]) != wanted_) refuse("it was made with another number of blocks");
  const auto width = static_cast<std::size_t>(state[2]);
  const auto blocks = static_cast<std::size_t>(state[3]);
  if (state[1] < 1.0 || static_cast<Index>(blocks) > 2 * wanted_ || head + blocks * (width + 1) != state.size())
    refuse("its length is wrong");
  std::vector<Block> restored(blocks);
  for (std::size_t b = 0; b < blocks; ++b) {
    const auto* at = state.data() + head + b * (width + 1);
    if (!whole(at[0])) refuse("it is damaged");
    restored[b] = {static_cast<Index>(at[0]), std::vector<double>(at + 1, at + 1 + width)};
  }
  length_ = static_cast<Index>(state[1]);
  width_ = width;
  blocks_ = std::move(restored);
}

}  // namespace liquidus
