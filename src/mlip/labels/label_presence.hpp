#pragma once
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "mlip/labelled_set.hpp"

namespace liquidus {

/// Under which names the labels of one file stood: {"energy": {"REF_energy": 20}}, counted in frames.
using LabelCounts = std::map<std::string, std::map<std::string, Index>>;

/// Every frame of one file has the labels that are wanted, or says by a weight of 0 that it has none.
/// @throws InputError with counts, the first frame, and names that resemble what is missing
void require_labels(std::span<const LabelledFrame> frames, const LabelsWanted& wanted);

/// A sentence for each label that has one name in some frames of the file and another name in others.
void warn_mixed_names(const std::string& file, const LabelCounts& names, std::vector<std::string>& warnings);

}  // namespace liquidus
