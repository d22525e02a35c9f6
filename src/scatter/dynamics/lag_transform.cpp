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

/// Memory as FFTW aligns it for its vector instructions, one for each thread, used again.
class Scratch {
 public:
  double* series(std::size_t n) { return grown(series_, series_size_, n); }
  std::complex<double>* spectrum(std::size_t n) {
    return reinterpret_cast<std::complex<double>*>(grown(spectrum_, spectrum_size_, 2 * n));
  }

 private:
  struct Free {
    void operator()(double* memory) const { fftw_free(memory); }
  };
  using Memory = std::unique_ptr<double[], Free>;
  static double* grown(Memory& memory, std::size_t& size, std::size_t n) {
    if (n > size) {
      memory.reset(fftw_alloc_real(n));
      size = n;
    }
    return memory.get();
  }
  Memory series_, spectrum_;
  std::size_t series_size_ = 0, spectrum_size_ = 0;
};

Scratch& scratch() {
  thread_local Scratch mine;
  return mine;
}

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
  double* series = scratch().series(static_cast<std::size_t>(n));
  Complex* spectrum = scratch().spectrum(waves());
  const std::lock_guard lock(planning());
  plans_->forward.reset(fftw_plan_dft_r2c_1d(n, series, raw(spectrum), FFTW_ESTIMATE));
  plans_->backward.reset(fftw_plan_dft_c2r_1d(n, raw(spectrum), series, FFTW_ESTIMATE));
}

LagTransform::~LagTransform() = default;
LagTransform::LagTransform(LagTransform&&) noexcept = default;
LagTransform& LagTransform::operator=(LagTransform&&) noexcept = default;

void LagTransform::forward(std::span<const double> series, std::span<Complex> into) const {
  double* padded = scratch().series(static_cast<std::size_t>(2 * length_));
  Complex* spectrum = scratch().spectrum(waves());
  std::fill(std::copy(series.begin(), series.end(), padded), padded + 2 * length_, 0.0);
  fftw_execute_dft_r2c(plans_->forward.get(), padded, raw(spectrum));
  std::copy_n(spectrum, waves(), into.begin());
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
  double* series = scratch().series(static_cast<std::size_t>(2 * length_));
  Complex* spectrum = scratch().spectrum(waves());
  std::copy(products.begin(), products.end(), spectrum);
  fftw_execute_dft_c2r(plans_->backward.get(), raw(spectrum), series);
  std::vector<double> sums(series, series + waves());
  for (double& x : sums) x /= static_cast<double>(2 * length_);
  return sums;
}

}  // namespace liquidus
