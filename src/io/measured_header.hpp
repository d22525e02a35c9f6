#pragma once
#include <map>
#include <string>
#include <string_view>

namespace liquidus {

/// "key = value" and "key: value" of a header's lines, keys in lower case. Several pairs on a line stand apart by a
/// tab, two blanks or ", "; words before a key ("in beam: radius=0.6") aren't part of it. The first of equal keys
/// counts.
std::map<std::string, std::string> header_values(std::string_view header);

}  // namespace liquidus
