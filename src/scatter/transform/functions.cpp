#include "scatter/transform/functions.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "core/errors.hpp"
#include "core/units.hpp"

namespace liquidus {
namespace {

constexpr double fm2_per_barn = 100.0;

/// y = slope · (g − 1) + offset · g at a point, of which one is 0; likewise for S.
struct Line {
  double of_h = 0.0, of_g = 0.0;
};

Line line(PairFunction function, double r, double density, double factor) {
  const double shell = 4.0 * units::pi * density * r * factor;
  switch (function) {
    case PairFunction::D:
      return {shell, 0.0};
    case PairFunction::T:
      return {0.0, shell};
    case PairFunction::G:
      return {factor, 0.0};
    case PairFunction::R:
      return {0.0, shell * r};
    case PairFunction::g:
      break;
  }
  return {0.0, 1.0};
}

/// What S − 1 is multiplied with.
double slope(StructureFunction function, double q, double factor) {
  if (function == StructureFunction::F) return factor;
  return function == StructureFunction::Qi ? q * factor : 1.0;
}

constexpr std::array<std::string_view, 5> pair_names{"g", "D", "T", "G", "R"};
constexpr std::array<std::string_view, 5> pair_lengths{"", "/Å²", "/Å²", "", "/Å"};  // behind ⟨b⟩²
constexpr std::array<std::string_view, 5> pair_definitions{
    "pair distribution function, tends to 1", "4πρ r{} [g(r) - 1]", "4πρ r{} g(r)", "{}[g(r) - 1]", "4πρ r²{} g(r)"};
constexpr std::array<std::string_view, 4> structure_names{"S", "i", "F", "Qi"};
constexpr std::array<std::string_view, 4> structure_definitions{"total structure factor (Faber-Ziman), tends to 1",
                                                                "S(Q) - 1", "{}[S(Q) - 1]", "Q{} [S(Q) - 1]"};

template <class Enum, std::size_t n>
Enum known(const std::array<std::string_view, n>& names, std::string_view name, std::string_view what) {
  std::string all;
  for (std::size_t k = 0; k < n; ++k) {
    if (name == names[k]) return static_cast<Enum>(k);
    all += (k > 0 ? ", " : "") + std::string(names[k]);
  }
  throw InputError(fmt::format("there is no {} function '{}'; known: {}", what, name, all));
}

std::string with_unit(std::string_view b2, std::string_view length) {
  if (b2.empty()) return length.empty() ? "" : "1" + std::string(length);
  return std::string(b2) + std::string(length);
}

/// A definition with ⟨b⟩² written where it belongs, and what the letters leave open.
std::string stated(std::string_view symbol, std::string_view definition, const Normalisation& normalisation) {
  const bool carries = definition.find("{}") != std::string_view::npos;
  if (!carries) return fmt::format("{}: {}", symbol, definition);
  const bool absolute = normalisation.kind != Normalisation::Kind::normalised, first = definition.starts_with("{}");
  const auto formula = fmt::format(fmt::runtime(definition), !absolute ? "" : first ? "<b>² " : " <b>²");
  if (!absolute) return fmt::format("{} = {}, normalised (divided by <b>²)", symbol, formula);
  return fmt::format("{} = {}, absolute: <b>² = {:.6g} {}", symbol, formula, normalisation.factor(),
                     normalisation.unit());
}

}  // namespace

double Normalisation::factor() const {
  if (kind == Kind::normalised) return 1.0;
  return kind == Kind::absolute_fm2 ? b2 : b2 / fm2_per_barn;
}

std::string_view Normalisation::unit() const {
  if (kind == Kind::normalised) return "";
  return kind == Kind::absolute_fm2 ? "fm²" : "barn";
}

Normalisation normalisation(std::string_view name, double b2_in_fm2) {
  using Kind = Normalisation::Kind;
  if (name == "normalised") return {};
  if (name != "fm^2" && name != "fm²" && name != "barn")
    throw InputError(fmt::format("there is no normalisation '{}'; known: normalised, fm^2, barn", name));
  if (!(b2_in_fm2 > 0.0 && std::isfinite(b2_in_fm2)))
    throw InputError("an absolute function carries <b>², which must be given and positive");
  return {name == "barn" ? Kind::absolute_barn : Kind::absolute_fm2, b2_in_fm2};
}

PairFunction pair_function(std::string_view name) { return known<PairFunction>(pair_names, name, "pair"); }
std::string_view name_of(PairFunction function) { return pair_names[static_cast<std::size_t>(function)]; }
std::string unit_of(PairFunction function, const Normalisation& normalisation) {
  if (function == PairFunction::g) return "";
  return with_unit(normalisation.unit(), pair_lengths[static_cast<std::size_t>(function)]);
}
std::string statement(PairFunction function, const Normalisation& normalisation) {
  return stated(std::string(name_of(function)) + "(r)", pair_definitions[static_cast<std::size_t>(function)],
                normalisation);
}

std::vector<double> to_g(PairFunction function, std::span<const double> r, std::span<const double> y, double density,
                         const Normalisation& normalisation) {
  std::vector<double> g(y.size());
  for (std::size_t k = 0; k < g.size(); ++k) {
    const auto [of_h, of_g] = line(function, r[k], density, normalisation.factor());
    g[k] = of_h + of_g > 0.0 ? y[k] / (of_h + of_g) + (of_h > 0.0 ? 1.0 : 0.0) : 0.0;
  }
  return g;
}

std::vector<double> from_g(PairFunction function, std::span<const double> r, std::span<const double> g, double density,
                           const Normalisation& normalisation) {
  std::vector<double> y(g.size());
  for (std::size_t k = 0; k < y.size(); ++k) {
    const auto [of_h, of_g] = line(function, r[k], density, normalisation.factor());
    y[k] = of_h * (g[k] - 1.0) + of_g * g[k] + 0.0;  // no "-0" in a file
  }
  return y;
}

StructureFunction structure_function(std::string_view name) {
  return known<StructureFunction>(structure_names, name, "structure");
}
std::string_view name_of(StructureFunction function) { return structure_names[static_cast<std::size_t>(function)]; }
std::string unit_of(StructureFunction function, const Normalisation& normalisation) {
  if (function == StructureFunction::F) return with_unit(normalisation.unit(), "");
  return function == StructureFunction::Qi ? with_unit(normalisation.unit(), "/Å") : "";
}
std::string statement(StructureFunction function, const Normalisation& normalisation) {
  return stated(std::string(name_of(function)) + "(Q)", structure_definitions[static_cast<std::size_t>(function)],
                normalisation);
}

std::vector<double> to_s_minus_1(StructureFunction function, std::span<const double> q, std::span<const double> y,
                                 const Normalisation& normalisation) {
  std::vector<double> s(y.size());
  for (std::size_t k = 0; k < s.size(); ++k) {
    const double factor = slope(function, q[k], normalisation.factor());
    s[k] = function == StructureFunction::S ? y[k] - 1.0 : factor > 0.0 ? y[k] / factor : 0.0;
  }
  return s;
}

std::vector<double> from_s_minus_1(StructureFunction function, std::span<const double> q,
                                   std::span<const double> s_minus_1, const Normalisation& normalisation) {
  std::vector<double> y(s_minus_1.size());
  for (std::size_t k = 0; k < y.size(); ++k)
    y[k] = function == StructureFunction::S ? 1.0 + s_minus_1[k]
                                            : s_minus_1[k] * slope(function, q[k], normalisation.factor());
  return y;
}

}  // namespace liquidus
