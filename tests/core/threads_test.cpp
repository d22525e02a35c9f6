#include "core/threads.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>
#include <vector>

using namespace liquidus;

namespace {

/// Sets the number of threads and puts the old one back.
struct Threads {
  explicit Threads(int count) { set_threads(count); }
  ~Threads() { set_threads(before); }
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;
  int before = threads();
};

}  // namespace

TEST_CASE("ranges cover every index once, in order, and differ by at most one", "[threads_test]") {
  for (const Index n : {0, 1, 2, 7, 1000})
    for (const int parts : {1, 2, 3, 16}) {
      Index next = 0;
      for (int part = 0; part < parts; ++part) {
        const auto [begin, end] = range_of(n, part, parts);
        CHECK(begin == next);
        CHECK(end - begin >= n / parts);
        CHECK(end - begin <= n / parts + 1);
        next = end;
      }
      CHECK(next == n);
    }
}

TEST_CASE("each thread number is called once, with its own range", "[threads_test]") {
  for (const int count : {1, 2, 5}) {
    const Threads set(count);
    const int parts = threads();  // 1 without OpenMP
    for (const Index n : {0, 3, 100}) {
      std::vector<int> calls(static_cast<std::size_t>(parts), 0), visits(static_cast<std::size_t>(n), 0);
      std::vector<std::pair<Index, Index>> ranges(static_cast<std::size_t>(parts));
      parallel_ranges(n, [&](Index begin, Index end, int thread) {
        ++calls[static_cast<std::size_t>(thread)];
        ranges[static_cast<std::size_t>(thread)] = {begin, end};
        for (Index i = begin; i < end; ++i) ++visits[static_cast<std::size_t>(i)];
      });
      CHECK(calls == std::vector<int>(static_cast<std::size_t>(parts), 1));
      CHECK(visits == std::vector<int>(static_cast<std::size_t>(n), 1));
      for (int part = 0; part < parts; ++part)
        CHECK(ranges[static_cast<std::size_t>(part)] == range_of(n, part, parts));
    }
  }
}

TEST_CASE("inside a parallel loop the same ranges are served by fewer threads", "[threads_test]") {
  const Threads set(2);
  std::vector<int> visits(40, 0);
  parallel_ranges(2, [&](Index begin, Index end, int) {
    for (Index outer = begin; outer < end; ++outer)
      parallel_ranges(20, [&](Index from, Index to, int) {
        for (Index i = from; i < to; ++i) ++visits[static_cast<std::size_t>(20 * outer + i)];
      });
  });
  CHECK(visits == std::vector<int>(40, 1));
}

TEST_CASE("an exception in a thread arrives at the caller", "[threads_test]") {
  const Threads set(3);
  const auto fail_in_last = [](Index, Index end, int) {
    if (end == 10) throw std::runtime_error("atom 9 is lost");
  };
  CHECK_THROWS_WITH(parallel_ranges(10, fail_in_last), "atom 9 is lost");
}

TEST_CASE("a count of threads below one means one", "[threads_test]") {
  const Threads set(-3);
  CHECK(threads() == 1);
}
