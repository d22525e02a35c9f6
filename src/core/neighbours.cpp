#include "core/neighbours.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "core/errors.hpp"
#include "core/periodic_images.hpp"
#include "core/phases.hpp"
#include "core/threads.hpp"

namespace liquidus {
namespace {

/// Part of the skin that cluster lists are pruned to: pruning costs a tenth of a force call, and what it saves
/// falls slowly with the margin, so that the best is flat around this value (measured on liquid argon).
constexpr double margin_share = 0.12;

template <class List>
void set_cutoffs(const std::vector<ListRequest>& requests, ListKind kind, std::vector<List>& lists) {
  std::vector<double> cutoffs;
  for (const auto& request : requests)
    if (request.kind == kind) cutoffs.push_back(request.cutoff);
  std::sort(cutoffs.begin(), cutoffs.end());
  cutoffs.erase(std::unique(cutoffs.begin(), cutoffs.end()), cutoffs.end());
  lists.resize(cutoffs.size());
  for (std::size_t k = 0; k < lists.size(); ++k) lists[k].cutoff = cutoffs[k];
}

}  // namespace

Neighbours::Neighbours(std::vector<ListRequest> requests, Skin skin, std::unique_ptr<GhostSource> ghosts, double reach)
    : requests_(std::move(requests)),
      skin_(skin.angstrom),
      margin_(margin_share * skin.angstrom),
      reach_(reach),
      ghosts_(std::move(ghosts)) {
  if (!(skin_ >= 0.0)) throw std::invalid_argument("the neighbour list's skin must not be negative");
  if (!(reach_ >= 0.0)) throw std::invalid_argument("the reach of the ghosts must not be negative");
  for (const auto& request : requests_) {
    if (!(request.cutoff >= 0.0)) throw std::invalid_argument("a neighbour list's cutoff must not be negative");
    reach_ = std::max(reach_, request.cutoff);
    upper_only_ = upper_only_ && request.kind == ListKind::clusters;
    ghost_rows_ = ghost_rows_ || request.ghost_rows;
  }
  set_cutoffs(requests_, ListKind::clusters, state_.cluster_lists);
  set_cutoffs(requests_, ListKind::full, state_.full_lists);
  state_.halo = ghosts_.get();
  state_.far = ghosts_->far();
}

const Neighbourhood& Neighbours::update(const Structure& atoms) {
  if (!follow(atoms)) rebuild(atoms);
  return state_;
}

/// The positions of ghosts travel while the ranks agree on how far atoms have moved: a list seldom must be made anew.
bool Neighbours::follow(const Structure& atoms) {
  const Timed timed(Phase::neighbours);
  if (!valid_ || atoms.size() != state_.own || atoms.cell.periodic() != state_.cell.periodic() ||
      !std::equal(atoms.type.begin(), atoms.type.end(), state_.type.begin()))
    valid_ = false;
  state_.cell = atoms.cell;
  Ways most;
  if (valid_) {
    most = move(atoms);
    ghosts_->depart(state_);
  }
  std::array<double, 3> all{valid_ ? 0.0 : 1.0, most.since_build, most.since_prune};
  ghosts_->largest(all);
  if (valid_) ghosts_->arrive();
  valid_ = all[0] == 0.0 && still_within(built_, all[1], skin_);
  if (valid_ && !still_within(pruned_, all[2], margin_)) prune();
  return valid_;
}

Neighbours::Ways Neighbours::move(const Structure& atoms) {
  const bool same_cell = built_.cell == atoms.cell && pruned_.cell == atoms.cell;
  const double near2 = skin_ * skin_;  // what is further off may have been wrapped
  std::fill(ways_.begin(), ways_.end(), Ways{});
  ways_.resize(static_cast<std::size_t>(threads()));
  parallel_ranges(state_.own, Nanoseconds{5.0}, [&](Index begin, Index end, int thread) {
    Ways most;
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
      const Vec3 r = atoms.r[i];
      Ways ways{norm2(r - built_.r[i]), norm2(r - pruned_.r[i])};
      if (same_cell && ways.since_build < near2)
        state_.r[i] = r;
      else
        ways = move_one(atoms, i);
      most.since_build = std::max(most.since_build, ways.since_build);
      most.since_prune = std::max(most.since_prune, ways.since_prune);
    }
    ways_[static_cast<std::size_t>(thread)] = most;
  });
  Ways most;
  for (const auto& w : ways_) {
    most.since_build = std::max(most.since_build, w.since_build);
    most.since_prune = std::max(most.since_prune, w.since_prune);
  }
  return most;
}

/// For an atom that may have been wrapped, or a cell that has changed: the way is what goes beyond the cell's strain.
Neighbours::Ways Neighbours::move_one(const Structure& atoms, std::size_t i) {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  Ways ways;
  Vec3 s = atoms.cell.fractional(atoms.r[i]), way = s - built_.s[i];
  Image n{};
  for (std::size_t k = 0; k < 3; ++k)
    if (std::abs(way[k]) > 0.5 && atoms.cell.periodic()[k]) {
      const double whole = std::nearbyint(way[k]);
      way[k] -= whole;
      s[k] -= whole;
      if (!(std::abs(whole) <= 1e9)) ways.since_build = infinite;
      n[k] = -static_cast<int>(std::clamp(whole, -1e9, 1e9));
    }
  state_.r[i] = n == Image{} ? atoms.r[i] : atoms.cell.translated(atoms.r[i], n);
  const double since_build = norm2(atoms.cell.cartesian(way));
  ways.since_build = since_build < infinite ? std::max(ways.since_build, since_build) : infinite;
  ways.since_prune = norm2(atoms.cell.cartesian(s - pruned_.s[i]));
  return ways;
}

/// A pair that isn't listed was further apart than reach + margin. With H_new = H_old (1+ε) and d the largest way of
/// an atom beyond that affine change, it is now no closer than (reach + margin)(1 − |ε|) − 2d.
bool Neighbours::still_within(const Reference& reference, double largest_way2, double margin) const {
  const Mat3 strain = reference.cell.inverse() * state_.cell.vectors() - Mat3::identity();
  const double epsilon = std::sqrt(norm2(strain[0]) + norm2(strain[1]) + norm2(strain[2]));
  return (reach_ + margin) * (1.0 - epsilon) - 2.0 * std::sqrt(largest_way2) >= reach_;
}

void Neighbours::prune() {
  pruned_.cell = state_.cell;
  pruned_.r.assign(state_.r.begin(), state_.r.begin() + state_.own);
  pruned_.s.resize(built_.s.size());
  for (std::size_t i = 0; i < pruned_.s.size(); ++i) pruned_.s[i] = state_.cell.fractional(state_.r[i]);
  for (auto& list : state_.cluster_lists) prune_cluster_list(state_.r, margin_, list);
}

void Neighbours::rebuild(const Structure& atoms) {
  const Timed timed(Phase::neighbours);
  valid_ = false;  // until the end, should an atom be refused on the way
  state_.cell = built_.cell = atoms.cell;
  state_.own = atoms.size();
  const auto n = static_cast<std::size_t>(state_.own);
  state_.r.resize(n);
  built_.s.resize(n);
  built_.r.resize(n);
  state_.type.assign(atoms.type.begin(), atoms.type.end());
  for (std::size_t i = 0; i < n; ++i) {
    if (!(norm2(atoms.r[i]) < std::numeric_limits<double>::infinity()))
      throw SimulationError("atom " + std::to_string(i) + " '" + atoms.name(static_cast<Index>(i)) +
                            "' has a position that is not a finite number");
    state_.r[i] = atoms.cell.wrapped(atoms.r[i]);
    built_.s[i] = atoms.cell.fractional(state_.r[i]);
    built_.r[i] = state_.r[i];
    for (std::size_t k = 0; k < 3; ++k)
      if (atoms.cell.periodic()[k] && !(std::abs(built_.s[i][k]) <= 1.0))  // Cell::wrapped gives up at 1e9 cells
        throw SimulationError("atom " + std::to_string(i) + " '" + atoms.name(static_cast<Index>(i)) +
                              "' is more than 1e9 cells away");
  }
  state_.counts = atoms.counts();
  ghosts_->sum(state_.counts);
  ghosts_->make(state_, built_.s, reach_ > 0.0 ? reach_ + skin_ : 0.0, upper_only_);
  for (auto& list : state_.cluster_lists)
    build_cluster_list(state_.r, state_.own, state_.upper, list.cutoff, skin_, list);
  const bool others =
      ghost_rows_ && std::any_of(state_.owner.begin(), state_.owner.end(), [](Index owner) { return owner < 0; });
  for (auto& list : state_.full_lists)
    build_neighbour_list(state_.r, others ? state_.total() : state_.own, list.cutoff, skin_, list);
  prune();
  ++state_.generation;
  valid_ = true;
}

PeriodicNeighbours::PeriodicNeighbours(std::vector<ListRequest> requests, Skin skin)
    : Neighbours(std::move(requests), skin, std::make_unique<PeriodicImages>()) {}

}  // namespace liquidus
