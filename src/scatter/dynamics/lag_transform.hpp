#pragma once
#include <complex>
#include <memory>
#include <span>
#include <vector>

#include "core/vec3.hpp"

namespace liquidus {

/// The least length ≥ n whose only factors are 2, 3 and 5, which Fourier transforms are quick at.
Index fast_length(Index n);

/// Correlations of series that are cut into blocks of L samples, Σ x(t) y(t + lag) over the origins t of one block with
/// t + lag in that block or the next: exact for lags 0 … L, by transforms of 2L points, of which the second half holds
/// zeros. With the transforms X and Y of a block and Y' of y's next block the sums are the inverse transform of
/// X* (Y + (−1)^k Y'): the next block stands L samples later, a factor exp(−2πi k L/2L). Products of many series may be
/// added up before the one inverse transform. Plans are FFTW's estimates, so that every run rounds alike.
class LagTransform {
 public:
  using Complex = std::complex<double>;

  /// @param length  L, samples in a block; a fast_length() is quick
  /// @throws std::invalid_argument if it is below 1
  explicit LagTransform(Index length);
  ~LagTransform();
  LagTransform(LagTransform&&) noexcept;
  LagTransform& operator=(LagTransform&&) noexcept;

  Index length() const { return length_; }
  std::size_t waves() const { return static_cast<std::size_t>(length_) + 1; }

  /// @param series  [up to L] samples of a block; zeros follow
  /// @param into    [waves()] its transform
  void forward(std::span<const double> series, std::span<Complex> into) const;
  /// sum[k] += X*[k] (Y[k] + (−1)^k Y'[k]) for from ≤ k < to.
  static void add_products(const Complex* x, const Complex* y, const Complex* next, std::size_t from, std::size_t to,
                           Complex* sum);
  /// @return [L + 1] correlation sums at lags 0 … L
  std::vector<double> lags(std::span<const Complex> products) const;

 private:
  struct Plans;
  Index length_;
  std::unique_ptr<Plans> plans_;
};

}  // namespace liquidus
