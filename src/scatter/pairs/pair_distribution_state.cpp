// The accumulated sums as a flat list of numbers and back.
#include <cstring>

#include "core/errors.hpp"
#include "scatter/pairs/pair_distribution.hpp"

namespace liquidus {
namespace {

constexpr double format = 2.0;

class Writer {
 public:
  void put(double value) { out.push_back(value); }
  void put(const std::vector<double>& values) {
    put(static_cast<double>(values.size()));
    out.insert(out.end(), values.begin(), values.end());
  }
  void put(const std::string& text) { put(std::vector<double>(text.begin(), text.end())); }
  std::vector<double> out;
};

[[noreturn]] void broken() { throw InputError("the saved state of a pair distribution is damaged"); }

class Reader {
 public:
  explicit Reader(const std::vector<double>& state) : state_(state) {}
  double number() {
    if (next_ == state_.size()) broken();
    return state_[next_++];
  }
  /// A length; what follows has at least `each` numbers per item.
  std::size_t length(std::size_t each = 1) {
    const double n = number();
    if (!(n >= 0.0 && n <= static_cast<double>((state_.size() - next_) / each))) broken();
    return static_cast<std::size_t>(n);
  }
  std::vector<double> numbers() {
    const auto n = length();
    const auto from = state_.begin() + static_cast<std::ptrdiff_t>(next_);
    next_ += n;
    return {from, from + static_cast<std::ptrdiff_t>(n)};
  }
  std::string text() {
    std::string s;
    for (const double c : numbers()) s += static_cast<char>(c);
    return s;
  }
  bool at_end() const { return next_ == state_.size(); }

 private:
  const std::vector<double>& state_;
  std::size_t next_ = 0;
};

}  // namespace

std::vector<double> PairDistribution::state() const {
  Writer w;
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
  return std::move(w.out);
}

void PairDistribution::restore(const std::vector<double>& state) {
  Reader r(state);
  const auto head = r.numbers();
  if (head.size() != 6 || head[0] != format) broken();
  if (head[1] != bins_.width || head[2] != static_cast<double>(bins_.count) ||
      head[3] != static_cast<double>(options_.blocks))
    throw InputError(
        "the saved pair distribution has another cutoff, width or number of blocks than the one that is asked for");
  PairDistribution saved(options_, *ranks_);
  saved.block_length_ = head[4];
  saved.least_height_ = head[5];
  for (auto n = r.length(); n > 0; --n) saved.species_.push_back(r.text());
  const auto sum = [&] {
    Sum s{r.number(), r.numbers(), r.numbers()};
    const auto expected = s.frames > 0.0 ? static_cast<std::size_t>(bins_.count) : 0;
    if (s.weighted.size() != expected || s.counts.size() != expected) broken();
    return s;
  };
  for (auto n = r.length(); n > 0; --n) {
    Block block;
    block.frames = r.number();
    block.density = r.number();
    block.atoms = r.numbers();
    for (auto pairs = r.length(); pairs > 0; --pairs) block.pairs.push_back(sum());
    block.total = sum();
    if (block.atoms.size() > saved.species_.size() ||
        block.pairs.size() != block.atoms.size() * (block.atoms.size() + 1) / 2)
      broken();
    saved.blocks_.push_back(std::move(block));
  }
  if (!r.at_end()) broken();
  *this = std::move(saved);
}

}  // namespace liquidus
