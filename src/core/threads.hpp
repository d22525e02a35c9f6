#pragma once
#include <exception>
#include <utility>

#include "core/vec3.hpp"

#ifdef _OPENMP
#include <omp.h>
#endif

namespace liquidus {

/// Threads that parallel_ranges uses when called from here: OMP_NUM_THREADS or all cores at first, and 1 without
/// OpenMP.
inline int threads() {
#ifdef _OPENMP
  return omp_get_max_threads();
#else
  return 1;
#endif
}

/// Sets threads() for the calling thread; a count below 1 means 1.
inline void set_threads([[maybe_unused]] int count) {
#ifdef _OPENMP
  omp_set_num_threads(count < 1 ? 1 : count);
#endif
}

/// The part of [0, n) that falls to `part` of `parts`: contiguous, in order, sizes that differ by at most one.
inline std::pair<Index, Index> range_of(Index n, int part, int parts) {
  return {n * part / parts, n * (part + 1) / parts};
}

/// What an index of a parallel loop costs, roughly. A loop that is over sooner than the threads are awake (some 20 µs,
/// and far more on a machine that others use too) is run by the calling thread, range after range. A build that looks
/// for races sets it to 0, to thread all loops.
struct Nanoseconds {
  double each;
};
#ifndef LIQUIDUS_SHORT_LOOP_NS
#define LIQUIDUS_SHORT_LOOP_NS 20e3
#endif

/// Calls f(begin, end, thread) once for each thread in 0 … threads() − 1, also where its range is empty. The ranges
/// depend on n and threads() alone, never on how many threads the runtime grants, so that sums kept per `thread` and
/// added in that order are the same in every run. One of the exceptions thrown by f is rethrown when all have ended.
template <class F>
void parallel_ranges(Index n, Nanoseconds cost, F&& f) {
  const int parts = threads();
  // no team where none is wanted: OpenMP would allocate even one of one
  if (parts == 1 || static_cast<double>(n) * cost.each < LIQUIDUS_SHORT_LOOP_NS) {
    for (int part = 0; part < parts; ++part) {
      const auto [begin, end] = range_of(n, part, parts);
      f(begin, end, part);
    }
    return;
  }
  std::exception_ptr thrown;
#ifdef _OPENMP
#pragma omp parallel for schedule(static, 1) num_threads(parts)
#endif
  for (int part = 0; part < parts; ++part) {
    try {
      const auto [begin, end] = range_of(n, part, parts);
      f(begin, end, part);
    } catch (...) {
#ifdef _OPENMP
#pragma omp critical(liquidus_parallel_ranges)
#endif
      thrown = std::current_exception();
    }
  }
  if (thrown) std::rethrow_exception(thrown);
}
/// For loops that are always worth a thread.
template <class F>
void parallel_ranges(Index n, F&& f) {
  parallel_ranges(n, Nanoseconds{1e9}, std::forward<F>(f));
}

}  // namespace liquidus
