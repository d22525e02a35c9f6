// Catch2's main for tests that run on several ranks: all ranks run the same cases, rank 0 reports. A rank whose check
// fails stops there, and ends the others, who may wait for it.
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#include <iostream>
#include <sstream>

#include "parallel/communicator.hpp"
#include "parallel/launch.hpp"

int main(int argc, char** argv) {
  const liquidus::Launch launch;
  const auto ranks = liquidus::Communicator::world();
  std::ostringstream kept;
  auto* terminal = std::cout.rdbuf();
  if (!ranks.is_root()) std::cout.rdbuf(kept.rdbuf());
  Catch::Session session;
  session.configData().abortAfter = 1;
  const int bad_words = session.applyCommandLine(argc, argv);
  const int failures = bad_words ? bad_words : session.run();
  std::cout.rdbuf(terminal);
  if (failures == 0) return 0;
  const auto verdict = launch.failed("these tests failed");
  if (!ranks.is_root()) std::cout << "rank " << ranks.rank() << ":\n" << kept.str() << std::flush;
  if (verdict.abort) launch.abort(1);
  return 1;
}
