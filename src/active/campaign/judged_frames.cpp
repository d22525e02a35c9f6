#include "active/campaign/judged_frames.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <numeric>

#include "active/query/trust_levels.hpp"
#include "core/errors.hpp"
#include "io/h5md.hpp"

namespace liquidus {

std::vector<JudgedFrame> sampled_frames(const std::string& folder, Index first, Index most) {
  const auto path = folder + "/trajectory.h5";
  std::vector<JudgedFrame> frames;
  if (!std::filesystem::exists(path)) return frames;
  H5mdReader file(path);
  const auto& steps = file.steps();
  const auto begin = static_cast<Index>(std::lower_bound(steps.begin(), steps.end(), first) - steps.begin());
  const Index there = file.frames() - begin, wanted = std::min(there, most);
  for (Index k = 0; k < wanted; ++k) {
    // The last of each of `wanted` equal parts: what comes late is furthest from where the run began.
    Frame frame = file.read(begin + (k + 1) * there / wanted - 1);
    frame.atoms.v.clear();
    frame.atoms.image.clear();
    frames.push_back({std::move(frame.atoms), "", folder, frame.step, 0.0, 0.0});
  }
  return frames;
}

Structure with_species(const Structure& given, const std::vector<Species>& species) {
  Structure atoms = given;
  std::vector<int> place;
  for (const auto& kind : given.species) {
    const auto found = std::find_if(species.begin(), species.end(), [&](const auto& s) { return s.name == kind.name; });
    if (found == species.end()) throw InputError("no labelled frame has the species '" + kind.name + "'");
    place.push_back(static_cast<int>(found - species.begin()));
  }
  atoms.species = species;
  for (auto& type : atoms.type) type = place[static_cast<std::size_t>(type)];
  return atoms;
}

double closest_distance(const Structure& atoms) {
  double closest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < atoms.r.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      closest = std::min(closest, norm(atoms.cell.minimum_image(atoms.r[i] - atoms.r[j])));
  return closest;
}

void judge(JudgedFrame& frame, const Members& members, const std::vector<Species>& species, double level,
           double closest) {
  if (closest_distance(frame.atoms) < closest) {
    frame.force_deviation = std::numeric_limits<double>::infinity();
    return;
  }
  const auto atoms = with_species(frame.atoms, species);
  std::vector<std::vector<Vec3>> forces;
  std::vector<double> energies;
  for (const auto& member : members) {
    auto found = evaluate(*member, atoms);
    forces.push_back(std::move(found.forces));
    energies.push_back(found.energy / static_cast<double>(atoms.size()));
  }
  frame.force_deviation = force_deviation(forces, level);
  const auto count = static_cast<double>(energies.size());
  const double mean = std::accumulate(energies.begin(), energies.end(), 0.0) / count;
  double squares = 0.0;
  for (const double energy : energies) squares += (energy - mean) * (energy - mean);
  frame.energy_deviation = std::sqrt(squares / (count - 1.0));
}

}  // namespace liquidus
