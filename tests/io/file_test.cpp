#include "io/file.hpp"

#include <catch2/catch.hpp>

#include "core/errors.hpp"
#include "support/temporary_folder.hpp"

using namespace liquidus;

TEST_CASE("A text replaces the one before as a whole", "[file_test]") {
  const testing::TemporaryFolder folder;
  const auto path = folder / "note.txt";
  write_text(path, "a long first text\n");
  write_text(path, "second\n");
  CHECK(read_text(path) == "second\n");
  CHECK(!std::filesystem::exists(path + ".tmp"));
}

TEST_CASE("A text that can't be written leaves the old one and says why", "[file_test]") {
  const testing::TemporaryFolder folder;
  CHECK_THROWS_WITH(write_text(folder / "none/note.txt", "x"),
                    "cannot write '" + (folder / "none/note.txt") + "': No such file or directory");
  const auto path = folder / "note.txt";
  write_text(path, "old\n");
  std::filesystem::create_directory(path + ".tmp");  // in the way
  CHECK_THROWS_AS(write_text(path, "new\n"), Error);
  CHECK(read_text(path) == "old\n");
}
