#include "scatter/local/coordination.hpp"

#include <cmath>

#include "core/errors.hpp"

namespace liquidus {

Coordination::Coordination(const CoordinationOptions& options, const Communicator& ranks)
    : BondMeasure("coordination", options, ranks) {}

std::size_t Coordination::place_of(const Environment& environment) {
  const auto [found, is_new] = place_.try_emplace(environment, environments_.size());
  if (is_new) environments_.push_back(environment);
  return found->second;
}

/// Counting neighbours is far quicker than finding them, which all ranks have done: each counts all.
std::vector<double> Coordination::numbers_of(const BondGraph& graph) {
  std::vector<double> count(environments_.size(), 0.0);
  Environment here;
  for (Index i = 0; i < graph.size(); ++i) {
    const int kind = graph.kind[static_cast<std::size_t>(i)];
    if (kind < 0) continue;
    here.assign(finder().species().size() + 1, 0);
    here[0] = kind;
    for (const Bond& bond : graph.of(i))
      ++here[static_cast<std::size_t>(graph.kind[static_cast<std::size_t>(bond.to)]) + 1];
    const std::size_t place = place_of(here);
    count.resize(environments_.size(), 0.0);
    count[place] += 1.0;
  }
  return count;
}

std::vector<double> Coordination::more_state() const {
  std::vector<double> flat;
  for (const auto& environment : environments_) flat.insert(flat.end(), environment.begin(), environment.end());
  return flat;
}

void Coordination::restore_more(const std::vector<double>& more) {
  const std::size_t length = finder().species().size() + 1;
  const auto broken = [] { throw InputError("the saved state of a measure of type coordination is damaged"); };
  if (more.size() % length != 0) broken();
  std::vector<Environment> restored;
  for (std::size_t at = 0; at < more.size(); at += length) {
    Environment environment;
    for (std::size_t k = 0; k < length; ++k) {
      const double n = more[at + k];
      if (!(n >= 0.0 && n < 1e9) || n != std::floor(n)) broken();
      environment.push_back(static_cast<int>(n));
    }
    if (environment[0] >= static_cast<int>(length) - 1) broken();
    restored.push_back(std::move(environment));
  }
  environments_.clear();
  place_.clear();
  for (const auto& environment : restored) place_of(environment);
  if (environments_.size() != restored.size()) broken();
}

}  // namespace liquidus
