#pragma once
#include <span>

#include "scatter/estimate.hpp"

namespace liquidus {

/// The mean of a series whose values are correlated.
struct CorrelatedMean {
  Estimate mean;                  // no error with fewer than four values, or where the correlation is too long for one
  double correlation_time = 0.5;  // integrated, τ = 1/2 + Σ ρ(t), in samples; 1/2 without correlation
};

/// Standard error s √(2τ/N), with the integrated autocorrelation time τ from the window that balances the noise of the
/// sum against what it leaves out, S = 1.5, and the bias of a finite series taken off (Wolff, Comput. Phys. Commun.
/// 156, 143, 2004). A series of fewer than 20 τ values has no error.
CorrelatedMean correlated_mean(std::span<const double> values);

}  // namespace liquidus
