#include "app/mix_report.hpp"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <set>

#include "app/report.hpp"
#include "core/units.hpp"

namespace liquidus {
namespace {

/// "1 kind", "1 to 3 kinds".
std::string range_text(const std::vector<Index>& range, const std::string& what) {
  const std::string things = what + (range[1] == 1 ? "" : "s");
  return range[0] == range[1] ? fmt::format("{} {}", range[0], things)
                              : fmt::format("{} to {} {}", range[0], range[1], things);
}

std::string density_text(const MeltVolume& melt) {
  const double density = melt.density / units::g_per_cm3;
  return with_error({density, density * melt.error});
}

double number_density(const MixtureCampaign& campaign, std::size_t t) {
  return static_cast<double>(campaign.mixture.size()) / campaign.melts[t].volume;
}

std::string names_of(const std::vector<SaltShare>& salts, bool SaltVolume::*which) {
  std::string text;
  for (const auto& share : salts)
    if (share.salt.*which) text += (text.empty() ? "" : " ") + share.salt.name;
  return text;
}

std::string folder_name(const MixtureFolder& folder) {
  return std::filesystem::path(folder.path()).filename().string();
}

}  // namespace

std::string mix_totals(const MixOptions& options, const MixtureList& list) {
  std::string text = fmt::format(
      "cations: {}; {} at once\nanions: {}; {} at once\nboxes of {}, mole fractions within {:g}\nions and salts from "
      "{}\n\n",
      fmt::join(options.ions.cations, " "), range_text(options.ions.cation_kinds, "kind"),
      fmt::join(options.ions.anions, " "), range_text(options.ions.anion_kinds, "kind"),
      range_text(options.grid.atoms, "ion"), options.grid.tolerance, options.table_file);
  text += fmt::format("grid points: {}; mixtures: {}; the same as another: {}; without a mixture: {}\n", list.points,
                      list.made.size(), list.merged, list.unmade.size());
  for (std::size_t k = 0; k < std::min<std::size_t>(3, list.unmade.size()); ++k)
    text += fmt::format("  {}: {}\n", list.unmade[k].name, list.unmade[k].reason);
  if (list.unmade.size() > 3) text += fmt::format("  and {} more\n", list.unmade.size() - 3);
  return text;
}

std::string mix_table(const std::vector<MixtureFolder>& folders, std::size_t rows) {
  std::size_t width = 10, formula = 10;
  for (std::size_t k = 0; k < std::min(rows, folders.size()); ++k) {
    width = std::max(width, folders[k].campaign().mixture.name.size() + 2);
    formula = std::max(formula, folders[k].campaign().mixture.formula().size() + 2);
  }
  std::string text = fmt::format("{:<{}}{:<{}}{:>6}{:>10}{:>10}{:>14}{:>10}\n", "mixture", width, "ions", formula, "",
                                 "off by", "T (K)", "ρ (g/cm³)", "box (Å)");
  for (std::size_t k = 0; k < std::min(rows, folders.size()); ++k) {
    const MixtureCampaign& campaign = folders[k].campaign();
    text += fmt::format("{:<{}}{:<{}}{:>6}{:>10.4f}{:>10g}{:>14}{:>10.2f}\n", campaign.mixture.name, width,
                        campaign.mixture.formula(), formula, campaign.mixture.size(), campaign.mixture.deviation,
                        campaign.temperatures[0], density_text(campaign.melts[0]), std::cbrt(campaign.melts[0].volume));
  }
  if (folders.size() > rows) text += fmt::format("and {} more\n", folders.size() - rows);
  return text;
}

std::string mix_remarks(const std::vector<MixtureFolder>& folders) {
  std::map<std::string, double> estimated;  // the largest error
  std::set<std::string> extrapolated;
  for (const auto& folder : folders)
    for (const auto& melt : folder.campaign().melts)
      for (const auto& [salt, units_of_it] : melt.salts) {
        if (salt.estimated) estimated[salt.name] = std::max(estimated[salt.name], salt.error);
        if (salt.extrapolated) extrapolated.insert(salt.name);
      }
  std::string text;
  if (!estimated.empty()) {
    text += "densities not measured but estimated:";
    for (const auto& [name, error] : estimated) text += fmt::format(" {} ({:.0f} %)", name, 100.0 * error);
    text += "\n";
  }
  if (!extrapolated.empty())
    text += fmt::format("densities taken outside the measured temperatures: {}\n", fmt::join(extrapolated, " "));
  return text;
}

std::string mix_index(const std::vector<MixtureFolder>& folders) {
  std::string text =
      "# molten mixtures; off_by: largest difference of a mole fraction from the grid's; relative_error of the "
      "density\n"
      "folder,formula,ions,off_by,temperature_K,density_g_per_cm3,relative_error,number_density_per_A3,box_A,estimated,"
      "extrapolated\n";
  for (const auto& folder : folders) {
    const MixtureCampaign& campaign = folder.campaign();
    for (std::size_t t = 0; t < campaign.melts.size(); ++t) {
      const MeltVolume& melt = campaign.melts[t];
      text += fmt::format(
          "{},{},{},{:.6f},{:g},{:.6g},{:.3g},{:.6g},{:.6g},{},{}\n", folder_name(folder), campaign.mixture.formula(),
          campaign.mixture.size(), campaign.mixture.deviation, campaign.temperatures[t],
          melt.density / units::g_per_cm3, melt.error, number_density(campaign, t), std::cbrt(melt.volume),
          names_of(melt.salts, &SaltVolume::estimated), names_of(melt.salts, &SaltVolume::extrapolated));
    }
  }
  return text;
}

std::string unmade_index(const MixtureList& list) {
  std::string text = "# points of the grid without a mixture\nname,reason\n";
  for (const auto& [name, reason] : list.unmade) text += fmt::format("{},\"{}\"\n", name, reason);
  return text;
}

}  // namespace liquidus
