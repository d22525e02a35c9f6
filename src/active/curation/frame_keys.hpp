#pragma once
#include <string>
#include <utility>
#include <vector>

#include "core/structure.hpp"

namespace liquidus {

/// Changes of the other keys and columns of frames, in this order: renamed, taken away, set.
struct KeyChanges {
  std::vector<std::pair<std::string, std::string>> rename;  // old, new
  std::vector<std::string> drop;
  std::vector<std::pair<std::string, std::string>> set;  // a value that reads as a number or T/F is one
};

/// "old=new". @throws InputError naming the option for text without one '=' between two names
std::pair<std::string, std::string> key_and_value(const std::string& option, const std::string& text);

/// A key that a frame lacks stays as it is. @throws InputError if a new name is that of another key of the frame
void apply(const KeyChanges& changes, Frame& frame);

/// A value of info as a word; a list in JSON.
std::string text_of(const InfoValue& value);
/// The same of a key of the frame; empty without it.
std::string info_text(const Frame& frame, const std::string& key);

}  // namespace liquidus
