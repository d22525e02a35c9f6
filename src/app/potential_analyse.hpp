#pragma once
#include <CLI/CLI.hpp>

#include "parallel/communicator.hpp"

namespace liquidus {

/// Adds `liquidus potential analyse` to its group.
void add_potential_analyse(CLI::App& group, const Communicator& ranks);

}  // namespace liquidus
