#include "scatter/experiment/total_convention.hpp"

#include <array>

#include "core/errors.hpp"

namespace liquidus {
namespace {

DividedBy divided_by(std::string_view normalisation) {
  if (normalisation == "<b>^2") return DividedBy::average_square;
  if (normalisation == "<b^2>") return DividedBy::mean_square;
  return DividedBy::nothing;
}

bool is_of_r(std::string_view holds) {
  constexpr std::array<std::string_view, 5> names{"g", "D", "T", "G", "R"};
  for (const auto name : names)
    if (holds == name) return true;
  return false;
}

}  // namespace

TotalConvention::TotalConvention(std::string_view radiation, std::string_view holds, std::string_view normalisation)
    : name_(holds), normalisation_(normalisation), of_r_(is_of_r(holds)), divided_(divided_by(normalisation)) {
  const bool neutron = radiation == "neutron";
  const std::string text(normalisation);
  if (divided_ == DividedBy::nothing && text != "fm^2" && text != "barn" && text != "electrons^2")
    throw InputError("there is no normalisation '" + text + "'; known: <b>^2, <b^2>, fm^2, barn, electrons^2");
  if ((neutron && text == "electrons^2") || (!neutron && (text == "fm^2" || text == "barn")))
    throw InputError("normalisation = \"" + text + "\" isn't for radiation = \"" + std::string(radiation) + "\"");
  if (of_r_) {
    pair_ = liquidus::pair_function(holds);
    if (text == "electrons^2" || divided_ == DividedBy::mean_square)
      throw InputError("a function of r is divided by <b>^2, or in fm^2 or barn, not \"" + text + "\"");
    return;
  }
  structure_ = structure_function(holds);
  const bool limited = structure_ == StructureFunction::S || structure_ == StructureFunction::i;
  if (limited && divided_ == DividedBy::nothing)
    throw InputError("S and S − 1 are normalised; an absolute total is F or Qi, not in \"" + text + "\"");
}

double TotalConvention::factor(double q) const {
  return (normalisation_ == "barn" ? 0.01 : 1.0) * (structure_ == StructureFunction::Qi ? q : 1.0);
}

std::string TotalConvention::unit() const {
  if (of_r_) return unit_of(pair_, in_r(1.0));
  const std::string absolute = divided_ == DividedBy::nothing ? normalisation_ : "";
  if (structure_ != StructureFunction::Qi) return absolute;
  return absolute.empty() ? "1/Å" : absolute + "/Å";
}

std::string TotalConvention::statement() const {
  if (of_r_) return liquidus::statement(pair_, in_r(1.0));
  const std::string by =
      divided_ == DividedBy::nothing ? "not divided, in " + normalisation_ : "divided by " + normalisation_;
  const std::string total = "I(Q) = sum of c_i c_j b_i b_j (A_ij - 1), " + by;
  switch (structure_) {
    case StructureFunction::S:
      return "S(Q) = 1 + I(Q); " + total;
    case StructureFunction::Qi:
      return "Qi = Q I(Q); " + total;
    case StructureFunction::i:
    case StructureFunction::F:
      break;
  }
  return name_ + "(Q) = I(Q); " + total;
}

Normalisation TotalConvention::in_r(double average_square) const {
  if (normalisation_ == "fm^2") return {Normalisation::Kind::absolute_fm2, average_square};
  if (normalisation_ == "barn") return {Normalisation::Kind::absolute_barn, average_square};
  return {};
}

std::vector<double> TotalConvention::error_to_total(std::span<const double> q, std::span<const double> e) const {
  std::vector<double> total;
  for (std::size_t k = 0; k < e.size(); ++k) total.push_back(factor(q[k]) != 0.0 ? e[k] / factor(q[k]) : 0.0);
  return total;
}

std::vector<double> TotalConvention::to_total(std::span<const double> q, std::span<const double> y) const {
  auto total = error_to_total(q, y);
  if (structure_ == StructureFunction::S)
    for (double& x : total) x -= 1.0;
  return total;
}

std::vector<double> TotalConvention::part_from_total(std::span<const double> q, std::span<const double> part) const {
  std::vector<double> y;
  for (std::size_t k = 0; k < part.size(); ++k) y.push_back(part[k] * factor(q[k]));
  return y;
}

std::vector<double> TotalConvention::from_total(std::span<const double> q, std::span<const double> total) const {
  auto y = part_from_total(q, total);
  if (structure_ == StructureFunction::S)
    for (double& x : y) x += 1.0;
  return y;
}

}  // namespace liquidus
