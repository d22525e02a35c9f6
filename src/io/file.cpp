#include "io/file.hpp"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include "core/errors.hpp"

namespace liquidus {
namespace {

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

[[noreturn]] void cannot_open(const std::string& path, const char* reason) {
  throw InputError("cannot open '" + path + "': " + reason);
}

std::unique_ptr<std::FILE, Close> open(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) cannot_open(path, "it is a folder");
  std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rb"));
  if (!file) cannot_open(path, std::strerror(errno));
  return file;
}

}  // namespace

std::string read_text(const std::string& path) {
  const auto file = open(path);
  std::string text;
  char buffer[1 << 16];
  while (const auto n = std::fread(buffer, 1, sizeof buffer, file.get())) text.append(buffer, n);
  if (std::ferror(file.get())) throw InputError("cannot read '" + path + "': " + std::strerror(errno));
  return text;
}

void write_text(const std::string& path, std::string_view text) {
  const std::string temporary = path + ".tmp";
  std::unique_ptr<std::FILE, Close> file(std::fopen(temporary.c_str(), "wb"));
  bool good = file && std::fwrite(text.data(), 1, text.size(), file.get()) == text.size() &&
              std::fflush(file.get()) == 0 && ::fsync(::fileno(file.get())) == 0;
  int reason = errno;
  if (file && std::fclose(file.release()) != 0 && good) good = false, reason = errno;
  if (good && std::rename(temporary.c_str(), path.c_str()) == 0) return;
  if (good) reason = errno;
  std::remove(temporary.c_str());
  throw Error("cannot write '" + path + "': " + std::strerror(reason));
}

void require_readable(const std::string& path) { open(path); }

bool has_ending(std::string_view name, std::string_view ending) {
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
  };
  return name.size() >= ending.size() && std::equal(ending.rbegin(), ending.rend(), name.rbegin(), same);
}

}  // namespace liquidus
