#pragma once
#include <vector>

#include "core/vec3.hpp"

namespace liquidus {

/// How a correction depends on temperature: ΔU(r, T) = Σ_m b_m(T) c_m(r).
struct TemperatureBasis {
  enum class Kind {
    constant,  // b = 1
    linear,    // b = 1, (T − T0)/T0
    kernel     // a Gaussian process in r and T: c_m is ΔU at the temperature of node m, b_m interpolates between them
  };
  Kind kind = Kind::constant;
  double reference = 300.0;   // T0, K, of linear
  double slope = 3.0;         // prior: standard deviation of c_1 over that of c_0, of linear
  std::vector<double> nodes;  // [terms] K, distinct, of kernel
  double length = 300.0;      // K, ℓ of exp[−(ΔT/ℓ)²/2], of kernel

  std::size_t terms() const { return kind == Kind::constant ? 1 : kind == Kind::linear ? 2 : nodes.size(); }
  /// [terms] b_m at a temperature in K.
  std::vector<double> at(double temperature) const;
  /// [terms × terms] row by row: prior covariance of the c_m in units of the kernel in r.
  std::vector<double> prior() const;
  /// @throws std::invalid_argument for a T0, slope or length that isn't positive, or nodes that are missing, not
  /// positive or closer to each other than 1e-3 lengths
  void check() const;
  bool operator==(const TemperatureBasis&) const = default;
};

}  // namespace liquidus
