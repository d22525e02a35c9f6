#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "io/run_file.hpp"

namespace liquidus {

using Json = nlohmann::ordered_json;

/// The number, or null where it isn't finite.
Json json_number(double x);

/// Sections as they would stand in a run file.
Json options_json(const std::vector<std::pair<std::string, Echo>>& sections);

/// Writes it beside `path` and renames it into place when complete. @throws Error if it can't be written
void write_json(const std::string& path, const Json& json);

}  // namespace liquidus
