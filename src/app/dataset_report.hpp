#pragma once
#include <string>

#include "active/curation/dataset_input.hpp"
#include "active/curation/statistics.hpp"
#include "app/json.hpp"

namespace liquidus {

/// Frames and labels of each file.
std::string files_text(const std::vector<FileCounts>& files);
/// What is in a set, for the screen.
std::string statistics_text(const DatasetStatistics& statistics);
Json statistics_json(const DatasetStatistics& statistics);

}  // namespace liquidus
