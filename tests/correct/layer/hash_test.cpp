#include "correct/layer/hash.hpp"

#include "correct/layer/layer_samples.hpp"
#include "io/sha256.hpp"

using namespace liquidus;
using namespace liquidus::testing;

TEST_CASE("A file is marked by its name and what sha256sum says of it", "[hash_test]") {
  const TemporaryFolder folder;
  const auto path = folder.with("abc.toml", "abc");
  CHECK(mark_of(path) == FileMark{"abc.toml", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"});
  CHECK(mark_of(std::vector<std::string>{path}) == mark_of(path));
  CHECK(error_of([&] { mark_of(folder / "none"); }) ==
        "cannot open '" + folder / "none" + "': No such file or directory");
}

TEST_CASE("A committee's mark is that of its members in any order", "[hash_test]") {
  const TemporaryFolder folder;
  const auto a = folder.with("a.pt", "first"), b = folder.with("b.pt", "second");
  const auto both = mark_of(std::vector{a, b}), reversed = mark_of(std::vector{b, a});
  CHECK(both.name == "a.pt + b.pt");
  CHECK(both.sha256 == reversed.sha256);
  CHECK(both.sha256 != mark_of(std::vector{a, a}).sha256);
  std::string first = mark_of(a).sha256, second = mark_of(b).sha256;
  if (second < first) std::swap(first, second);
  CHECK(both.sha256 == sha256(first + "\n" + second + "\n"));
  CHECK_THROWS_AS(mark_of(std::vector<std::string>{}), std::invalid_argument);
}
