#include "active/mixtures/mixture_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/elements.hpp"
#include "core/errors.hpp"
#include "core/units.hpp"
#include "io/file.hpp"
#include "io/sha256.hpp"
#include "io/xyz.hpp"

namespace liquidus {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr double cm3_per_mol = units::cm * units::cm * units::cm / units::mole;  // of one ion or formula unit, Å³

Json ions_json(const std::vector<MixtureIon>& part) {
  double all = 0.0;
  for (const auto& entry : part) all += static_cast<double>(entry.count);
  Json ions = Json::array();
  for (const auto& entry : part)
    ions.push_back({{"ion", entry.ion.name},
                    {"charge", entry.ion.charge},
                    {"radius_A", entry.ion.radius},
                    {"count", entry.count},
                    {"fraction", static_cast<double>(entry.count) / all},
                    {"fraction_asked", entry.fraction}});
  return ions;
}

Json melt_json(const MeltVolume& melt, double temperature, Index ions) {
  Json salts = Json::array();
  for (const auto& [salt, units_of_it] : melt.salts)
    salts.push_back({{"salt", salt.name},
                     {"formula_units", units_of_it},
                     {"molar_volume_cm3_per_mol", salt.volume / cm3_per_mol},
                     {"relative_error", salt.error},
                     {"estimated", salt.estimated},
                     {"extrapolated", salt.extrapolated},
                     {"source", salt.source}});
  return {{"temperature_K", temperature},
          {"density_g_per_cm3", melt.density / units::g_per_cm3},
          {"volume_A3", melt.volume},
          {"volume_cm3_per_mol_of_ions", melt.volume / static_cast<double>(ions) / cm3_per_mol},
          {"relative_error", melt.error},
          {"salts", salts}};
}

/// composition.json but for the sums of the files.
Json composition_json(const MixtureCampaign& campaign) {
  const Mixture& mixture = campaign.mixture;
  Json states = Json::array();
  for (std::size_t t = 0; t < campaign.melts.size(); ++t)
    states.push_back(melt_json(campaign.melts[t], campaign.temperatures[t], mixture.size()));
  return {{"name", mixture.name},
          {"formula", mixture.formula()},
          {"ions", mixture.size()},
          {"cations", ions_json(mixture.cations)},
          {"anions", ions_json(mixture.anions)},
          {"deviation", mixture.deviation},
          {"melt", states},
          {"start",
           {{"seed", campaign.start.seed},
            {"count", campaign.start.count},
            {"densities", campaign.start.densities},
            {"closest", campaign.start.closest}}}};
}

std::string toml_list(const std::vector<std::string>& items) {
  std::string text;
  for (const auto& item : items) text += (text.empty() ? "" : ", ") + ('"' + item + '"');
  return "[" + text + "]";
}

bool is_file_with(const std::string& path, const std::string& text) {
  return fs::is_regular_file(path) && read_text(path) == text;
}

}  // namespace

std::map<std::string, std::string> template_values(const MixtureCampaign& campaign) {
  const Mixture& mixture = campaign.mixture;
  std::vector<std::string> species, elements_of, temperatures, densities;
  for (const auto* part : {&mixture.cations, &mixture.anions})
    for (const auto& entry : *part) {
      species.push_back(entry.ion.name);
      const std::string symbol(elements()[static_cast<std::size_t>(make_species(entry.ion.name).Z - 1)].symbol);
      if (std::find(elements_of.begin(), elements_of.end(), symbol) == elements_of.end()) elements_of.push_back(symbol);
    }
  for (const double x : campaign.temperatures) temperatures.push_back(fmt::format("{:.10g} K", x));
  for (const auto& melt : campaign.melts)
    densities.push_back(fmt::format("{:.5g} g/cm^3", melt.density / units::g_per_cm3));
  return {{"name", mixture.name},
          {"formula", mixture.formula()},
          {"atoms", std::to_string(mixture.size())},
          {"elements", toml_list(elements_of)},
          {"species", toml_list(species)},
          {"temperature", temperatures.front()},
          {"temperatures", toml_list(temperatures)},
          {"density", densities.front()},
          {"densities", toml_list(densities)},
          {"seed", std::to_string(campaign.start.seed)},
          {"start", "start.extxyz"}};
}

MixtureFolder::MixtureFolder(std::string path, MixtureCampaign campaign, const InputTemplate* campaign_template)
    : path_(std::move(path)), campaign_(std::move(campaign)) {
  if (campaign_template) filled_ = campaign_template->filled(template_values(campaign_));
}

FolderState MixtureFolder::state() const {
  if (!fs::exists(path_)) return FolderState::absent;
  const std::string composition = path_ + "/composition.json";
  if (!fs::exists(composition)) return FolderState::incomplete;
  Json found = Json::parse(read_text(composition), nullptr, false);
  if (!found.is_object() || !found.contains("files") || !found["files"].is_object()) return FolderState::different;
  const Json files = found["files"];
  found.erase("files");
  if (found != composition_json(campaign_)) return FolderState::different;
  if (!files.contains("start.extxyz") || files.contains("campaign.toml") != filled_.has_value())
    return FolderState::different;
  if (filled_ && files["campaign.toml"] != sha256(*filled_)) return FolderState::different;
  for (const auto& [name, sum] : files.items())
    if (!fs::is_regular_file(path_ + "/" + name) || sha256_of_file(path_ + "/" + name) != sum)
      return FolderState::different;
  return FolderState::same;
}

void MixtureFolder::write(bool overwrite) const {
  std::string structures;
  for (const auto& frame :
       start_structures(campaign_.mixture, campaign_.temperatures, campaign_.melts, campaign_.start))
    structures += format_xyz(frame);
  Json composition = composition_json(campaign_);
  composition["files"] = {{"start.extxyz", sha256(structures)}};
  if (filled_) composition["files"]["campaign.toml"] = sha256(*filled_);
  std::vector<std::pair<std::string, std::string>> files = {{"start.extxyz", std::move(structures)}};
  if (filled_) files.emplace_back("campaign.toml", *filled_);
  files.emplace_back("composition.json", composition.dump(2) + "\n");
  if (!overwrite)
    for (const auto& [name, text] : files)
      if (const std::string path = path_ + "/" + name; fs::exists(path) && !is_file_with(path, text))
        throw InputError("'" + path +
                         "' is there and different; replace it with --overwrite, or choose another output");
  std::error_code failure;
  fs::create_directories(path_, failure);
  if (failure) throw Error("can't make the folder '" + path_ + "': " + failure.message());
  // A folder that is being changed isn't whole.
  fs::remove(path_ + "/composition.json", failure);
  for (const auto& [name, text] : files) write_text(path_ + "/" + name, text);
}

}  // namespace liquidus
