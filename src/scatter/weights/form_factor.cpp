#include "scatter/weights/form_factor.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "core/errors.hpp"
#include "core/units.hpp"
#include "io/curve.hpp"
#include "scatter/transform/interpolate.hpp"
#include "scatter/weights/species_name.hpp"

namespace liquidus {
namespace {

constexpr double q_of_s = 4.0 * units::pi, largest_q = 6.0 * q_of_s;  // Q/s; 1/Å

const FormFactorRow* find_row(std::string_view name) {
  for (const auto& row : form_factor_table())
    if (row.name == name) return &row;
  return nullptr;
}

/// "Fe+2" and "Cl1-" as the table has them.
std::string normalised(std::string_view name) {
  const auto charge = species_charge(name);
  return charge.empty() ? std::string(name) : species_symbol(name) + charge;
}

[[noreturn]] void refuse(std::string_view name) {
  const auto symbol = species_symbol(name);
  std::string of_element;
  std::vector<std::string> all;
  for (const auto& row : form_factor_table()) {
    all.emplace_back(row.name);
    if (species_symbol(row.name) == symbol) of_element += (of_element.empty() ? "" : ", ") + std::string(row.name);
  }
  const auto near = nearest_name(name, all);
  const std::string hint = !of_element.empty() ? "; known: " + of_element
                           : near.empty()      ? "; the table ends with Cf"
                                               : "; did you mean '" + near + "'?";
  throw InputError(fmt::format(
      "there is no x-ray form factor of '{}'{}; choose one with form_factors = [\"{} = <atom or ion>\"] or give your "
      "own with [\"{} = file <columns Q, f>\"]",
      name, hint, name, name));
}

}  // namespace

FormFactor FormFactor::of_table(std::string_view name) {
  FormFactor factor;
  factor.row_ = find_row(normalised(name));
  if (!factor.row_) refuse(name);
  factor.from_ = std::string(factor.row_->name) + " (Waasmaier & Kirfel)";
  return factor;
}

FormFactor FormFactor::of_species(std::string_view species) {
  const auto symbol = species_symbol(species), charge = species_charge(species);
  if (symbol == "D" || symbol == "T") return of_table("H" + charge);
  return of_table(symbol + charge);
}

FormFactor FormFactor::of_file(const std::string& path) {
  auto curve = read_curve(path);
  if (curve.x.size() < 2) throw InputError({path, 0}, "a form factor needs at least two points");
  FormFactor factor;
  factor.from_ = path;
  factor.q_ = std::move(curve.x);
  factor.f_ = std::move(curve.y);
  return factor;
}

double FormFactor::operator()(double q) const {
  if (row_) {
    if (!(q >= 0.0 && q <= largest_q))
      throw InputError(
          fmt::format("the form factor {} holds for Q from 0 to {:.1f} 1/Å, not at {:g}", from_, largest_q, q));
    const double s2 = q * q / (q_of_s * q_of_s);
    double f = row_->c;
    for (std::size_t i = 0; i < row_->a.size(); ++i) f += row_->a[i] * std::exp(-row_->b[i] * s2);
    return f;
  }
  constexpr double rounding = 1e-9;
  if (!(q >= q_.front() - rounding && q <= q_.back() + rounding))
    throw InputError({from_, 0}, fmt::format("the form factor runs from Q = {:g} to {:g} 1/Å, but is needed at {:g}",
                                             q_.front(), q_.back(), q));
  return interpolate(q_, f_, std::span(&q, 1)).front();
}

}  // namespace liquidus
