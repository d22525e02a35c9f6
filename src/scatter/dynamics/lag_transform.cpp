#include "scatter/dynamics/lag_transform.hpp"

#include <fftw3.h>

#include <algorithm>
#include <mutex>
#include <stdexcept>

namespace liquidus {
namespace {

/// FFTW plans one at a time; executing plans needs no lock.
std::mutex& planning() {
  static std::mutex mutex;
  return mutex;
}

struct Destroy {
  void operator()(fftw_plan plan) const {
    const std::lock_guard lock(planning());
    fftw_destroy_plan(plan);
  }
};
using Plan = std::unique_ptr<std::remove_pointer_t<fftw_plan>, Destroy>;

fftw_complex* raw(std::complex<double>* values) { return reinterpret_cast<fftw_complex*>(values); }

}  // namespace

Index fast_length(Index n) {
  for (Index trial = std::max<Index>(n, 1);; ++trial) {
    Index rest = trial;
    for (const Index factor : {2, 3, 5})
      while (rest % factor == 0) rest /= factor;
    if (rest == 1) return trial;
  }
}

struct LagTransform::Plans {
  Plan forward, backward;
};

LagTransform::LagTransform(Index length) : length_(length), plans_(std::make_unique<Plans>()) {
  if (length < 1 || length > (Index{1} << 29))
    throw std::invalid_argument("a block of a correlation has 1 to 2^29 samples");
  const auto n = static_cast<int>(2 * length);
  std::vector<double> series(static_cast<std::size_t>(n));
  std::vector<Complex> spectrum(waves());
  const std::lock_guard lock(planning());
  // callers' memory may begin anywhere
  constexpr unsigned flags = FFTW_ESTIMATE | FFTW_UNALIGNED;
  plans_->forward.reset(fftw_plan_dft_r2c_1d(n, series.data(), raw(spectrum.data()), flags));
  plans_->backward.reset(fftw_plan_dft_c2r_1d(n, raw(spectrum.data()), series.data(), flags));
}

LagTransform::~LagTransform() = default;
LagTransform::LagTransform(LagTransform&&) noexcept = default;
LagTransform& LagTransform::operator=(LagTransform&&) noexcept = default;

void LagTransform::forward(std::span<const double> series, std::span<Complex> into) const {
  thread_local std::vector<double> padded;
  padded.assign(static_cast<std::size_t>(2 * length_), 0.0);
  std::copy(series.begin(), series.end(), padded.begin());
  fftw_execute_dft_r2c(plans_->forward.get(), padded.data(), raw(into.data()));
}

void LagTransform::add_products(const Complex* x, const Complex* y, const Complex* next, std::size_t from,
                                std::size_t to, Complex* sum) {
  for (std::size_t k = from; k < to; ++k) {
    const double sign = k % 2 == 0 ? 1.0 : -1.0;
    const double re = y[k].real() + sign * next[k].real(), im = y[k].imag() + sign * next[k].imag();
    sum[k] += Complex{x[k].real() * re + x[k].imag() * im, x[k].real() * im - x[k].imag() * re};
  }
}

std::vector<double> LagTransform::lags(std::span<const Complex> products) const {
  std::vector<Complex> spectrum(products.begin(), products.end());
  std::vector<double> series(static_cast<std::size_t>(2 * length_));
  fftw_execute_dft_c2r(plans_->backward.get(), raw(spectrum.data()), series.data());
  series.resize(waves());
  for (double& x : series) x /= static_cast<double>(2 * length_);
  return series;
}

}  // namespace liquidus
