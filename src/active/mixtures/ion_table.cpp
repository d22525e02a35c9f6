#include "active/mixtures/ion_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <numeric>
#include <stdexcept>

#include "core/structure.hpp"
#include "io/run_file.hpp"

namespace liquidus {
namespace {

/// Names become parts of names of folders, in which numbers stand behind them.
bool is_good_name(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '+' || c == '-' || c == '_';
  });
}

void check(const Ion& ion, const Table& entry, Problems& problems) {
  if (!is_good_name(ion.name))
    problems.add(entry.location("name"), fmt::format("the name '{}' of an ion must be of letters, digits, '+', '-' "
                                                     "and '_'",
                                                     ion.name));
  else
    try {
      make_species(ion.name);
    } catch (const std::invalid_argument& error) {
      problems.add(entry.location("name"), error.what());
    }
  if (ion.charge == 0 || ion.charge < -8 || ion.charge > 8)
    problems.add(entry.location("charge"),
                 fmt::format("charge = {} of '{}' must be between -8 and 8 and not 0", ion.charge, ion.name));
  if (!(ion.radius > 0.0)) problems.add(entry.location("radius"), "radius must be positive");
}

void check_ion(const IonTable& table, const std::string& name, bool cation, const Table& entry, Problems& problems) {
  const std::string_view kind = cation ? "cation" : "anion";
  const Ion* ion = table.find(name);
  if (!ion)
    problems.add(entry.location(kind), fmt::format("there is no ion '{}'{}", name, suggestion(name, table.names())));
  else if ((ion->charge > 0) != cation)
    problems.add(entry.location(kind), fmt::format("'{}' has the charge {:+} and is no {}", name, ion->charge, kind));
}

void check(const SaltDensity& salt, const IonTable& table, const Table& entry, Problems& problems) {
  check_ion(table, salt.cation, true, entry, problems);
  check_ion(table, salt.anion, false, entry, problems);
  if (!(salt.from > 0.0) || !(salt.to >= salt.from)) problems.add(entry.location("from"), "expected 0 < from ≤ to");
  if (!(salt.density > 0.0) || !(salt.density + salt.slope * (salt.to - salt.from) > 0.0))
    problems.add(entry.location("density"), "the density must be positive between `from` and `to`");
  if (!(salt.error > 0.0 && salt.error <= 0.5))
    problems.add(entry.location("error"), "error must be between 0 and 0.5");
}

template <class T, class Same>
void put(std::vector<T>& all, const T& entry, const Same& same) {
  const auto at = std::find_if(all.begin(), all.end(), same);
  if (at == all.end())
    all.push_back(entry);
  else
    *at = entry;
}

void read_ion_entries(const Table& file, IonTable& table, Problems& problems) {
  std::vector<std::string> read;
  for (const auto& entry : file.tables("ion", problems)) {
    const auto ion = read_section<Ion>(entry, ion_fields, problems);
    if (!entry.has("name") || !entry.has("charge") || !entry.has("radius")) continue;  // reported
    check(ion, entry, problems);
    if (std::count(read.begin(), read.end(), ion.name) > 0)
      problems.add(entry.location("name"), fmt::format("the ion '{}' stands twice in this file", ion.name));
    read.push_back(ion.name);
    put(table.ions, ion, [&](const Ion& other) { return other.name == ion.name; });
  }
}

}  // namespace

const Ion* IonTable::find(std::string_view name) const {
  const auto at = std::find_if(ions.begin(), ions.end(), [&](const Ion& ion) { return ion.name == name; });
  return at == ions.end() ? nullptr : &*at;
}

const SaltDensity* IonTable::find(std::string_view cation, std::string_view anion) const {
  const auto at = std::find_if(salts.begin(), salts.end(),
                               [&](const SaltDensity& s) { return s.cation == cation && s.anion == anion; });
  return at == salts.end() ? nullptr : &*at;
}

std::vector<std::string> IonTable::names() const {
  std::vector<std::string> all;
  for (const auto& ion : ions) all.push_back(ion.name);
  return all;
}

std::string with_count(const std::string& name, Index count, bool always) {
  if (count == 1 && !always) return name;
  const bool letters = std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalpha(c) != 0; });
  return (letters ? name : "(" + name + ")") + std::to_string(count);
}

std::string salt_name(const Ion& cation, const Ion& anion) {
  const Index charge = std::lcm(cation.charge, -anion.charge);
  return with_count(cation.name, charge / cation.charge) + with_count(anion.name, -charge / anion.charge);
}

void read_ions(const Table& file, IonTable& table, Problems& problems) {
  read_ion_entries(file, table, problems);
  std::vector<std::pair<std::string, std::string>> read;
  for (const auto& entry : file.tables("salt", problems)) {
    auto salt = read_section<SaltDensity>(entry, salt_fields, problems);
    if (!entry.has("to")) salt.to = salt.from;
    bool whole = true;
    for (const auto& field : salt_fields) whole = whole && (!field.required || entry.has(field.key));
    if (!whole) continue;  // reported
    check(salt, table, entry, problems);
    if (std::count(read.begin(), read.end(), std::pair(salt.cation, salt.anion)) > 0)
      problems.add(entry.location("cation"),
                   fmt::format("the salt of {} and {} stands twice in this file", salt.cation, salt.anion));
    read.emplace_back(salt.cation, salt.anion);
    put(table.salts, salt,
        [&](const SaltDensity& other) { return other.cation == salt.cation && other.anion == salt.anion; });
  }
}

}  // namespace liquidus
