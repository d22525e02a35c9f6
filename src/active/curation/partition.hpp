#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/vec3.hpp"

namespace liquidus {

/// Which frames are for training, for validation and for the test; each ascending.
struct Partition {
  std::vector<Index> train, validation, test;
};

/// Each group by itself, as split_by_type() does.
/// @throws std::invalid_argument for fractions below 0 or of 1 and more in all
Partition stratified(const std::map<std::string, std::vector<Index>>& groups, double validation, double test,
                     std::uint64_t seed);

/// Whole groups, so that no part has a frame of a group that another has: the largest first, of equal ones in an order
/// drawn from the seed, each to the part that lacks most of its share. Parts can miss their share by half a group and
/// more where groups are few. A group that is larger than half of all is for training.
/// @throws std::invalid_argument as above
Partition whole_groups(const std::map<std::string, std::vector<Index>>& groups, double validation, double test,
                       std::uint64_t seed);

}  // namespace liquidus
