#include "parallel/agreement.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>

#include "core/errors.hpp"

using namespace liquidus;

namespace {

/// What the error of `from` alone says on all ranks.
std::string prefixed(int from, const std::string& what) {
  return from == 0 ? what : "rank " + std::to_string(from) + ": " + what;
}

}  // namespace

TEST_CASE("what one rank throws is thrown on all, as what it is", "[agreement_test]") {
  const auto ranks = Communicator::world();
  for (int from = 0; from < ranks.size(); ++from) {
    const auto only_there = [&](auto error) {
      return [&ranks, from, error] {
        if (ranks.rank() == from) throw error;
      };
    };
    const auto text = [&](const char* what) {  // the rank that threw gets its own words back
      return ranks.rank() == from ? what : prefixed(from, what);
    };
    CHECK_THROWS_AS(together(ranks, only_there(InputError("a typo"))), InputError);
    CHECK_THROWS_WITH(together(ranks, only_there(InputError("a typo"))), text("a typo"));
    CHECK_THROWS_AS(together(ranks, only_there(SimulationError("too hot"))), SimulationError);
    CHECK_THROWS_WITH(together(ranks, only_there(SimulationError("too hot"))), text("too hot"));
    CHECK_THROWS_AS(together(ranks, only_there(Error("disk full"))), Error);
    CHECK_THROWS_WITH(together(ranks, only_there(std::out_of_range("17"))), text("17"));
    if (ranks.rank() == from)
      CHECK_THROWS_AS(together(ranks, only_there(3)), int);
    else
      CHECK_THROWS_WITH(together(ranks, only_there(3)), prefixed(from, "an exception that says nothing"));
  }
}

TEST_CASE("of several errors the lowest rank's counts", "[agreement_test]") {
  const auto ranks = Communicator::world();
  if (ranks.size() < 3) return;
  const auto fail = [&] {
    if (ranks.rank() == 1) throw InputError("first");
    if (ranks.rank() == 2) throw SimulationError("second");
  };
  CHECK_THROWS_WITH(together(ranks, fail), ranks.rank() == 1 ? "first" : "rank 1: first");
  CHECK_THROWS_AS(together(ranks, fail), InputError);
}

TEST_CASE("what rank 0 alone does fails for all, without a prefix", "[agreement_test]") {
  const auto ranks = Communicator::world();
  int calls = 0;
  on_root(ranks, [&] { ++calls; });
  CHECK(calls == (ranks.is_root() ? 1 : 0));
  CHECK_THROWS_WITH(on_root(ranks, [] { throw InputError("run.toml:7: unknown key"); }), "run.toml:7: unknown key");
  CHECK_THROWS_AS(on_root(ranks, [] { throw InputError("run.toml:7: unknown key"); }), InputError);
}

TEST_CASE("nobody fails where nobody throws, and work goes on after an error", "[agreement_test]") {
  const auto ranks = Communicator::world();
  CHECK_NOTHROW(together(ranks, [] {}));
  CHECK_THROWS(together(ranks, [&] {
    if (ranks.rank() == ranks.size() - 1) throw Error("once");
  }));
  CHECK(ranks.sum(Index{1}) == ranks.size());
}
