#pragma once
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/options.hpp"
#include "core/structure.hpp"
#include "io/table.hpp"

namespace liquidus {

/// Reads a TOML run file. `overrides` are "a.b.c=value" as given to --set: a section that doesn't exist is made, and
/// after the name of an array of sections comes the `name` of its entry (stage.production.steps=2000). The value is
/// read as TOML, or as a string where it is no TOML (md.timestep=1 fs).
/// @throws InputError for a missing file, a mistake of syntax with its line, or an override that leads nowhere
Table load_run_file(const std::string& path, std::span<const std::string> overrides = {});
/// The same from text; `name` stands for the file in messages. At most 16 MiB, nested at most 32 deep.
Table parse_run_file(std::string_view text, const std::string& name, std::span<const std::string> overrides = {});

/// One key of a section as it will be written: a quantity is text ("0.5 fs"), a pure number is a number.
struct EchoItem {
  std::string key;
  InfoValue value;
};
using Echo = std::vector<EchoItem>;

/// "[title]\nkey = value\n…"; without the first line if title is empty. Reads back as what was echoed: a quantity that
/// came from a decimal number in its field's unit bit for bit, any other within one unit in the last place.
std::string to_toml(std::string_view title, const Echo& echo);

namespace detail {
using FieldValue = std::variant<double, Index, bool, std::string, Quantity, std::vector<double>, std::vector<Index>,
                                std::vector<std::string>>;
bool is_set(const FieldValue& value);
InfoValue echo_value(const FieldValue& value, std::string_view unit);
std::string help_line(const KeyRule& rule, const FieldValue& value, bool required, std::string_view help);
}  // namespace detail

/// A section read into a struct by its table of fields. Unknown keys (other than `also`, which the caller reads by
/// other means), missing keys, wrong types and wrong units are reported.
template <class S>
S read_section(const Table& table, std::span<const Field<S>> fields, Problems& problems,
               std::initializer_list<std::string_view> also = {}, S defaults = {}) {
  S options = std::move(defaults);
  std::vector<std::string> known(also.begin(), also.end());
  for (const auto& field : fields) {
    const KeyRule rule{field.key, field.unit, field.choices};
    known.emplace_back(field.key);
    if (table.has(field.key))
      std::visit([&](auto member) { table.read(rule, options.*member, problems); }, field.member);
    else if (field.required)
      problems.add(table.location(), table.title() + " lacks the key '" + std::string(field.key) + "'");
  }
  table.refuse_unknown(known, problems);
  return options;
}

/// Every option that is set, in the field's unit. Not set are: NaN, an empty string or list, and a Quantity whose
/// dimension is none of its field's.
template <class S>
Echo echo_section(const S& options, std::span<const Field<S>> fields) {
  Echo echo;
  for (const auto& field : fields) {
    const auto value = std::visit([&](auto member) { return detail::FieldValue(options.*member); }, field.member);
    if (detail::is_set(value)) echo.push_back({std::string(field.key), detail::echo_value(value, field.unit)});
  }
  return echo;
}

/// For --help: one line per key with its default, choices and meaning.
template <class S>
std::string help_text(std::span<const Field<S>> fields, const S& defaults = {}) {
  std::string text;
  for (const auto& field : fields) {
    const auto value = std::visit([&](auto member) { return detail::FieldValue(defaults.*member); }, field.member);
    text += detail::help_line({field.key, field.unit, field.choices}, value, field.required, field.help);
  }
  return text;
}

}  // namespace liquidus
