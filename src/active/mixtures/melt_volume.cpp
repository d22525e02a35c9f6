#include "active/mixtures/melt_volume.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "active/mixtures/volume_estimate.hpp"
#include "core/errors.hpp"
#include "core/structure.hpp"

namespace liquidus {
namespace {

double mass_of_formula(const Ion& cation, const Ion& anion) {
  const auto charge = static_cast<double>(std::lcm(cation.charge, -anion.charge));
  return make_species(cation.name).mass * charge / static_cast<double>(cation.charge) +
         make_species(anion.name).mass * charge / static_cast<double>(-anion.charge);
}

/// Nothing where the line has fallen to less than a quarter of the density that it began with: far beyond any liquid.
std::optional<SaltVolume> measured(const SaltDensity& line, const Ion& cation, const Ion& anion, double temperature) {
  const double density = line.density + line.slope * (temperature - line.from);
  if (!(density > 0.25 * line.density)) return std::nullopt;
  const double beyond = std::max({0.0, line.from - temperature, temperature - line.to});
  const double error = std::hypot(line.error, 0.2 * line.slope * beyond / density);
  return SaltVolume{salt_name(cation, anion),
                    std::lcm(cation.charge, -anion.charge),
                    mass_of_formula(cation, anion) / density,
                    error,
                    line.estimated,
                    beyond > 0.0,
                    line.source};
}

/// Masses and charges of all ions of a mixture.
double mass_of(const Mixture& mixture) {
  double mass = 0.0;
  for (const auto* part : {&mixture.cations, &mixture.anions})
    for (const auto& [ion, fraction, count] : *part) mass += static_cast<double>(count) * make_species(ion.name).mass;
  return mass;
}

double equivalents(const MixtureIon& entry) { return static_cast<double>(entry.count * std::abs(entry.ion.charge)); }

}  // namespace

MeltVolumes::MeltVolumes(const IonTable& table, double temperature, double mixing_error)
    : temperature_(temperature), mixing_error_(mixing_error) {
  std::vector<KnownVolume> known;
  for (const auto& line : table.salts) {
    const Ion *cation = table.find(line.cation), *anion = table.find(line.anion);
    auto volume = measured(line, *cation, *anion, temperature);
    if (!volume) continue;
    known.push_back({cation, anion, volume->volume});
    salts_.emplace(std::pair(line.cation, line.anion), std::move(*volume));
  }
  const VolumeEstimate estimate(known);
  scatter_ = estimate.scatter();
  for (const auto& cation : table.ions)
    for (const auto& anion : table.ions) {
      if (cation.charge < 0 || anion.charge > 0 || salt(cation.name, anion.name)) continue;
      if (const auto found = estimate.of(cation, anion))
        salts_.emplace(std::pair(cation.name, anion.name),
                       SaltVolume{salt_name(cation, anion), std::lcm(cation.charge, -anion.charge), found->volume,
                                  found->error, true, false, "estimated from ionic radii and the salts measured"});
    }
}

const SaltVolume* MeltVolumes::salt(const std::string& cation, const std::string& anion) const {
  const auto at = salts_.find({cation, anion});
  return at == salts_.end() ? nullptr : &at->second;
}

MeltVolume MeltVolumes::of(const Mixture& mixture) const {
  double all = 0.0;
  for (const auto& cation : mixture.cations) all += equivalents(cation);
  MeltVolume melt;
  double variance = 0.0;
  std::string missing;
  for (const auto& cation : mixture.cations)
    for (const auto& anion : mixture.anions) {
      const SaltVolume* found = salt(cation.ion.name, anion.ion.name);
      if (!found) {
        missing += (missing.empty() ? "" : ", ") + salt_name(cation.ion, anion.ion);
        continue;
      }
      const double units = equivalents(cation) * equivalents(anion) / all / static_cast<double>(found->charge);
      melt.volume += units * found->volume;
      variance += std::pow(units * found->volume * found->error, 2);
      melt.salts.push_back({*found, units});
    }
  if (!missing.empty())
    throw InputError(
        fmt::format("the table of salts has no density at {:g} K of {}, nor enough to estimate it; add a "
                    "[[salt]]",
                    temperature_, missing));
  melt.error = std::sqrt(variance) / melt.volume;
  if (melt.salts.size() > 1) melt.error = std::hypot(melt.error, mixing_error_);
  melt.density = mass_of(mixture) / melt.volume;
  return melt;
}

}  // namespace liquidus
