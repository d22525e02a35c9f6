#include "scatter/local/bonds.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <stdexcept>

#include "core/errors.hpp"
#include "core/structure.hpp"

namespace liquidus {
namespace {

bool is_species(std::string_view name) {
  try {
    make_species(name);
    return true;
  } catch (const std::invalid_argument&) {
    return false;
  }
}

/// All ways to read "A-B" as two species; a '-' may belong to a charge.
std::vector<std::pair<std::string, std::string>> readings(const std::string& pair) {
  std::vector<std::pair<std::string, std::string>> all;
  for (auto at = pair.find('-'); at != std::string::npos; at = pair.find('-', at + 1))
    if (is_species(pair.substr(0, at)) && is_species(pair.substr(at + 1)))
      all.emplace_back(pair.substr(0, at), pair.substr(at + 1));
  return all;
}

BondRule bond_rule(std::string_view type, const std::string& text) {
  const auto refuse = [&](const std::string& why) {
    refuse_measure(type, "bonds: '" + text + "' " + why + "; expected two species and a length, as \"Fe-O 2.6 Å\"");
  };
  const auto begin = text.find_first_not_of(" \t"), end = text.find_first_of(" \t", begin);
  if (begin == std::string::npos || end == std::string::npos) refuse("has no length");
  const auto pairs = readings(text.substr(begin, end - begin));
  if (pairs.empty()) refuse("doesn't begin with two species");
  if (pairs.size() > 1) refuse("can be read as more than one pair of species");
  Quantity length;
  try {
    length = parse_quantity(text.substr(end));
  } catch (const std::invalid_argument& error) {
    refuse(std::string("has a length that can't be read (") + error.what() + ")");
  }
  if (length.dimension != parse_unit("Å").dimension) refuse("has a length given as " + length.dimension.name());
  if (!(length.value > 0.0)) refuse("has a length that isn't positive");
  return {pairs[0].first, pairs[0].second, length.value};
}

bool same_pair(const BondRule& p, const BondRule& q) {
  return (p.a == q.a && p.b == q.b) || (p.a == q.b && p.b == q.a);
}

std::string in_formula(const std::string& name) {
  const bool letters = std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalpha(c) != 0; });
  return letters ? name : "(" + name + ")";
}

}  // namespace

std::vector<BondRule> bond_rules(std::string_view type, const std::vector<std::string>& bonds) {
  if (bonds.empty()) refuse_measure(type, "bonds: there is none; expected as [\"Fe-O 2.6 Å\"]");
  std::vector<BondRule> rules;
  for (const auto& text : bonds) {
    rules.push_back(bond_rule(type, text));
    for (std::size_t k = 0; k + 1 < rules.size(); ++k)
      if (same_pair(rules[k], rules.back())) refuse_measure(type, "bonds: " + rules.back().name() + " is named twice");
  }
  return rules;
}

std::vector<std::string> species_of(const std::vector<BondRule>& rules) {
  std::vector<std::string> names;
  for (const auto& rule : rules)
    for (const auto* name : {&rule.a, &rule.b})
      if (std::find(names.begin(), names.end(), *name) == names.end()) names.push_back(*name);
  return names;
}

std::string formula(const std::string& centre, const std::vector<std::string>& neighbours,
                    const std::vector<int>& numbers) {
  std::string text = in_formula(centre);
  bool any = false;
  for (std::size_t k = 0; k < neighbours.size(); ++k)
    if (numbers[k] > 0) {
      text += in_formula(neighbours[k]) + std::to_string(numbers[k]);
      any = true;
    }
  if (any) return text;
  for (const auto& name : neighbours) text += in_formula(name) + "0";
  return text;
}

}  // namespace liquidus
