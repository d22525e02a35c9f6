#include "active/mixtures/start_structures.hpp"

#include <fmt/format.h>

#include <charconv>

#include "core/errors.hpp"
#include "core/units.hpp"
#include "io/sha256.hpp"
#include "md/build.hpp"

namespace liquidus {
namespace {

/// Å, the mean over the ions of the other sign.
double mean_contact(const Ion& ion, const std::vector<MixtureIon>& others) {
  double sum = 0.0, all = 0.0;
  for (const auto& other : others) {
    sum += static_cast<double>(other.count) * (ion.radius + other.ion.radius);
    all += static_cast<double>(other.count);
  }
  return sum / all;
}

/// 32 bits of a hash.
Index seed_of(const Mixture& mixture, Index seed, Index place) {
  const std::string hash = sha256(fmt::format("{} {} {} {}", seed, mixture.name, mixture.formula(), place));
  Index number = 0;
  std::from_chars(hash.data(), hash.data() + 8, number, 16);
  return number;
}

std::string sources_of(const MeltVolume& melt) {
  std::string text = melt.salts.size() > 1 ? "ideal mixing of " : "";
  for (std::size_t k = 0; k < melt.salts.size(); ++k)
    text += fmt::format("{}{} ({})", k ? ", " : "", melt.salts[k].salt.name, melt.salts[k].salt.source);
  return text;
}

}  // namespace

std::vector<double> least_distances(const Mixture& mixture, double scale) {
  std::vector<std::pair<const Ion*, double>> kinds;  // with the mean contact
  for (const auto& entry : mixture.cations) kinds.emplace_back(&entry.ion, mean_contact(entry.ion, mixture.anions));
  for (const auto& entry : mixture.anions) kinds.emplace_back(&entry.ion, mean_contact(entry.ion, mixture.cations));
  std::vector<double> distances;
  for (const auto& [a, contact_a] : kinds)
    for (const auto& [b, contact_b] : kinds) {
      const bool alike = (a->charge > 0) == (b->charge > 0);
      distances.push_back(scale * (alike ? 0.53 * (contact_a + contact_b) : 0.8 * (a->radius + b->radius)));
    }
  return distances;
}

std::vector<Frame> start_structures(const Mixture& mixture, std::span<const double> temperatures,
                                    std::span<const MeltVolume> melts, const StartOptions& options) {
  Composition ions;
  for (const auto* part : {&mixture.cations, &mixture.anions})
    for (const auto& entry : *part) ions.emplace_back(entry.ion.name, entry.count);
  const auto closest = least_distances(mixture, options.closest);
  std::vector<Frame> frames;
  for (std::size_t t = 0; t < melts.size(); ++t)
    for (const double scale : options.densities)
      for (Index k = 0; k < options.count; ++k) {
        const Index seed = seed_of(mixture, options.seed, static_cast<Index>(frames.size()));
        Quantity density = parse_unit("g/cm^3");
        density.value = scale * melts[t].density;
        Frame frame;
        try {
          frame.atoms = pack(ions, density, seed, closest);
        } catch (const InputError& error) {
          throw InputError(fmt::format("{} at {:g} times its density: {}", mixture.name, scale, error.what()));
        }
        frame.info = {{"mixture", mixture.name},
                      {"temperature_K", temperatures[t]},
                      {"density_g_per_cm3", density.value / units::g_per_cm3},
                      {"density_scale", scale},
                      {"density_relative_error", melts[t].error},
                      {"density_source", sources_of(melts[t])},
                      {"packing_seed", seed}};
        frames.push_back(std::move(frame));
      }
  return frames;
}

}  // namespace liquidus
