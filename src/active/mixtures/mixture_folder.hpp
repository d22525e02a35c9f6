#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "active/input_template.hpp"
#include "active/mixtures/start_structures.hpp"

namespace liquidus {

/// A mixture with all that its folder is made from.
struct MixtureCampaign {
  Mixture mixture;
  std::vector<double> temperatures;  // K
  std::vector<MeltVolume> melts;     // at each temperature
  StartOptions start;
};

/// What a user's template is filled with: name, formula, atoms, elements and species (lists of strings as TOML has
/// them), temperature and temperatures, density and densities (with units; the first one, and a list), seed, start (the
/// file with the structures).
std::map<std::string, std::string> template_values(const MixtureCampaign& campaign);

enum class FolderState {
  absent,
  incomplete,  // begun, and left before it was whole
  same,        // whole, and what would be written
  different    // whole, and something else
};

/// A folder of one mixture: start.extxyz with the structures, campaign.toml if there is a template, and
/// composition.json with the composition, the densities, where they come from, and the sums of the other files.
/// composition.json is written last: with it the folder is whole. Every file is renamed into place when it is whole.
class MixtureFolder {
 public:
  /// @param campaign_template  may be null
  MixtureFolder(std::string path, MixtureCampaign campaign, const InputTemplate* campaign_template);

  const std::string& path() const { return path_; }
  const MixtureCampaign& campaign() const { return campaign_; }
  /// Without packing anything.
  FolderState state() const;
  /// Packs and writes. @throws InputError, with nothing changed, if a file is there that is different, unless
  /// `overwrite`
  void write(bool overwrite) const;

 private:
  std::string path_;
  MixtureCampaign campaign_;
  std::optional<std::string> filled_;  // campaign.toml
};

}  // namespace liquidus
