#pragma once
#include "active/campaign/campaign.hpp"
#include "app/active_options.hpp"

namespace liquidus {

/// Training by `train`, potentials by load_potential, and measures of what was sampled, for a campaign.
/// @param options, ranks  must outlive them
CampaignParts active_parts(const ActiveFileOptions& options, const Communicator& ranks);

}  // namespace liquidus
