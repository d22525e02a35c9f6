#pragma once
#include <string>

#include "core/errors.hpp"

namespace liquidus::testing {

/// The message of the InputError that f throws, or "no error".
template <class F>
std::string error_of(F&& f) {
  try {
    f();
  } catch (const InputError& e) {
    return e.what();
  }
  return "no error";
}

}  // namespace liquidus::testing
