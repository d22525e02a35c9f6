#pragma once
#include <CLI/CLI.hpp>

namespace liquidus {

/// Adds `liquidus potential export` to its group.
void add_potential_export(CLI::App& group);

}  // namespace liquidus
