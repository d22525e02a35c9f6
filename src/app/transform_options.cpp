#include "app/transform_options.hpp"

#include <fmt/format.h>

#include <cmath>

#include "app/command.hpp"
#include "core/errors.hpp"
#include "io/parse_number.hpp"

namespace liquidus {
namespace {

std::string trimmed(std::string text) {
  const auto begin = text.find_first_not_of(' '), end = text.find_last_not_of(' ');
  return begin == std::string::npos ? "" : text.substr(begin, end - begin + 1);
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(separator, begin), text.size());
    parts.push_back(trimmed(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return parts;
}

/// "S", "Qi", … of Q, or "g", "D", … of r: no letter is both.
CurveKind kind_of(const std::string& option, const std::string& name, const Normalisation& normalisation) {
  for (const auto f : {StructureFunction::S, StructureFunction::i, StructureFunction::F, StructureFunction::Qi})
    if (name == name_of(f)) return {f, normalisation};
  for (const auto f : {PairFunction::g, PairFunction::D, PairFunction::T, PairFunction::G, PairFunction::R})
    if (name == name_of(f)) return {f, normalisation};
  throw InputError(
      fmt::format("{}: there is no function '{}'; known: S, i, F, Qi of Q and g, D, T, G, R of r", option, name));
}

/// "45.2 fm^2" or "0.452 barn", in fm².
double average_square(const std::string& text) {
  const auto blank = text.find(' ');
  const auto number = parse_double(text.substr(0, blank));
  const std::string unit = blank == std::string::npos ? "" : trimmed(text.substr(blank));
  const bool barn = unit == "barn";
  if (!number || !(*number > 0.0) || !(barn || unit == "fm^2" || unit == "fm²"))
    throw InputError("--b2: '" + text + "' isn't a positive number in fm^2 or barn, such as \"45.2 fm^2\"");
  return *number * (barn ? 100.0 : 1.0);
}

double positive(std::string_view option, const std::string& text, std::string_view unit, double otherwise) {
  if (text.empty()) return otherwise;
  const double value = quantity_argument(option, text, unit);
  if (!(value > 0.0)) throw InputError(fmt::format("{}: '{}' must be positive", option, text));
  return value;
}

Window window_of(const TransformArguments& typed, bool of_r) {
  Window window{window_kind(typed.window), 0.0, 0.0};
  if (of_r && !typed.qmax.empty()) throw InputError("--qmax: the file holds a function of r, which ends at --rmax");
  if (!of_r && !typed.rmax.empty()) throw InputError("--rmax: the file holds a function of Q, which ends at --qmax");
  window.end = of_r ? positive("--rmax", typed.rmax, "Å", 0.0) : positive("--qmax", typed.qmax, "1/Å", 0.0);
  window.width = positive("--delta", typed.delta, of_r ? "1/Å" : "Å", 0.0);
  if (window.width > 0.0 && window.kind != WindowKind::soper_lorch)
    throw InputError("--delta is the width of --window soper-lorch, which isn't asked for");
  return window;
}

/// "15 1/Å, 20 1/Å" or "10:25:2.5 1/Å".
std::vector<double> scan_of(const std::string& text) {
  std::vector<double> ends;
  for (const auto& part : text.empty() ? std::vector<std::string>{} : split(text, ',')) {
    const auto range = split(part, ':');
    if (range.size() == 1) {
      ends.push_back(positive("--scan", part, "1/Å", 0.0));
      continue;
    }
    const auto blank = range.back().find(' ');
    const std::string unit = blank == std::string::npos ? "" : range.back().substr(blank);
    if (range.size() != 3 || unit.empty())
      throw InputError("--scan: '" + part + "' isn't from:to:step with a unit, such as \"10:25:2.5 1/Å\"");
    const double first = positive("--scan", range[0] + unit, "1/Å", 0.0);
    const double last = positive("--scan", range[1] + unit, "1/Å", 0.0),
                 step = positive("--scan", range[2], "1/Å", 0.0);
    if ((last - first) / step > 1000.0) throw InputError("--scan: '" + part + "' are more than 1000 values");
    for (int k = 0; first + k * step <= last + 1e-9 * step; ++k) ends.push_back(first + k * step);
  }
  return ends;
}

void set_grid(const TransformArguments& typed, TransformOptions& options) {
  const bool r = options.to.of_r();
  const std::string_view unit = r ? "Å" : "1/Å";
  options.from = typed.from.empty() ? 0.0 : quantity_argument("--from", typed.from, unit);
  options.end = positive("--end", typed.end, unit, r ? 20.0 : 25.0);
  options.step = positive("--step", typed.step, unit, r ? 0.02 : 0.02);
  if (!(options.from >= 0.0 && options.from < options.end))
    throw InputError(fmt::format("--from: the grid from {:.6g} to {:.6g} {} must be 0 ≤ from < end", options.from,
                                 options.end, unit));
  if ((options.end - options.from) / options.step > 1e6)
    throw InputError("--step: the grid has more than a million points");
}

}  // namespace

std::string CurveKind::name() const {
  return std::visit([](auto f) { return std::string(name_of(f)); }, function);
}
std::string CurveKind::unit() const {
  return std::visit([this](auto f) { return unit_of(f, normalisation); }, function);
}
std::string CurveKind::statement() const {
  return std::visit([this](auto f) { return liquidus::statement(f, normalisation); }, function);
}

std::vector<double> TransformOptions::grid() const {
  std::vector<double> x;
  for (int k = 0; from + k * step <= end + 1e-9 * step; ++k) x.push_back(from + k * step);
  return x;
}

TransformOptions transform_options(const TransformArguments& typed) {
  TransformOptions options;
  options.file = typed.file;
  options.out = typed.out;
  if (!options.out.empty()) require_different(options.file, options.out);
  const double b2 = typed.b2.empty() ? 0.0 : average_square(typed.b2);
  const Normalisation scale = normalisation(typed.normalisation, b2);
  options.holds = kind_of("--holds", typed.holds, scale);
  options.to = kind_of("--to", !typed.to.empty() ? typed.to : options.holds.of_r() ? "S" : "D", scale);
  options.density = positive("--density", typed.density, "1/Å^3", 0.0);
  options.window = window_of(typed, options.holds.of_r());
  options.scan = scan_of(typed.scan);
  if (!options.scan.empty() && (options.holds.of_r() || !options.to.of_r()))
    throw InputError("--scan makes functions of r from one of Q with several Qmax; the file holds " +
                     options.holds.name() + " and " + options.to.name() + " is asked for");
  options.low_r_end = positive("--low-r", typed.low_r_end, "Å", 0.0);
  set_grid(typed, options);
  if (!typed.columns.empty()) {
    const auto parts = split(typed.columns, ',');
    if (parts.size() < 2 || parts.size() > 3)
      throw InputError("--columns: '" + typed.columns + "' isn't two or three columns, such as \"Q,S\" or \"1,3,4\"");
    options.columns = {parts[0], parts[1], parts.size() > 2 ? parts[2] : "", false};
  }
  return options;
}

}  // namespace liquidus
