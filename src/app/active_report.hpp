#pragma once
#include <string>

#include "active/campaign/campaign_status.hpp"

namespace liquidus {

/// One line a round, with what it found, and how far the last one is.
std::string status_text(const CampaignStatus& status);

}  // namespace liquidus
