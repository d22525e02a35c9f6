#pragma once
#include <optional>
#include <span>
#include <vector>

#include "core/vec3.hpp"
#include "scatter/jackknife.hpp"

namespace liquidus {

/// A vector of numbers with their standard errors, and what it is with one block of frames left out at a time, so that
/// what is derived from it has an error too.
struct WithErrors {
  std::vector<double> value, error;          // [k]; error is empty where there weren't two blocks
  std::vector<std::vector<double>> without;  // [blocks][k], empty like error
  Jackknife jackknife;
};

/// Sums over frames of vectors of numbers, kept in blocks of consecutive frames for error bars. However many frames
/// come, the blocks end up between once and twice as many as asked for: when there are twice as many, neighbours join.
class BlockSums {
 public:
  /// @throws std::invalid_argument for fewer than one block
  explicit BlockSums(Index blocks);

  /// Adds the numbers of a frame; those behind the end of what came before begin at zero.
  void add(std::span<const double> numbers);
  Index frames() const;
  /// Numbers in the longest frame so far.
  std::size_t width() const { return width_; }
  std::size_t blocks() const { return blocks_.size(); }
  Index frames_in(std::size_t block) const { return blocks_[block].frames; }
  /// [width] Σ over all frames, or over those of all blocks but one, or of one block.
  std::vector<double> sum() const { return sum_without({}); }
  std::vector<double> sum_without(std::optional<std::size_t> block) const;
  std::vector<double> sum_of(std::size_t block) const;

  /// f(sums, frames) → vector of results, of all and without each block; its errors by the jackknife. For averages
  /// over frames divide by `frames`; ratios of sums are right as well.
  template <class F>
  WithErrors evaluate(F&& f) const {
    WithErrors result;
    result.value = f(sum(), frames());
    result.jackknife = jackknife();
    if (result.jackknife.empty()) return result;
    for (std::size_t b = 0; b < blocks_.size(); ++b)
      result.without.push_back(f(sum_without(b), frames() - blocks_[b].frames));
    result.error = result.jackknife.errors(result.value, result.without);
    return result;
  }
  Jackknife jackknife() const;

  /// All of it as numbers, and back. @throws InputError if the state was made with another number of blocks, or is none
  std::vector<double> state() const;
  void restore(std::span<const double> state);

 private:
  struct Block {
    Index frames = 0;
    std::vector<double> sums;  // up to width_ numbers
  };
  Block& open_block();

  Index wanted_, length_ = 1;  // blocks asked for; frames in a full block
  std::size_t width_ = 0;
  std::vector<Block> blocks_;
};

}  // namespace liquidus
