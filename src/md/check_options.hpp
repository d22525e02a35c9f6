#pragma once
#include <string>
#include <vector>

#include "md/options.hpp"

namespace liquidus {

/// What is wrong with an option, for the person who wrote it under `key`.
struct Complaint {
  std::string key, message;
};
using Complaints = std::vector<Complaint>;

Complaints check(const RunOptions& options);
Complaints check(const StructureOptions& options);
Complaints check(const NeighbourOptions& options);
Complaints check(const StageOptions& options);
Complaints check(const WriteOptions& options);
Complaints check(const GuardOptions& options);
Complaints check(const CommitteeOptions& options);

}  // namespace liquidus
