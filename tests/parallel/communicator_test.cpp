#include "parallel/communicator.hpp"

#include <catch2/catch.hpp>
#include <numeric>

using namespace liquidus;

namespace {

struct Record {  // of an odd size
  char name[3];
  std::int16_t number;
  char end;
  bool operator==(const Record&) const = default;
};
static_assert(sizeof(Record) == 8);

/// Elements that rank p sends to rank q in the tests of exchange: none, one, and many, never symmetric.
Index count_of(int p, int q, int round) { return (p * 7 + q * 3 + round) % 4 == 0 ? 0 : (p + 2 * q + 5 * round) % 97; }

/// The k-th of them.
std::int32_t element_of(int p, int q, Index k) { return 10000 * p + 1000 * q + static_cast<std::int32_t>(k); }

void check_exchange(const Communicator& ranks, int round) {
  const int me = ranks.rank(), size = ranks.size();
  std::vector<std::int32_t> values, expected, received;
  std::vector<Index> counts, expected_counts, received_counts;
  for (int q = 0; q < size; ++q) {
    counts.push_back(count_of(me, q, round));
    for (Index k = 0; k < counts.back(); ++k) values.push_back(element_of(me, q, k));
    expected_counts.push_back(count_of(q, me, round));
    for (Index k = 0; k < expected_counts.back(); ++k) expected.push_back(element_of(q, me, k));
  }
  ranks.exchange(std::span<const std::int32_t>(values), counts, received, received_counts);
  CHECK(received_counts == expected_counts);
  CHECK(received == expected);
  std::fill(received.begin(), received.end(), -1);
  ranks.exchange_known(std::span<const std::int32_t>(values), counts, std::span<std::int32_t>(received),
                       received_counts);
  CHECK(received == expected);
}

void check_collectives(const Communicator& ranks) {
  const int me = ranks.rank(), size = ranks.size();
  std::vector<double> values(1000);
  for (std::size_t k = 0; k < values.size(); ++k) values[k] = static_cast<double>(k) * (me + 1);
  ranks.sum(std::span<double>(values));
  const double times = 0.5 * size * (size + 1);  // whole numbers: exact
  int wrong = 0;
  for (std::size_t k = 0; k < values.size(); ++k) wrong += values[k] == static_cast<double>(k) * times ? 0 : 1;
  CHECK(wrong == 0);

  for (int root = 0; root < size; ++root) {
    std::vector<float> from(me == root ? 333 : 5, static_cast<float>(me));
    ranks.broadcast(from, root);
    CHECK(from == std::vector<float>(333, static_cast<float>(root)));
    std::string text = me == root ? std::string("a message of rank ") + std::to_string(root) : "";
    ranks.broadcast(text, root);
    CHECK(text == "a message of rank " + std::to_string(root));

    // rank k gives 100 k elements: rank 0 none
    const std::vector<Record> mine(static_cast<std::size_t>(100 * me),
                                   Record{{'a', 'b', 'c'}, static_cast<std::int16_t>(me), '.'});
    const auto all = ranks.gather(std::span<const Record>(mine), root);
    std::vector<Record> expected;
    for (int q = 0; q < size; ++q)
      expected.insert(expected.end(), static_cast<std::size_t>(100 * q),
                      {{'a', 'b', 'c'}, static_cast<std::int16_t>(q), '.'});
    CHECK((all == (me == root ? expected : std::vector<Record>{})));
  }
  for (int round = 0; round < 5; ++round) check_exchange(ranks, round);
}

}  // namespace

TEST_CASE("every rank has its number and the same view of all", "[communicator_test]") {
  const auto ranks = Communicator::world();
  CHECK(ranks.alone() == (ranks.size() == 1));
  CHECK(ranks.is_root() == (ranks.rank() == 0));
  const Index mine = ranks.rank();
  std::vector<Index> expected(static_cast<std::size_t>(ranks.size()));
  std::iota(expected.begin(), expected.end(), Index{0});
  CHECK(ranks.all_gather(std::span<const Index>(&mine, 1)) == expected);
  CHECK(ranks.cores() >= 1);
}

TEST_CASE("sums and extremes are those of all ranks, the same bits on each", "[communicator_test]") {
  const auto ranks = Communicator::world();
  const int me = ranks.rank(), size = ranks.size();
  CHECK(ranks.sum(Index{1} << (8 * me)) == [&] {
    Index all = 0;
    for (int q = 0; q < size; ++q) all += Index{1} << (8 * q);
    return all;
  }());
  CHECK(ranks.max(Index{10 - me}) == 10);
  CHECK(ranks.min(Index{10 - me}) == 11 - size);
  CHECK(ranks.max(-1.0 * me) == 0.0);
  CHECK(ranks.min(-1.0 * me) == 1.0 - size);
  CHECK(ranks.any(me == size - 1));
  CHECK(ranks.all(me == size - 1) == (size == 1));
  CHECK(ranks.sum(Vec3{1.0, 2.0, 1.0 * me}) == Vec3{1.0 * size, 2.0 * size, 0.5 * size * (size - 1)});
  CHECK(ranks.sum(Mat3::identity()) == static_cast<double>(size) * Mat3::identity());
  std::vector<float> halves(7, 0.5f);
  ranks.sum(std::span<float>(halves));
  CHECK(halves == std::vector<float>(7, 0.5f * static_cast<float>(size)));
  std::vector<double> largest{-1.0 * me, 1.0 * me, 4.0};
  ranks.max(std::span<double>(largest));
  CHECK(largest == std::vector<double>{0.0, size - 1.0, 4.0});

  // summands that don't commute in rounding
  const double sum = ranks.sum(1.0 / (3.0 + me) * (me % 2 ? 1e16 : 1.0));
  CHECK(ranks.max(sum) == sum);
  CHECK(ranks.min(sum) == sum);
}

TEST_CASE("blocks of any size arrive, empty ones too", "[communicator_test]") {
  check_collectives(Communicator::world());
}

TEST_CASE("messages beyond the largest part arrive whole", "[communicator_test]") {
  // 24 bytes cut neither 8000-byte sums nor 1332-byte broadcasts evenly into elements of all sizes
  check_collectives(Communicator::world(24));
}

TEST_CASE("neighbours in a ring talk past each other", "[communicator_test]") {
  for (const std::size_t part : {std::size_t{1} << 30, std::size_t{20}}) {
    const auto ranks = Communicator::world(part);
    if (ranks.alone()) return;
    const int next = (ranks.rank() + 1) % ranks.size(), last = (ranks.rank() + ranks.size() - 1) % ranks.size();
    Messages messages(ranks);
    const Traffic before = ranks.traffic();
    std::vector<double> one(50), other(3), mine(50, ranks.rank()), more(3, 0.5);
    messages.receive(last, std::as_writable_bytes(std::span(one)));
    messages.receive(last, std::as_writable_bytes(std::span(other)));
    messages.send(next, std::as_bytes(std::span(mine)));
    messages.send(next, std::as_bytes(std::span(more)));
    messages.wait();
    CHECK(one == std::vector<double>(50, last));
    CHECK(other == more);
    CHECK(ranks.traffic().bytes - before.bytes == 53 * 8);
    CHECK(ranks.traffic().messages - before.messages == (part > 24 ? 2 : 20 + 2));
    messages.wait();  // for nothing
  }
}

TEST_CASE("messages given up leave memory alone", "[communicator_test]") {
  const auto ranks = Communicator::world();
  if (ranks.alone()) return;
  std::vector<double> mine(10, 1.0), theirs(10, -1.0);
  const int next = (ranks.rank() + 1) % ranks.size(), last = (ranks.rank() + ranks.size() - 1) % ranks.size();
  {
    Messages messages(ranks);
    messages.receive(last, std::as_writable_bytes(std::span(theirs)));
  }
  ranks.barrier();
  Messages messages(ranks);
  std::vector<double> again(10, 0.0);
  messages.send(next, std::as_bytes(std::span(mine)));
  messages.receive(last, std::as_writable_bytes(std::span(again)));
  messages.wait();
  CHECK(theirs == std::vector<double>(10, -1.0));
  CHECK(again == mine);
}

TEST_CASE("two communicators don't hear each other", "[communicator_test]") {
  const auto a = Communicator::world(), b = Communicator::world();
  if (a.alone()) return;
  const int other = a.rank() ^ 1;
  if (other < a.size()) {
    Messages on_a(a), on_b(b);
    int to_a = 1, to_b = 2, from_a = 0, from_b = 0;
    on_b.receive(other, std::as_writable_bytes(std::span(&from_b, 1)));
    on_a.receive(other, std::as_writable_bytes(std::span(&from_a, 1)));
    on_a.send(other, std::as_bytes(std::span(&to_a, 1)));
    on_b.send(other, std::as_bytes(std::span(&to_b, 1)));
    on_a.wait();
    on_b.wait();
    CHECK(from_a == 1);
    CHECK(from_b == 2);
  }
}

TEST_CASE("a moved communicator goes on", "[communicator_test]") {
  auto ranks = Communicator::world();
  const Communicator moved = std::move(ranks);
  CHECK(moved.sum(Index{1}) == moved.size());
}
