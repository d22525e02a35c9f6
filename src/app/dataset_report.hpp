#pragma once
#include <string>

#include "active/curation/statistics.hpp"
#include "app/dataset_curation.hpp"
#include "app/json.hpp"

namespace liquidus {

/// Frames and labels of each file.
std::string files_text(const std::vector<FileCounts>& files);
/// What is in a set, for the screen.
std::string statistics_text(const DatasetStatistics& statistics);
Json statistics_json(const DatasetStatistics& statistics);

/// What each step did and what was written.
std::string curation_text(const CuratedSet& curated);
/// The same with the reason of every frame that was taken out.
Json curation_json(const CuratedSet& curated);

}  // namespace liquidus
