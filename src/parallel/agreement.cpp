#include "parallel/agreement.hpp"

#include <string>

#include "core/errors.hpp"

namespace liquidus {
namespace {

enum class Kind : int { none, input, simulation, other };

struct Outcome {
  Kind kind = Kind::none;
  std::string what;
};

Outcome outcome_of(const std::exception_ptr& thrown) {
  if (!thrown) return {};
  try {
    std::rethrow_exception(thrown);
  } catch (const InputError& error) {
    return {Kind::input, error.what()};
  } catch (const SimulationError& error) {
    return {Kind::simulation, error.what()};
  } catch (const std::exception& error) {
    return {Kind::other, error.what()};
  } catch (...) {
    return {Kind::other, "an exception that says nothing"};
  }
}

}  // namespace

void agree(const Communicator& ranks, std::exception_ptr mine) {
  if (ranks.alone()) {
    if (mine) std::rethrow_exception(mine);
    return;
  }
  const Index first = ranks.min(mine ? Index{ranks.rank()} : Index{ranks.size()});
  if (first == ranks.size()) return;
  const int from = static_cast<int>(first);
  Outcome outcome = outcome_of(mine);
  ranks.broadcast(outcome.kind, from);
  ranks.broadcast(outcome.what, from);
  if (ranks.rank() == from) std::rethrow_exception(mine);
  const std::string text = (from == 0 ? "" : "rank " + std::to_string(from) + ": ") + outcome.what;
  if (outcome.kind == Kind::input) throw InputError(text);
  if (outcome.kind == Kind::simulation) throw SimulationError(text);
  throw Error(text);
}

}  // namespace liquidus
