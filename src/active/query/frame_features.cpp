#include "active/query/frame_features.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"

namespace liquidus {

std::vector<float> SpeciesMoments::row() const {
  std::vector<float> all;
  for (std::size_t kind = 0; kind < count_.size(); ++kind)
    for (const bool spread : {false, true})
      for (std::size_t k = kind * width_; k < (kind + 1) * width_; ++k) {
        const double n = std::max(count_[kind], 1.0), mean = sum_[k] / n;
        all.push_back(static_cast<float>(spread ? std::sqrt(std::max(0.0, squares_[k] / n - mean * mean)) : mean));
      }
  return all;
}

std::vector<std::size_t> places_of(const Structure& atoms, const std::vector<std::string>& names) {
  std::vector<std::size_t> places;
  for (const auto& species : atoms.species) {
    const auto found = std::find(names.begin(), names.end(), species.name);
    if (found == names.end())
      throw InputError("features don't know the species '" + species.name + "'" + suggestion(species.name, names));
    places.push_back(static_cast<std::size_t>(found - names.begin()));
  }
  return places;
}

FeatureTable table_of(const NodeFeatures& features, const std::vector<std::string>& species,
                      std::span<const Structure* const> structures) {
  constexpr std::size_t block = 64;  // structures whose atoms' features are held at a time
  const auto width = static_cast<std::size_t>(features.columns());
  FeatureTable table;
  for (std::size_t begin = 0; begin < structures.size(); begin += block) {
    const auto some = structures.subspan(begin, std::min(block, structures.size() - begin));
    const auto found = features.of(some);
    for (std::size_t k = 0; k < some.size(); ++k) {
      const auto places = places_of(*some[k], species);
      SpeciesMoments moments(species.size(), width);
      for (std::size_t i = 0; i < some[k]->type.size(); ++i)
        moments.add(places[static_cast<std::size_t>(some[k]->type[i])],
                    std::span<const float>(found[k]).subspan(i * width, width));
      table.add(moments.row());
    }
  }
  return table;
}

}  // namespace liquidus
