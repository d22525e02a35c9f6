#pragma once
#include <functional>
#include <string>

#include "core/structure.hpp"

namespace liquidus::bench {

/// A call of the model's own forward(), as its exporter means it to be called, for energies and forces of a graph that
/// is there already. The forces' sum of squares is what it returns, for comparison.
std::function<double()> own_forward(const std::string& file, const Structure& atoms, const std::string& device);

}  // namespace liquidus::bench
