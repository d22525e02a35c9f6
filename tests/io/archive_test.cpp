#include "io/archive.hpp"

#include "helpers.hpp"

using namespace liquidus;
using liquidus::testing::contents;
using liquidus::testing::error_of;
using liquidus::testing::TemporaryFolder;

namespace {

Archive::Kind recipe() { return {"recipe", 2, true}; }

Archive some() {
  Archive archive(recipe());
  archive.put("steps/names", std::vector<std::string>{"melt", "", "Å, 2. \n", "a longer one than the others"});
  archive.put("steps/none", std::vector<std::string>{});
  archive.put("steps/empty", std::vector<std::string>{"", ""});
  archive.put("heat", 0.1);
  archive.describe("heat", "in eV");
  archive.describe("", "what to do");
  return archive;
}

}  // namespace

TEST_CASE("Text that others can read comes back as it was", "[archive_test]") {
  const TemporaryFolder folder;
  const auto path = folder / "r.h5";
  some().save(path);
  const auto in = Archive::load(path, recipe());
  CHECK(in.values() == some().values());
  CHECK(in.source() == path);
  CHECK(contents(path).find("a longer one than the others") != std::string::npos);
  CHECK(contents(path).find("in eV") != std::string::npos);
  CHECK(contents(path).find("what to do") != std::string::npos);
}

TEST_CASE("An archive of another kind or version is refused by name", "[archive_test]") {
  const TemporaryFolder folder;
  const auto path = folder / "r.h5";
  some().save(path);
  CHECK(error_of([&] { Archive::load(path, {"map", 1, true}); }) == path + ": the file is no map of liquidus");
  CHECK(error_of([&] { Archive::load(path, {"recipe", 3, true}); }) == path + ": the recipe has version 2, expected 3");
  CHECK(error_of([&] { Archive::load(path, recipe()).number("cold"); }) == path + ": there is no 'cold' in the recipe");
  CHECK(error_of([&] { Archive::load(path, recipe()).number("steps/names"); }) ==
        path + ": 'steps/names' in the recipe holds no numbers");
}

TEST_CASE("A wrong letter in an archive's text is noticed", "[archive_test]") {
  const TemporaryFolder folder;
  some().save(folder / "r.h5");
  auto bytes = contents(folder / "r.h5");
  bytes[bytes.find("a longer one")] = 'A';
  const auto damaged = folder.with("damaged.h5", bytes);
  CHECK(error_of([&] { Archive::load(damaged, recipe()); }) ==
        damaged + ": the recipe is damaged at 'steps/names': its checksum is wrong");
}

TEST_CASE("What can't stand in an archive is a programmer's mistake", "[archive_test]") {
  Archive archive(recipe());
  CHECK_THROWS_AS(archive.put("a//b", 1.0), std::invalid_argument);
  CHECK_THROWS_AS(archive.put("a", std::string("b\0c", 3)), std::invalid_argument);
  CHECK_THROWS_AS(archive.describe("a", "that isn't there"), std::invalid_argument);
}
