#include "scatter/weights/scatterers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>

#include "core/errors.hpp"
#include "core/quantity.hpp"
#include "core/units.hpp"
#include "io/parse_number.hpp"

namespace liquidus {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  return begin == std::string_view::npos ? "" : text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// Calls take(index of the species, what) for each entry "species = what" of a key.
void for_entries(std::string_view key, const std::vector<std::string>& entries, const std::vector<std::string>& species,
                 const std::function<void(std::size_t, std::string_view)>& take) {
  std::vector<bool> seen(species.size(), false);
  for (const auto& entry : entries) {
    const auto equals = entry.find('=');
    const std::string name(trimmed(std::string_view(entry).substr(0, equals)));
    if (equals == std::string::npos || trimmed(std::string_view(entry).substr(equals + 1)).empty() || name.empty())
      throw InputError(fmt::format("{}: expected \"species = …\", found \"{}\"", key, excerpt(entry)));
    const auto at = static_cast<std::size_t>(std::find(species.begin(), species.end(), name) - species.begin());
    if (at == species.size())
      throw InputError(fmt::format("{}: there is no species '{}'{}", key, name, suggestion(name, species)));
    if (seen[at]) throw InputError(fmt::format("{}: species '{}' is given twice", key, name));
    seen[at] = true;
    try {
      take(at, trimmed(std::string_view(entry).substr(equals + 1)));
    } catch (const InputError& error) {
      throw InputError(fmt::format("{} of {}: {}", key, name, error.what()));
    }
  }
}

double parse_length(std::string_view text) {
  const auto expected = [&](const std::string& why) {
    return InputError(fmt::format("\"{}\": {}; expected a scattering length such as \"9.45 fm\"", excerpt(text), why));
  };
  try {
    const auto quantity = parse_quantity(text);
    if (quantity.dimension != parse_unit("fm").dimension) throw expected("it is no length");
    return quantity.value / parse_unit("fm").value;
  } catch (const std::invalid_argument& error) {
    throw expected(error.what());
  }
}

FormFactor parse_factor(std::string_view text) {
  std::string_view rest = text;
  if (next_word(rest) == "file") return FormFactor::of_file(std::string(trimmed(rest)));
  return FormFactor::of_table(text);
}

}  // namespace

Radiation radiation(std::string_view name) {
  if (name == "neutron") return Radiation::neutron;
  if (name == "x-ray") return Radiation::xray;
  throw InputError("there is no radiation '" + std::string(name) + "'; known: neutron, x-ray");
}

std::string_view name_of(Radiation radiation) { return radiation == Radiation::neutron ? "neutron" : "x-ray"; }

Scatterers::Scatterers(Radiation radiation, std::vector<std::string> species, const ScattererChoices& choices)
    : radiation_(radiation), species_(std::move(species)) {
  if (radiation_ == Radiation::neutron)
    choose_neutron(choices);
  else
    choose_xray(choices);
}

void Scatterers::choose_neutron(const ScattererChoices& choices) {
  if (!choices.form_factors.empty())
    throw InputError("form_factors are for radiation = \"x-ray\"; neutrons take isotopes or lengths");
  std::vector<bool> chosen(species_.size(), false);
  neutron_.resize(species_.size());
  for_entries("isotopes", choices.isotopes, species_, [&](std::size_t at, std::string_view what) {
    neutron_[at] = isotope_mixture(what);
    chosen[at] = true;
  });
  for_entries("lengths", choices.lengths, species_, [&](std::size_t at, std::string_view what) {
    if (chosen[at]) throw InputError("its isotopes are given as well");
    neutron_[at] = scatterer_of_length(parse_length(what));
    chosen[at] = true;
  });
  for (std::size_t i = 0; i < species_.size(); ++i)
    if (!chosen[i]) neutron_[i] = natural_scatterer(species_[i]);
}

void Scatterers::choose_xray(const ScattererChoices& choices) {
  if (!choices.isotopes.empty() || !choices.lengths.empty())
    throw InputError("isotopes and lengths are for radiation = \"neutron\"; x-rays take form_factors");
  std::vector<std::optional<FormFactor>> chosen(species_.size());
  for_entries("form_factors", choices.form_factors, species_,
              [&](std::size_t at, std::string_view what) { chosen[at] = parse_factor(what); });
  for (std::size_t i = 0; i < species_.size(); ++i)
    factors_.push_back(chosen[i] ? *chosen[i] : FormFactor::of_species(species_[i]));
}

std::vector<double> Scatterers::at(double q) const {
  std::vector<double> strengths;
  for (const auto& scatterer : neutron_) strengths.push_back(scatterer.b);
  for (const auto& factor : factors_) strengths.push_back(factor(q));
  return strengths;
}

double Scatterers::self(std::span<const double> fractions, double q) const {
  constexpr double barn = 100.0;  // fm²
  double sum = 0.0;
  for (std::size_t i = 0; i < species_.size(); ++i)
    sum += fractions[i] * (constant() ? (neutron_[i].coherent + neutron_[i].incoherent) * barn / (4.0 * units::pi)
                                      : std::pow(factors_[i](q), 2));
  return sum;
}

std::string Scatterers::description() const {
  std::string text;
  for (std::size_t i = 0; i < species_.size(); ++i) {
    text += (text.empty() ? "" : "; ") + species_[i] + ": ";
    text += constant() ? fmt::format("{}, b = {:g} fm", neutron_[i].from, neutron_[i].b) : factors_[i].from();
  }
  return text;
}

}  // namespace liquidus
