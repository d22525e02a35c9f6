#include "app/json.hpp"

#include <cmath>

#include "io/file.hpp"

namespace liquidus {
namespace {

Json section(const Echo& echo) {
  Json keys = Json::object();
  for (const auto& item : echo) std::visit([&](const auto& value) { keys[item.key] = value; }, item.value);
  return keys;
}

}  // namespace

Json json_number(double x) { return std::isfinite(x) ? Json(x) : Json(nullptr); }

Json options_json(const std::vector<std::pair<std::string, Echo>>& sections) {
  Json all = Json::object();
  for (const auto& [title, keys] : sections) {
    if (title.empty())
      all.update(section(keys));
    else if (title.front() == '[')
      all[title.substr(1, title.size() - 2)].push_back(section(keys));
    else
      all[title] = section(keys);
  }
  return all;
}

void write_json(const std::string& path, const Json& json) { write_text(path, json.dump(2) + '\n'); }

}  // namespace liquidus
