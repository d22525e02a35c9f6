// The accumulated sums as a flat list of numbers and back.
#include "core/errors.hpp"
#include "scatter/pairs/pair_distribution.hpp"
#include "scatter/state_numbers.hpp"

namespace liquidus {
namespace {

constexpr double format = 2.0;

[[noreturn]] void broken() { StateReader::refuse("it is damaged"); }

}  // namespace

std::vector<double> PairDistribution::state() const {
  StateWriter w;
  w.put(std::vector<double>{format, bins_.width, static_cast<double>(bins_.count), static_cast<double>(options_.blocks),
                            block_length_, least_height_});
  w.put(static_cast<double>(species_.size()));
  for (const auto& name : species_) w.put(name);
  const auto put_sum = [&](const Sum& sum) {
    w.put(sum.frames);
    w.put(sum.weighted);
    w.put(sum.counts);
  };
  w.put(static_cast<double>(blocks_.size()));
  for (const auto& block : blocks_) {
    w.put(block.frames);
    w.put(block.density);
    w.put(block.atoms);
    w.put(static_cast<double>(block.pairs.size()));
    for (const auto& sum : block.pairs) put_sum(sum);
    put_sum(block.total);
  }
  return w.take();
}

void PairDistribution::restore(const std::vector<double>& state) {
  StateReader r(state);
  const auto head = r.numbers();
  if (head.size() != 6 || head[0] != format) broken();
  if (head[1] != bins_.width || head[2] != static_cast<double>(bins_.count) ||
      head[3] != static_cast<double>(options_.blocks))
    throw InputError(
        "the saved pair distribution has another cutoff, width or number of blocks than the one that is asked for");
  PairDistribution saved(options_, *ranks_);
  saved.block_length_ = head[4];
  saved.least_height_ = head[5];
  for (Index n = r.whole(); n > 0; --n) saved.species_.push_back(r.text());
  const auto sum = [&] {
    Sum s{r.number(), r.numbers(), r.numbers()};
    const auto expected = s.frames > 0.0 ? static_cast<std::size_t>(bins_.count) : 0;
    if (s.weighted.size() != expected || s.counts.size() != expected) broken();
    return s;
  };
  for (Index n = r.whole(); n > 0; --n) {
    Block block;
    block.frames = r.number();
    block.density = r.number();
    block.atoms = r.numbers();
    for (Index pairs = r.whole(); pairs > 0; --pairs) block.pairs.push_back(sum());
    block.total = sum();
    if (block.atoms.size() > saved.species_.size() ||
        block.pairs.size() != block.atoms.size() * (block.atoms.size() + 1) / 2)
      broken();
    saved.blocks_.push_back(std::move(block));
  }
  r.end();
  *this = std::move(saved);
}

}  // namespace liquidus
