#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "active/labels/label_output.hpp"
#include "core/vec3.hpp"

namespace liquidus {

/// The lines of a text, one after the other. A last one without its end may be half a line and isn't given.
class OutputLines {
 public:
  explicit OutputLines(std::string_view text) : rest_(text) {}
  /// The next line without its end; false at the end of the text.
  bool next(std::string_view& line);
  Index number() const { return number_; }

 private:
  std::string_view rest_;
  Index number_ = 0;
};

/// What stands between white space, ends of lines too.
std::vector<std::string_view> words_of(std::string_view text);
std::string_view trimmed(std::string_view text);
bool contains(std::string_view text, std::string_view part);
/// What stands behind the last occurrence of `mark`, trimmed; nothing if it isn't there.
std::optional<std::string_view> behind(std::string_view line, std::string_view mark);

/// Three numbers from words[from] on; nothing if they aren't there or aren't numbers. "nan" and "inf" are numbers: who
/// takes labels looks for them.
std::optional<Vec3> three_numbers(const std::vector<std::string_view>& words, std::size_t from);

/// The first number behind the last occurrence of `mark`; nothing if there is no mark or no number.
std::optional<double> number_behind(std::string_view line, std::string_view mark);

/// No number stands where one should.
void mark_damaged(LabelOutput& output, std::string_view line);

}  // namespace liquidus
