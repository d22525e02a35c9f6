#include "active/bias/bias_options.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "active/bias/adaptive_bias.hpp"
#include "active/bias/debye_intensity.hpp"
#include "core/errors.hpp"
#include "io/parse_number.hpp"
#include "scatter/weights/scatterers.hpp"

namespace liquidus {
namespace {

constexpr auto energy_fields = joined(bias_fields, energy_bias_fields);
constexpr auto debye_fields = joined(bias_fields, debye_bias_fields);

/// "Fe = 0.5" → species and number.
std::pair<std::string, double> weight_of(const std::string& entry) {
  const auto equals = std::min(entry.find('='), entry.size());
  std::string_view left = std::string_view(entry).substr(0, equals);
  std::string_view right = std::string_view(entry).substr(std::min(equals + 1, entry.size()));
  const auto name = next_word(left), number = next_word(right);
  const auto value = parse_double(number);
  if (name.empty() || !next_word(left).empty() || !value || !std::isfinite(*value) || !next_word(right).empty())
    throw InputError("weights: expected \"species = number\", found \"" + excerpt(entry) + "\"");
  return {std::string(name), *value};
}

void check(const BiasOptions& o, const Table& section, Problems& problems) {
  const auto require = [&](bool fine, std::string_view key, const std::string& what) {
    if (!fine && section.has(key)) problems.add(section.location(key), what);  // what is missing is told already
  };
  require(o.height > 0.0, "height", "height must be positive");
  require(o.factor > 1.0, "factor", "factor must be above 1, that of no bias at all");
  require(o.pace >= 1, "pace", "pace must be 1 or more");
  require(o.width > 0.0, "width", "width must be positive");
  const double range = o.to - o.from;  // not a number without one of them
  require(std::isnan(range) || range > 0.0, "to", "to must be above from");
  require(!(range > 0.0) || !(o.width > 0.0) || range >= 6.0 * o.width, "width",
          "from and to must be 6 widths apart or more");
  if (o.kind != "debye") return;
  require(o.q > 0.0, "q", "q must be positive");
  require(o.cutoff > 0.0, "cutoff", "cutoff must be positive");
  for (const auto& entry : o.weights) try {
      weight_of(entry);
    } catch (const InputError& error) {
      problems.add(section.location("weights"), error.what());
    }
}

}  // namespace

BiasOptions read_bias_options(const Table& section, Problems& problems) {
  std::string kind;
  if (section.has("kind") && !section.read({"kind", "", "energy|debye"}, kind, problems)) return {};
  if (kind.empty()) {  // of which no other key can be told right from wrong
    problems.add(section.location(), section.title() + " lacks the key 'kind', \"energy\" or \"debye\"");
    return {};
  }
  auto options = kind == "debye" ? read_section<BiasOptions>(section, debye_fields, problems)
                                 : read_section<BiasOptions>(section, energy_fields, problems);
  check(options, section, problems);
  return options;
}

Echo echo(const BiasOptions& options) {
  return options.kind == "debye" ? echo_section<BiasOptions>(options, debye_fields)
                                 : echo_section<BiasOptions>(options, energy_fields);
}

std::string bias_help() {
  return help_text<BiasOptions>(bias_fields) + " for kind = \"energy\"\n" + help_text<BiasOptions>(energy_bias_fields) +
         " for kind = \"debye\"\n" + help_text<BiasOptions>(debye_bias_fields);
}

HillRule hill_rule(const BiasOptions& options, double temperature) {
  HillRule rule{options.width, options.height, options.factor, temperature, -HillSum::no_bound, HillSum::no_bound};
  if (!std::isnan(options.from)) rule.from = options.from;
  if (!std::isnan(options.to)) rule.to = options.to;
  return rule;
}

DebyeIntensity debye_intensity(const BiasOptions& options, std::span<const Species> species) {
  std::vector<std::string> names;
  for (const auto& kind : species) names.push_back(kind.name);
  std::vector<double> weights(names.size(), 1.0);
  std::vector<bool> given(names.size(), false);
  for (const auto& entry : options.weights) {
    const auto [name, weight] = weight_of(entry);
    const auto at = static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
    if (at == names.size()) throw InputError("weights: there is no species '" + name + "'" + suggestion(name, names));
    if (given[at]) throw InputError("weights: species '" + name + "' is given twice");
    weights[at] = weight;
    given[at] = true;
  }
  for (std::size_t k = 0; k < names.size(); ++k)  // one by one: those that are given need not be known
    if (!given[k] && options.radiation != "none")
      weights[k] = Scatterers(radiation(options.radiation), {names[k]}).at(options.q).front();
  if (std::all_of(weights.begin(), weights.end(), [](double w) { return w == 0.0; }))
    throw InputError("weights: all species have the weight 0");
  return {options.q, options.cutoff, std::move(weights)};
}

}  // namespace liquidus
