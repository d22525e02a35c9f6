#pragma once
#include <string>
#include <vector>

namespace liquidus {

/// How a command ended and what it said, on both streams together.
struct CommandResult {
  int exit_code = 0;  // 128 + n where signal n ended it; 127 if there is no such program
  std::string text;
};

/// Runs a program with its arguments, not through a shell, and waits for it.
/// @throws Error if it can't be started for another reason than that it isn't there
CommandResult run_command(const std::vector<std::string>& words);

}  // namespace liquidus
