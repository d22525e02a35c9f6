#include "core/random.hpp"

#include <cassert>
#include <cmath>

#include "core/units.hpp"

namespace liquidus {

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xD2511F53} * counter[0], b = std::uint64_t{0xCD9E8D57} * counter[2];
    counter = {static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(b),
               static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(a)};
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return counter;
}

/// The seed is the key; the counter's words are: block of this object, atom, step, and the stream (8 bits) with the
/// upper 12 bits of step and atom.
Random::Random(std::uint64_t seed, Stream stream, Index atom, Index step)
    : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)} {
  assert(atom >= 0 && atom < (Index{1} << 44) && step >= 0 && step < (Index{1} << 44));
  assert(static_cast<std::uint32_t>(stream) < 256);
  const auto a = static_cast<std::uint64_t>(atom), t = static_cast<std::uint64_t>(step);
  counter_ = {0, static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(t),
              static_cast<std::uint32_t>(stream) | static_cast<std::uint32_t>(t >> 32 << 8) |
                  static_cast<std::uint32_t>(a >> 32 << 20)};
}

std::uint64_t Random::next() {
  if (used_ == 4) {
    block_ = philox(counter_, key_);
    ++counter_[0];
    used_ = 0;
  }
  const auto at = static_cast<std::size_t>(used_);
  used_ += 2;
  return block_[at] | std::uint64_t{block_[at + 1]} << 32;
}

double Random::uniform() { return (static_cast<double>(next() >> 12) + 0.5) * 0x1p-52; }

double Random::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  const double radius = std::sqrt(-2.0 * std::log(uniform())), angle = 2.0 * units::pi * uniform();
  spare_ = radius * std::sin(angle);
  has_spare_ = true;
  return radius * std::cos(angle);
}

double Random::gamma(double shape) {
  assert(shape > 0.0);
  if (shape < 1.0) {
    const double larger = gamma(shape + 1.0);
    return larger * std::pow(uniform(), 1.0 / shape);
  }
  const double d = shape - 1.0 / 3.0, c = 1.0 / std::sqrt(9.0 * d);
  for (;;) {
    const double x = normal(), root = 1.0 + c * x, v = root * root * root;
    if (v > 0.0 && std::log(uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
  }
}

}  // namespace liquidus
