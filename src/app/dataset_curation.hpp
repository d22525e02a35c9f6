#pragma once
#include <string>
#include <vector>

#include "active/curation/partition.hpp"
#include "app/dataset_options.hpp"

namespace liquidus {

/// A frame that a step took out, with the reason in info under `reason`.
struct RemovedFrame {
  LabelledFrame frame;
  std::string step, reason;
};

/// What a step did.
struct StepCount {
  std::string name, note;
  Index before = 0, after = 0;
};

/// A set as the steps leave it.
struct CuratedSet {
  std::vector<FileCounts> files;
  LabelledSet set;
  std::vector<RemovedFrame> removed;
  std::vector<StepCount> steps;
  std::vector<std::string> disagreements;              // labels of duplicates, a sentence each
  std::map<std::string, std::vector<Index>> groups;    // of the split
  std::optional<Partition> parts;                      // of set.frames; none without [split]
  std::vector<std::pair<std::string, Index>> written;  // file, frames
};

/// Does the steps that the options have. @throws InputError as they do
CuratedSet curate(const CurateOptions& options);
/// Writes the sets and removed.extxyz into the output folder, each renamed into place when complete, and takes away
/// sets of an earlier curation that aren't written anew. @throws InputError if a set would replace an input
void write_sets(const CurateOptions& options, CuratedSet& curated);

}  // namespace liquidus
