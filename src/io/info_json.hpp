#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/structure.hpp"

namespace liquidus {

/// A scalar or a flat list of one kind from JSON; nothing for other JSON or for text that isn't JSON.
std::optional<InfoValue> info_from_json(std::string_view text);
/// The other way round, on one line. @throws Error for a string that isn't UTF-8
std::string info_to_json(const InfoValue& value);

}  // namespace liquidus
