#pragma once
#include <vector>

#include "core/errors.hpp"

namespace liquidus {

/// Where the section of that number stands, if that is known.
inline Location place_in(const std::vector<Location>& places, std::size_t number) {
  return number < places.size() ? places[number] : Location{};
}

/// What `f` finds wrong is told with the place in the file that it goes back to, if that is known.
template <class F>
void told_with(const Location& at, F&& f) {
  try {
    f();
  } catch (const InputError& error) {
    if (at.file.empty()) throw;
    throw InputError(at, error.what());
  }
}

}  // namespace liquidus
