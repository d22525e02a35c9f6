#pragma once
#include <string>
#include <vector>

#include "active/campaign/round_record.hpp"
#include "active/labels/label_batch.hpp"

namespace liquidus {

/// Where a campaign stands, from its folder alone.
struct CampaignStatus {
  std::vector<RoundRecord> rounds;
  std::string stage;           // of the last round: "training", "sampling", "query", "labels", "over"
  LabelCounts labels;          // of the last round, while it is labelled; else zero
  double label_seconds = 0.0;  // of a label that was had, the mean over all rounds; 0 without one
  double seconds_left = 0.0;   // of the stage, as earlier rounds and labels took; 0 where nothing is known of it
  bool at_work = false;        // a program holds the folder
};

/// @throws InputError if the folder is no campaign's, and as read_round
CampaignStatus status_of(const std::string& folder);

}  // namespace liquidus
