#pragma once
#include <functional>

#include "correct/gp/prior.hpp"

namespace liquidus {

/// Where a kernel's width and length are looked for.
struct KernelBounds {
  double least_width = 0.0, most_width = 0.0;    // eV; equal: fixed
  double least_length = 0.0, most_length = 0.0;  // Å; equal: fixed
};

/// The kernel of the given form within bounds for which `log_likelihood` is greatest: the best point of a grid that is
/// even in the logarithms, then golden sections in width and length by turns about it, to 1 % in both. The value on the
/// bound is returned where the likelihood rises up to it.
/// Calls with the same length come one after another where they can: a new length costs more than a new width.
/// @throws std::invalid_argument unless 0 < least ≤ most
Kernel most_likely_kernel(Kernel::Form form, const KernelBounds& bounds,
                          const std::function<double(const Kernel&)>& log_likelihood);

}  // namespace liquidus
