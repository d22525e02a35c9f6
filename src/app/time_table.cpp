#include "app/time_table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace liquidus {

std::vector<PhaseTime> time_by_phase(const Communicator& ranks, const PhaseSeconds& before, const PhaseSeconds& after) {
  PhaseSeconds spent{};
  for (std::size_t k = 0; k < spent.size(); ++k) spent[k] = after[k] - before[k];
  PhaseSeconds sum = spent, most = spent, least = spent;
  for (auto& x : least) x = -x;
  ranks.sum(sum);
  ranks.max(most);
  ranks.max(least);
  std::vector<PhaseTime> phases;
  for (std::size_t k = 0; k < spent.size(); ++k)
    if (most[k] > 0.0) phases.push_back({phase_names[k], -least[k], sum[k] / ranks.size(), most[k]});
  return phases;
}

std::string time_table(const std::vector<PhaseTime>& phases, int ranks) {
  double all = 0.0;
  for (const auto& phase : phases) all += phase.mean;
  const bool several = ranks > 1;
  std::string text = fmt::format("{:<24}{:>10}{}{:>9}\n", "where the time went (s)", several ? "mean" : "",
                                 several ? fmt::format("{:>10}{:>10}", "least", "most") : "", "share");
  for (const auto& phase : phases)
    text += fmt::format("{:<24}{:>10.2f}{}{:>8.1f}%\n", phase.name, phase.mean,
                        several ? fmt::format("{:>10.2f}{:>10.2f}", phase.least, phase.most) : "",
                        all > 0.0 ? 100.0 * phase.mean / all : 0.0);
  if (several) text += "communication includes waiting for other ranks, which input/output of rank 0 makes them do\n";
  return text;
}

}  // namespace liquidus
