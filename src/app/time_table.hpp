#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/phases.hpp"
#include "parallel/communicator.hpp"

namespace liquidus {

/// What the ranks have spent on one phase, s.
struct PhaseTime {
  std::string_view name;
  double least = 0.0, mean = 0.0, most = 0.0;  // of a rank
};

/// Wall time by phase, over all ranks; phases that took none are left out. Collective.
std::vector<PhaseTime> time_by_phase(const Communicator& ranks, const PhaseSeconds& before, const PhaseSeconds& after);

/// A line for each phase: mean seconds of a rank and their share, and of several ranks the least and the most.
std::string time_table(const std::vector<PhaseTime>& phases, int ranks);

}  // namespace liquidus
