#include "active/curation/frame_groups.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "active/curation/frame_keys.hpp"
#include "active/curation/scaled_features.hpp"
#include "active/query/density_clusters.hpp"
#include "core/errors.hpp"

namespace liquidus {
namespace {

/// "ClNa" of any number of ion pairs: counts divided by what they have in common.
std::string reduced_formula(const Structure& atoms) {
  std::map<std::string, Index> counts;
  for (Index i = 0; i < atoms.size(); ++i) ++counts[atoms.name(i)];
  Index common = 0;
  for (const auto& [name, count] : counts) common = std::gcd(common, count);
  std::string text;
  for (const auto& [name, count] : counts) text += count == common ? name : fmt::format("{}{}", name, count / common);
  return text;
}

}  // namespace

const FeatureTable& FrameGroups::features() {
  if (features_.columns > 0) return features_;
  std::vector<const Structure*> atoms;
  for (const auto& f : frames_) atoms.push_back(&f.frame.atoms);
  return features_ = standard_features(atoms, {options_.cutoff});
}

const std::vector<Index>& FrameGroups::clusters() {
  if (clusters_.empty() && !frames_.empty())
    clusters_ = density_clusters(features(), options_.least, options_.neighbours).label;
  return clusters_;
}

std::vector<std::string> FrameGroups::values(const std::string& key, bool noise_apart) {
  std::vector<std::string> all;
  if (key == "cluster") {
    for (std::size_t k = 0; k < frames_.size(); ++k) {
      const Index cluster = clusters()[k];
      all.push_back(cluster >= 0 ? fmt::format("cluster {}", cluster)
                                 : (noise_apart ? fmt::format("frame {}", k) : "no cluster"));
    }
    return all;
  }
  bool found = frames_.empty();
  for (const auto& f : frames_) {
    if (key == "config_type")
      all.push_back(f.config_type);
    else if (key == "composition")
      all.push_back(reduced_formula(f.frame.atoms));
    else
      all.push_back(info_text(f.frame, key));
    found = found || !all.back().empty();
    if (all.back().empty()) all.back() = "no " + key;
  }
  if (found) return all;
  std::set<std::string> known = {"config_type", "composition", "cluster"};
  for (const auto& f : frames_)
    for (const auto& [name, value] : f.frame.info) known.insert(name);
  const std::vector<std::string> names(known.begin(), known.end());
  throw InputError("no frame has the key '" + key + "'" + suggestion(key, names));
}

std::map<std::string, std::vector<Index>> FrameGroups::by(const std::vector<std::string>& keys, bool noise_apart) {
  std::vector<std::string> names(frames_.size());
  for (const auto& key : keys) {
    const auto of_key = values(key, noise_apart);
    for (std::size_t k = 0; k < names.size(); ++k) names[k] += (names[k].empty() ? "" : ", ") + of_key[k];
  }
  std::map<std::string, std::vector<Index>> groups;
  for (std::size_t k = 0; k < names.size(); ++k) groups[names[k]].push_back(static_cast<Index>(k));
  return groups;
}

}  // namespace liquidus
