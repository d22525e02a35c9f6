#pragma once
#include <string>
#include <vector>

#include "mlip/train.hpp"

namespace liquidus {

/// One row per epoch: time, learning rate, losses, and errors of energy per atom, forces and stress.
void write_learning_curves(const std::string& path, const std::vector<EpochRow>& rows);

/// The same as a page that stands by itself: losses and errors over epochs, on logarithmic axes.
void write_learning_page(const std::string& path, const std::string& title, const std::vector<EpochRow>& rows);

}  // namespace liquidus
