#include "correct/layer/hash.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <vector>

#include "io/sha256.hpp"

namespace liquidus {

FileMark mark_of(const std::string& path) {
  return {std::filesystem::path(path).filename().string(), sha256_of_file(path)};
}

FileMark mark_of(std::span<const std::string> paths) {
  if (paths.empty()) throw std::invalid_argument("a mark needs a file");
  if (paths.size() == 1) return mark_of(paths.front());
  FileMark all;
  std::vector<std::string> digests;
  for (const auto& path : paths) {
    const auto one = mark_of(path);
    all.name += (all.name.empty() ? "" : " + ") + one.name;
    digests.push_back(one.sha256 + "\n");
  }
  std::sort(digests.begin(), digests.end());
  Sha256 sum;
  for (const auto& digest : digests) sum.add(digest);
  all.sha256 = sum.hex();
  return all;
}

}  // namespace liquidus
