#include "scatter/dynamics/transport_options.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/errors.hpp"
#include "io/parse_number.hpp"

namespace liquidus {
namespace {

[[noreturn]] void refuse(const std::string& what) { refuse_measure("transport", what); }

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t"), last = text.find_last_not_of(" \t");
  return first == std::string::npos ? "" : text.substr(first, last - first + 1);
}

}  // namespace

void check(const TransportOptions& options) {
  const auto positive = [&](const char* name, double x) {
    if (!std::isnan(x) && !(x > 0.0 && std::isfinite(x))) refuse(std::string(name) + " must be positive");
  };
  check_keys("transport", options, 2);
  positive("longest", options.longest);
  positive("cutoff", options.cutoff);
  positive("fit_from", options.fit_from);
  positive("fit_to", options.fit_to);
  positive("temperature", options.temperature);
  if (options.cutoff > options.longest) refuse("cutoff must be at most longest");
  if (options.fit_to > options.longest) refuse("fit_to must be at most longest");
  if (options.fit_from >= options.fit_to) refuse("fit_from must be less than fit_to");
  read_charges(options.charges);
}

std::vector<std::pair<std::string, double>> read_charges(const std::vector<std::string>& lines) {
  std::vector<std::pair<std::string, double>> charges;
  for (const auto& line : lines) {
    const auto equals = line.find('=');
    const auto name = trimmed(line.substr(0, equals));
    const auto number = equals == std::string::npos ? std::nullopt : parse_double(trimmed(line.substr(equals + 1)));
    if (name.empty() || !number || !std::isfinite(*number))
      refuse("charges are lines like \"Na = 1\"; found \"" + line + "\"");
    if (std::any_of(charges.begin(), charges.end(), [&](const auto& known) { return known.first == name; }))
      refuse("charges has " + name + " twice");
    charges.emplace_back(name, *number);
  }
  return charges;
}

}  // namespace liquidus
