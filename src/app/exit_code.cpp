#include "app/exit_code.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <string>

#include "core/errors.hpp"

namespace liquidus {
namespace {

int say(const Launch& launch, bool every_rank_works, const std::string& what, int code) {
  std::fflush(stdout);
  const auto verdict = every_rank_works ? launch.failed(what) : Launch::Verdict{what, false};
  if (!verdict.text.empty()) fmt::print(stderr, "liquidus: {}\n", verdict.text);
  if (verdict.abort) launch.abort(code);
  return code;
}

}  // namespace

int exit_code(const Launch& launch, bool every_rank_works, const std::function<int()>& work) {
  try {
    return work();
  } catch (const InputError& e) {
    return say(launch, every_rank_works, e.what(), users_mistake);
  } catch (const SimulationError& e) {
    return say(launch, every_rank_works, e.what(), simulation_stopped);
  } catch (const std::exception& e) {
    return say(launch, every_rank_works, e.what(), failed);
  }
}

}  // namespace liquidus
