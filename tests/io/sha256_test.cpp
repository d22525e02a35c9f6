#include "io/sha256.hpp"

#include "helpers.hpp"

using namespace liquidus;
using liquidus::testing::error_of;
using liquidus::testing::TemporaryFolder;

// The examples that NIST publishes beside FIPS 180-4.
TEST_CASE("SHA-256 gives the standard's digests", "[sha256_test]") {
  CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256(std::string(1000000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("A digest doesn't depend on the pieces that the bytes come in", "[sha256_test]") {
  std::string text;
  for (int k = 0; k < 300; ++k) text += static_cast<char>(k * 37 + k / 7);
  // lengths around those where the end needs another block
  for (const std::size_t length : {1u, 54u, 55u, 56u, 63u, 64u, 65u, 119u, 120u, 128u, 300u}) {
    const auto whole = sha256(text.substr(0, length));
    for (const std::size_t piece : {1u, 7u, 63u, 64u}) {
      Sha256 hash;
      for (std::size_t at = 0; at < length; at += piece) hash.add(text.substr(at, std::min(piece, length - at)));
      CHECK(hash.hex() == whole);
    }
  }
}

TEST_CASE("A file's digest is that of its bytes", "[sha256_test]") {
  const TemporaryFolder folder;
  std::string text(3 * (1 << 20) + 17, 'x');  // more than is read at once
  text[1234567] = '\0';
  CHECK(sha256_of_file(folder.with("large", text)) == sha256(text));
  CHECK(sha256_of_file(folder.with("empty", "")) == sha256(""));
  CHECK(error_of([&] { sha256_of_file(folder / "none"); }) ==
        "cannot open '" + folder / "none" + "': No such file or directory");
}
