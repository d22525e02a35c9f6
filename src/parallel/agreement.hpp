#pragma once
#include <exception>

#include "parallel/communicator.hpp"

namespace liquidus {

/// If any rank hands over an exception, all throw that of the lowest such rank, as the type of core/errors.hpp that it
/// is and with "rank k: " before it, unless the rank is 0. Collective.
void agree(const Communicator& ranks, std::exception_ptr mine);

/// Rank 0 runs f; what it throws is thrown on all ranks. Collective.
template <class F>
void on_root(const Communicator& ranks, F&& f) {
  std::exception_ptr thrown;
  if (ranks.is_root()) try {
      f();
    } catch (...) {
      thrown = std::current_exception();
    }
  agree(ranks, thrown);
}

/// Every rank runs f; what one throws is thrown on all. f must not call the other ranks. Collective.
template <class F>
void together(const Communicator& ranks, F&& f) {
  std::exception_ptr thrown;
  try {
    f();
  } catch (...) {
    thrown = std::current_exception();
  }
  agree(ranks, thrown);
}

/// The root runs f and then the others do, so that a mistake that all would find is told once, by the root. f must not
/// call the other ranks. Collective.
template <class F>
void root_first(const Communicator& ranks, F&& f) {
  on_root(ranks, f);
  together(ranks, [&] {
    if (!ranks.is_root()) f();
  });
}

}  // namespace liquidus
