#include "correct/frames/frame_counts.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "core/errors.hpp"

namespace liquidus {
namespace {

const FrameCountsOptions& checked(const std::vector<std::string>& species, const FrameCountsOptions& options) {
  if (species.empty()) throw std::invalid_argument("pairs of frames are counted of at least one species");
  for (std::size_t s = 0; s < species.size(); ++s)
    if (std::find(species.begin(), species.begin() + static_cast<std::ptrdiff_t>(s), species[s]) !=
        species.begin() + static_cast<std::ptrdiff_t>(s))
      throw std::invalid_argument("species " + species[s] + " is there twice");
  if (options.interval < 1 || options.blocks < 1)
    throw std::invalid_argument("the interval and the number of blocks of frames are at least 1");
  return options;
}

}  // namespace

FrameCounts::FrameCounts(std::vector<std::string> species, const FrameCountsOptions& options, const Communicator& ranks)
    : species_(std::move(species)),
      options_(checked(species_, options)),
      ranks_(&ranks),
      counter_(options.bins, static_cast<int>(species_.size())) {}

/// The kind of each atom, its species' place in species_; the first frame says how many there are of each.
void FrameCounts::sort_kinds(const Structure& atoms) {
  const auto in_structure = atoms.counts();
  std::vector<int> kind_of(in_structure.size(), 0);
  std::vector<Index> number(species_.size(), 0);
  for (std::size_t s = 0; s < in_structure.size(); ++s) {
    if (in_structure[s] == 0) continue;
    const auto found = std::find(species_.begin(), species_.end(), atoms.species[s].name);
    if (found == species_.end())
      throw InputError("there are atoms of " + atoms.species[s].name + ", which no pair is counted of" +
                       suggestion(atoms.species[s].name, species_));
    const auto kind = static_cast<std::size_t>(found - species_.begin());
    kind_of[s] = static_cast<int>(kind);
    number[kind] += in_structure[s];
  }
  if (!atoms_.empty() && number != atoms_)
    throw InputError(
        "the number of atoms of each species changes from frame to frame, so that frames can't be given "
        "weights by their pairs' energies");
  atoms_ = number;
  kinds_.resize(atoms.type.size());
  for (std::size_t i = 0; i < kinds_.size(); ++i) kinds_[i] = kind_of[static_cast<std::size_t>(atoms.type[i])];
}

void FrameCounts::observe(const Snapshot& now) {
  const Structure& atoms = now.atoms;
  if (atoms.size() == 0) throw InputError("a frame without atoms has no pairs");
  if (!atoms.cell.fully_periodic())
    throw InputError("the cell isn't periodic in all directions, so that its volume says nothing about the density");
  sort_kinds(atoms);
  counter_.clear();
  counter_.count(atoms.cell, atoms.r, kinds_, ranks_->rank(), ranks_->size());
  counter_.sum_over(*ranks_);
  const auto& counted = counter_.counts();
  if (*std::max_element(counted.begin(), counted.end()) > std::numeric_limits<std::uint32_t>::max())
    throw InputError("more than 2^32 pairs of a frame fall into a bin of g(r): choose narrower bins");

  for (const auto n : counted) counts_.push_back(static_cast<std::uint32_t>(n));
  const Vec3& heights = atoms.cell.heights();
  const double height = std::min({heights[0], heights[1], heights[2]});
  least_height_ = volumes_.empty() ? height : std::min(least_height_, height);
  volumes_.push_back(atoms.cell.volume());
  pressures_.push_back(-(now.stress[0][0] + now.stress[1][1] + now.stress[2][2]) / 3.0);
  energies_.push_back(now.potential_energy);
}

void FrameCounts::clear() {
  atoms_.clear();
  counts_.clear();
  volumes_.clear();
  pressures_.clear();
  energies_.clear();
}

}  // namespace liquidus
