#pragma once
#include <span>
#include <stdexcept>
#include <vector>

#include "core/vec3.hpp"

namespace liquidus {

/// Vectors and matrices as the bare numbers that a checkpoint holds, and back.
inline std::vector<double> numbers(std::span<const Vec3> v) {
  std::vector<double> all;
  all.reserve(3 * v.size());
  for (const auto& x : v) all.insert(all.end(), x.begin(), x.end());
  return all;
}
inline std::vector<double> numbers(const Mat3& m) { return numbers(std::span<const Vec3>(m)); }

/// @throws std::invalid_argument if the numbers don't come in threes
inline std::vector<Vec3> vectors(const std::vector<double>& x) {
  if (x.size() % 3 != 0) throw std::invalid_argument("expected three numbers for each vector");
  std::vector<Vec3> all(x.size() / 3);
  for (std::size_t i = 0; i < x.size(); ++i) all[i / 3][i % 3] = x[i];
  return all;
}
/// @throws std::invalid_argument unless there are nine
inline Mat3 mat3(const std::vector<double>& x) {
  if (x.size() != 9) throw std::invalid_argument("expected nine numbers for a matrix");
  const auto rows = vectors(x);
  return {rows[0], rows[1], rows[2]};
}

}  // namespace liquidus
