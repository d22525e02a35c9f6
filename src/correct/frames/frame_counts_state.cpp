// The frames as a flat list of numbers and back. Counts are whole numbers much below 2⁵³: as many as fit are packed
// into one double, as digits of a number to a base that is a power of two, so that a checkpoint of thousands of frames
// stays small and nothing is rounded.
#include <algorithm>
#include <bit>

#include "core/errors.hpp"
#include "correct/frames/frame_counts.hpp"
#include "scatter/state_numbers.hpp"

namespace liquidus {
namespace {

constexpr double format = 1.0;
constexpr int digits_of_double = 53;

std::vector<double> packed(std::span<const std::uint32_t> counts, int bits) {
  const auto each = static_cast<std::size_t>(digits_of_double / bits);
  std::vector<double> numbers((counts.size() + each - 1) / each);
  for (std::size_t k = 0; k < numbers.size(); ++k) {
    std::uint64_t number = 0;
    for (std::size_t i = std::min(counts.size(), (k + 1) * each); i-- > k * each;)
      number = (number << bits) | counts[i];
    numbers[k] = static_cast<double>(number);
  }
  return numbers;
}

std::vector<std::uint32_t> unpacked(const std::vector<double>& numbers, int bits, std::size_t size) {
  const auto each = static_cast<std::size_t>(digits_of_double / bits);
  if (numbers.size() != (size + each - 1) / each) StateReader::refuse("its length is wrong");
  const std::uint64_t mask = (std::uint64_t{1} << bits) - 1;
  std::vector<std::uint32_t> counts(size);
  for (std::size_t k = 0; k < numbers.size(); ++k) {
    const double x = numbers[k];
    if (!(x >= 0.0 && x < 9007199254740992.0 && x == std::floor(x))) StateReader::refuse("it is damaged");
    auto number = static_cast<std::uint64_t>(x);
    for (std::size_t i = k * each; i < std::min(size, (k + 1) * each); ++i, number >>= bits)
      counts[i] = static_cast<std::uint32_t>(number & mask);
  }
  return counts;
}

}  // namespace

std::vector<double> FrameCounts::state() const {
  StateWriter w;
  w.put(std::vector<double>{format, options_.bins.width, static_cast<double>(options_.bins.count),
                            static_cast<double>(options_.blocks), least_height_});
  w.put(static_cast<double>(species_.size()));
  for (const auto& name : species_) w.put(name);
  w.put(std::vector<double>(atoms_.begin(), atoms_.end()));
  w.put(volumes_);
  w.put(pressures_);
  w.put(energies_);
  const auto most = counts_.empty() ? 0u : *std::max_element(counts_.begin(), counts_.end());
  const int bits = std::max(1, static_cast<int>(std::bit_width(most)));
  w.put(static_cast<double>(bits));
  w.put(packed(counts_, bits));
  return w.take();
}

void FrameCounts::restore(const std::vector<double>& state) {
  StateReader r(state);
  const auto head = r.numbers();
  if (head.size() != 5 || head[0] != format) StateReader::refuse("it is damaged");
  if (head[1] != options_.bins.width || head[2] != static_cast<double>(options_.bins.count) ||
      head[3] != static_cast<double>(options_.blocks))
    throw InputError("the saved counts of pairs have another cutoff, width or number of blocks than asked for");
  std::vector<std::string> names;
  for (Index n = r.whole(); n > 0; --n) names.push_back(r.text());
  if (names != species_) throw InputError("the saved counts of pairs are of other species");
  const auto atoms = r.numbers();
  auto volumes = r.numbers();
  auto pressures = r.numbers(volumes.size()), energies = r.numbers(volumes.size());
  const Index bits = r.whole();
  if (bits < 1 || bits > 32 || atoms.size() != (volumes.empty() ? 0 : species_.size()))
    StateReader::refuse("it is damaged");
  counts_ = unpacked(r.numbers(), static_cast<int>(bits), volumes.size() * width());
  r.end();
  atoms_.clear();
  for (const double n : atoms) atoms_.push_back(static_cast<Index>(n));
  volumes_ = std::move(volumes);
  pressures_ = std::move(pressures);
  energies_ = std::move(energies);
  least_height_ = head[4];
}

}  // namespace liquidus
