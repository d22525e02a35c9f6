#pragma once
#include <functional>

#include "parallel/launch.hpp"

namespace liquidus {

/// The program's exit codes, besides 0.
inline constexpr int failed = 1, users_mistake = 2, simulation_stopped = 3;

/// Runs `work`, whose code comes back. What it throws is said on stderr and becomes a code. Where every rank of a
/// launch works and one fails alone, the others are ended, for they may wait for it.
int exit_code(const Launch& launch, bool every_rank_works, const std::function<int()>& work);

}  // namespace liquidus
