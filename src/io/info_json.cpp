#include "io/info_json.hpp"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/errors.hpp"

namespace liquidus {
namespace {

using nlohmann::json;

bool is_index(const json& j) {
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<Index>::max());
  return j.is_number_integer() && !(j.is_number_unsigned() && j.get<std::uint64_t>() > most);
}

}  // namespace

std::optional<InfoValue> info_from_json(std::string_view text) {
  const auto j = json::parse(text.begin(), text.end(), nullptr, false);
  if (j.is_string()) return j.get<std::string>();
  if (j.is_boolean()) return j.get<bool>();
  if (is_index(j)) return j.get<Index>();
  if (j.is_number()) return j.get<double>();
  if (!j.is_array()) return std::nullopt;
  if (std::all_of(j.begin(), j.end(), is_index)) return j.get<std::vector<Index>>();
  if (std::all_of(j.begin(), j.end(), [](const json& x) { return x.is_number(); })) return j.get<std::vector<double>>();
  if (std::all_of(j.begin(), j.end(), [](const json& x) { return x.is_string(); }))
    return j.get<std::vector<std::string>>();
  return std::nullopt;
}

std::string info_to_json(const InfoValue& value) {
  try {
    return std::visit([](const auto& v) { return json(v).dump(); }, value);
  } catch (const json::exception&) {
    throw Error("a string that is not UTF-8 has no form in extended XYZ");
  }
}

}  // namespace liquidus
