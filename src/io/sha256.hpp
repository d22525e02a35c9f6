#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace liquidus {

/// SHA-256 (FIPS 180-4) of bytes that come piece by piece.
class Sha256 {
 public:
  void add(std::span<const unsigned char> bytes);
  void add(std::string_view text);
  /// The digest, 64 hexadecimal digits, after which nothing may be added.
  std::string hex();

 private:
  void take_block(const unsigned char* block);

  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<unsigned char, 64> pending_{};
  std::size_t filled_ = 0;    // bytes of pending_
  std::uint64_t length_ = 0;  // bytes in all
};

std::string sha256(std::string_view text);
/// Of a file's content, as sha256sum prints it. @throws InputError if it can't be opened or read
std::string sha256_of_file(const std::string& path);

}  // namespace liquidus
