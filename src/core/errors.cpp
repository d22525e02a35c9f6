#include "core/errors.hpp"

#include <algorithm>
#include <cctype>
#include <numeric>

namespace liquidus {
namespace {

std::string located(const Location& at, const std::string& message) {
  if (at.file.empty()) return message;
  return at.line > 0 ? at.file + ":" + std::to_string(at.line) + ": " + message : at.file + ": " + message;
}

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

/// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment), without regard to case.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), previous(b.size() + 1), row(b.size() + 1);
  std::iota(previous.begin(), previous.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      row[j + 1] = std::min({row[j] + 1, previous[j + 1] + 1, previous[j] + (lower(a[i]) != lower(b[j]) ? 1U : 0U)});
      if (i > 0 && j > 0 && lower(a[i]) == lower(b[j - 1]) && lower(a[i - 1]) == lower(b[j]))
        row[j + 1] = std::min(row[j + 1], before[j - 1] + 1);
    }
    std::swap(before, previous);
    std::swap(previous, row);
  }
  return previous[b.size()];
}

}  // namespace

InputError::InputError(const Location& at, const std::string& message) : Error(located(at, message)) {}

std::string nearest_name(std::string_view name, std::span<const std::string> known) {
  std::string best;
  std::size_t least = std::max<std::size_t>(1, name.size() / 3) + 1;
  for (const auto& candidate : known)
    if (const auto d = edit_distance(name, candidate); d < least) {
      least = d;
      best = candidate;
    }
  return best;
}

std::string suggestion(std::string_view name, std::span<const std::string> known) {
  if (const auto near = nearest_name(name, known); !near.empty()) return "; did you mean '" + near + "'?";
  std::string all;
  for (const auto& k : known) all += (all.empty() ? "" : ", ") + k;
  return all.empty() ? "" : "; known: " + all;
}

}  // namespace liquidus
