#pragma once

namespace liquidus {

/// Covariance of a function at two places, x = |a − b|/ℓ.
struct Kernel {
  enum class Form {
    squared_exponential,  // w² exp(−x²/2)
    without_half          // w² exp(−x²), as in the public code of Shanks et al.
  };
  Form form = Form::squared_exponential;
  double width = 0.0;   // w, eV
  double length = 1.0;  // ℓ, Å

  double operator()(double a, double b) const;
};

/// What is thought of a correction to one pair before anything is measured: a Gaussian process of mean zero that is
/// certain to end at the cutoff, smoothly over the last `taper`.
struct CorrectionPrior {
  Kernel kernel;
  double taper = 1.0;  // Å
};
/// Factor of the process that takes it to zero at the cutoff: 1 − 10x³ + 15x⁴ − 6x⁵ over the taper.
double taper_at(double r, double cutoff, double taper);

}  // namespace liquidus
