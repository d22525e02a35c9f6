#include "scatter/block_sums.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/errors.hpp"
#include "core/random.hpp"

using namespace liquidus;

TEST_CASE("any number of frames ends in once to twice as many blocks as asked for", "[block_sums_test]") {
  for (const Index frames : {1, 2, 5, 6, 11, 12, 13, 100, 1000}) {
    BlockSums sums(3);
    for (Index f = 0; f < frames; ++f) sums.add(std::vector<double>{1.0, static_cast<double>(f)});
    CHECK(sums.frames() == frames);
    CHECK(sums.blocks() <= 6);
    if (frames >= 3) CHECK(sums.blocks() >= 3);
    CHECK(sums.sum() ==
          std::vector<double>{static_cast<double>(frames), 0.5 * static_cast<double>(frames * (frames - 1))});
  }
}

TEST_CASE("the error of a mean is the standard deviation of block means over the root of their number",
          "[block_sums_test]") {
  BlockSums sums(4);
  const double means[] = {1.0, 4.0, 2.0, 3.0};  // one frame a block
  for (const double m : means) sums.add(std::vector<double>{m});
  const auto result = sums.evaluate([](const std::vector<double>& s, Index frames) {
    return std::vector<double>{s[0] / static_cast<double>(frames)};
  });
  CHECK(result.value[0] == Approx(2.5));
  CHECK(result.error[0] == Approx(std::sqrt((2.25 + 2.25 + 0.25 + 0.25) / 3.0 / 4.0)));
}

TEST_CASE("numbers that appear later were zero before", "[block_sums_test]") {
  BlockSums sums(2);
  sums.add(std::vector<double>{1.0});
  sums.add(std::vector<double>{1.0, 5.0});
  CHECK(sums.sum() == std::vector<double>{2.0, 5.0});
  CHECK(sums.sum_of(0) == std::vector<double>{1.0, 0.0});
  CHECK(sums.sum_without(1) == std::vector<double>{1.0, 0.0});
}

TEST_CASE("sums go on from their state as if they had never stopped", "[block_sums_test]") {
  Random random(3, Stream::packing, 0, 0);
  BlockSums whole(3), first(3);
  for (int f = 0; f < 37; ++f) {
    const std::vector<double> numbers(static_cast<std::size_t>(1 + f / 5), random.uniform());
    whole.add(numbers);
    if (f == 20) {
      BlockSums second(3);
      second.restore(first.state());
      first = std::move(second);
    }
    first.add(numbers);
  }
  CHECK(first.state() == whole.state());
  CHECK_THROWS_AS(BlockSums(4).restore(whole.state()), InputError);
  CHECK_THROWS_AS(BlockSums(3).restore(std::vector<double>{3.0, 1.0}), InputError);
  auto cut = whole.state();
  cut.pop_back();
  CHECK_THROWS_AS(BlockSums(3).restore(cut), InputError);
}
