#pragma once
#include <optional>

namespace liquidus {

/// A number with its standard error; no error where there weren't two blocks.
struct Estimate {
  double value = 0.0;
  std::optional<double> error;
};

}  // namespace liquidus
