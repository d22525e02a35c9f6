#pragma once
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/vec3.hpp"

namespace liquidus {

/// Anything that stops a command and that a person can act upon; what() is a whole sentence for that person.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Location {
  std::string file;
  Index line = 0;  // 1-based; 0 when the file as a whole is meant
};

/// The user's mistake, "file:line: what was found; what was expected". The command line exits with code 2 on it.
class InputError : public Error {
 public:
  explicit InputError(const std::string& message) : Error(message) {}
  InputError(const Location& at, const std::string& message);
};

/// A simulation that can't go on (a NaN, atoms too close, a runaway temperature). Exit code 3.
class SimulationError : public Error {
 public:
  using Error::Error;
};

/// The name in `known` nearest to `name` by edit distance, or empty when none is near enough to be a slip of the hand.
std::string nearest_name(std::string_view name, std::span<const std::string> known);

/// "; did you mean 'x'?" when there is a near name, otherwise "; known: a, b, c".
std::string suggestion(std::string_view name, std::span<const std::string> known);

}  // namespace liquidus
