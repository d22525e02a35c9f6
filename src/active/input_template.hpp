#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/errors.hpp"

namespace liquidus {

/// A program's input as its user wrote it, with names in double braces where a value goes: "CUTOFF {{cutoff}}". Lines
/// of a value that has several begin where the first one does.
class InputTemplate {
 public:
  /// @param file  stands for the template in messages
  /// @throws InputError for braces that aren't closed, or a name that is none
  InputTemplate(std::string text, const std::string& file);

  /// Those that stand in the template, each once, in order of first appearance.
  std::vector<std::string> names() const;
  /// The input. @throws InputError with the line of a name that `values` doesn't have
  std::string filled(const std::map<std::string, std::string>& values) const;

 private:
  struct Place {
    std::string name;
    std::size_t begin, end;  // in text_
    Location at;
  };

  std::string text_;
  std::vector<Place> places_;
};

}  // namespace liquidus
