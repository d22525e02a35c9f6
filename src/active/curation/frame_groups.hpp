#pragma once
#include <map>
#include <span>
#include <string>
#include <vector>

#include "active/query/feature_table.hpp"
#include "mlip/labelled_set.hpp"

namespace liquidus {

/// How frames are clustered by what surrounds their atoms; see density_clusters().
struct ClusterOptions {
  Index least = 10, neighbours = 5;
  double cutoff = 6.0;  // Å
};

/// Features and clusters of frames, worked out when they are first asked for.
class FrameGroups {
 public:
  /// @param frames  must outlive it
  FrameGroups(std::span<const LabelledFrame> frames, const ClusterOptions& options)
      : frames_(frames), options_(options) {}

  /// [frames] standard_features()
  const FeatureTable& features();
  /// [frames] cluster; -1 for noise
  const std::vector<Index>& clusters();
  /// Members of each group of frames that are the same in all of these: config_type, composition (parts of the
  /// species), cluster, or a key of info (parent, engine, …). Groups by name, members ascending.
  /// @param noise_apart  each frame in no cluster is a group of its own; otherwise they are one group
  /// @throws InputError for a key that no frame has
  std::map<std::string, std::vector<Index>> by(const std::vector<std::string>& keys, bool noise_apart);

 private:
  std::vector<std::string> values(const std::string& key, bool noise_apart);

  std::span<const LabelledFrame> frames_;
  ClusterOptions options_;
  FeatureTable features_;
  std::vector<Index> clusters_;
};

}  // namespace liquidus
