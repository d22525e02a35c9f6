#pragma once
#include <array>
#include <cstdint>

#include "core/vec3.hpp"

namespace liquidus {

/// What a random number is for; part of its key, so that no two uses share a number.
enum class Stream : std::uint32_t {
  velocities,
  langevin,
  rescaling,
  packing,
  barostat,
  bootstrap,
  training,
  sampling,
  curation
};

/// Four 32-bit words from (key, counter) by Philox 4x32-10 (Salmon et al., SC11, 2011): the same on every machine and
/// for every number of ranks and threads.
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

/// Random numbers keyed by (seed, stream, atom, step). Draws of one object follow each other by an inner counter; an
/// object made again with the same key gives the same numbers. Atom and step are in [0, 2^44).
class Random {
 public:
  Random(std::uint64_t seed, Stream stream, Index atom, Index step);
  /// Uniform in (0, 1), 52 bits: neither 0 nor 1 occurs, and x is as likely as 1 − x.
  double uniform();
  /// Standard normal (Box–Muller).
  double normal();
  Vec3 normal3() { return {normal(), normal(), normal()}; }
  /// Gamma with shape a > 0 and unit scale (Marsaglia & Tsang, ACM TOMS 26, 363, 2000).
  double gamma(double shape);

 private:
  std::uint64_t next();
  std::array<std::uint32_t, 4> counter_, block_{};
  std::array<std::uint32_t, 2> key_;
  int used_ = 4;
  double spare_ = 0.0;
  bool has_spare_ = false;
};

}  // namespace liquidus
