#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>

#include "core/errors.hpp"
#include "mlip/engine/sevennet_parts.hpp"

namespace liquidus {
namespace {

namespace fs = std::filesystem;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// What stands before and behind the number of a part.
struct Pattern {
  std::string before, behind;
  std::string path(std::size_t number) const { return before + std::to_string(number) + behind; }
  auto operator<=>(const Pattern&) const = default;
};

std::optional<Pattern> pattern_of(const fs::path& file) {
  const std::string stem = file.stem().string();
  const auto digits = std::find_if_not(stem.rbegin(), stem.rend(), is_digit).base();
  if (digits == stem.end()) return std::nullopt;
  return Pattern{(file.parent_path() / std::string(stem.begin(), digits)).string(), file.extension().string()};
}

Pattern pattern_in(const std::string& folder) {
  std::set<Pattern> found;
  for (const auto& entry : fs::directory_iterator(folder))
    if (const auto pattern = pattern_of(entry.path()); pattern && pattern->behind == ".pt") found.insert(*pattern);
  if (found.size() != 1)
    throw InputError(folder + ": a folder with " + (found.empty() ? "no" : "several") +
                     " models in numbered parts (*0.pt, *1.pt, …); expected one, or the name of a model's file");
  return *found.begin();
}

}  // namespace

std::vector<std::string> sevennet_part_files(const std::string& file) {
  std::error_code ignored;
  std::optional<Pattern> pattern;
  if (fs::is_directory(file, ignored))
    pattern = pattern_in(file);
  else if (const auto star = file.find('*'); star != std::string::npos && !fs::exists(file, ignored))
    pattern = Pattern{file.substr(0, star), file.substr(star + 1)};
  else
    pattern = pattern_of(file);
  if (!pattern)
    throw InputError(file +
                     ": one part of a SevenNet model that was cut for parallel runs, but its name doesn't end "
                     "in a number, by which the others could be found");
  std::vector<std::string> files;
  while (fs::exists(pattern->path(files.size()), ignored)) files.push_back(pattern->path(files.size()));
  if (files.empty())
    throw InputError(file + ": of a SevenNet model that was cut for parallel runs all parts must stand side by side, " +
                     "numbered from 0, but there is no " + pattern->path(0));
  return files;
}

}  // namespace liquidus
