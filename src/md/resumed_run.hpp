#pragma once
#include <memory>
#include <string>

#include "io/checkpoint.hpp"
#include "md/run_sink.hpp"
#include "parallel/communicator.hpp"

namespace liquidus {

/// The folder of a simulation that goes on after its last checkpoint, or begins where there is none.
struct ResumedRun {
  bool goes_on = false;
  Checkpoint checkpoint;          // of the earlier start, on the root
  std::unique_ptr<RunSink> sink;  // a RunFolder on the root; on other ranks what calls `watch`
};
/// Collective.
ResumedRun resume_or_begin(const std::string& folder, const WriteOptions& write, const RunFolder::Watch& watch,
                           const Communicator& ranks);

}  // namespace liquidus
