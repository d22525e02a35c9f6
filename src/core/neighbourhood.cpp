#include "core/neighbourhood.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "core/errors.hpp"
#include "core/threads.hpp"

namespace liquidus {
namespace {

/// Part of the skin that cluster lists are pruned to: pruning costs a tenth of a force call, and what it saves
/// falls slowly with the margin, so that the best is flat around this value (measured on liquid argon).
constexpr double margin_share = 0.12;

template <class List>
const List& shortest(const std::vector<List>& lists, double cutoff) {
  const List* best = nullptr;
  for (const auto& list : lists)
    if (list.cutoff >= cutoff && (!best || list.cutoff < best->cutoff)) best = &list;
  assert(best && "a potential asked for a list that it had not requested");
  return *best;
}

/// One shift of each ± pair: the first component that isn't zero is positive.
bool is_upper(const Image& shift) {
  for (const int s : shift)
    if (s != 0) return s > 0;
  return false;
}

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

const ClusterList& Neighbourhood::clusters(double cutoff) const { return shortest(cluster_lists, cutoff); }
const NeighbourList& Neighbourhood::full(double cutoff) const { return shortest(full_lists, cutoff); }

PeriodicNeighbours::PeriodicNeighbours(std::vector<ListRequest> requests, Skin skin)
    : requests_(std::move(requests)), skin_(skin.angstrom), margin_(margin_share * skin.angstrom) {
  if (!(skin_ >= 0.0)) throw std::invalid_argument("the neighbour list's skin must not be negative");
  for (const auto& request : requests_) {
    if (!(request.cutoff >= 0.0)) throw std::invalid_argument("a neighbour list's cutoff must not be negative");
    reach_ = std::max(reach_, request.cutoff);
  }
  set_cutoffs(requests_, ListKind::clusters, state_.cluster_lists);
  set_cutoffs(requests_, ListKind::full, state_.full_lists);
  state_.halo = this;
}

const Neighbourhood& PeriodicNeighbours::update(const Structure& atoms) {
  if (!valid_ || !follow(atoms)) rebuild(atoms);
  return state_;
}

/// Takes over positions and cell; false if pairs could be missing from the lists.
bool PeriodicNeighbours::follow(const Structure& atoms) {
  if (atoms.size() != state_.own || atoms.cell.periodic() != state_.cell.periodic()) return false;
  if (!std::equal(atoms.type.begin(), atoms.type.end(), state_.type.begin())) return false;
  state_.cell = atoms.cell;
  const auto& periodic = atoms.cell.periodic();
  std::fill(ways_.begin(), ways_.end(), Ways{});
  ways_.resize(static_cast<std::size_t>(threads()));
  parallel_ranges(state_.own, Nanoseconds{10.0}, [&](Index begin, Index end, int thread) {
    Ways most;
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
      Vec3 s = atoms.cell.fractional(atoms.r[i]), way = s - built_.s[i];
      Image n{};
      for (std::size_t k = 0; k < 3; ++k)
        if (std::abs(way[k]) > 0.5 && periodic[k]) {
          const double whole = std::nearbyint(way[k]);
          way[k] -= whole;
          s[k] -= whole;
          if (!(std::abs(whole) <= 1e9)) most.finite = false;
          n[k] = -static_cast<int>(std::clamp(whole, -1e9, 1e9));
        }
      state_.r[i] = n == Image{} ? atoms.r[i] : atoms.cell.translated(atoms.r[i], n);
      const double since_build = norm2(atoms.cell.cartesian(way));
      if (!(since_build < std::numeric_limits<double>::infinity())) most.finite = false;
      most.since_build = std::max(most.since_build, since_build);
      most.since_prune = std::max(most.since_prune, norm2(atoms.cell.cartesian(s - pruned_.s[i])));
    }
    ways_[static_cast<std::size_t>(thread)] = most;
  });
  Ways most;
  for (const auto& w : ways_) {
    most.since_build = std::max(most.since_build, w.since_build);
    most.since_prune = std::max(most.since_prune, w.since_prune);
    most.finite = most.finite && w.finite;
  }
  if (!most.finite || !still_within(built_, most.since_build, skin_)) return false;
  place_ghosts();
  if (!still_within(pruned_, most.since_prune, margin_)) prune();
  return true;
}

/// A pair that isn't listed was further apart than reach + margin. With H_new = H_old (1+ε) and d the largest way of
/// an atom beyond that affine change, it is now no closer than (reach + margin)(1 − |ε|) − 2d.
bool PeriodicNeighbours::still_within(const Reference& reference, double largest_way2, double margin) const {
  const Mat3 strain = reference.cell.inverse() * state_.cell.vectors() - Mat3::identity();
  const double epsilon = std::sqrt(norm2(strain[0]) + norm2(strain[1]) + norm2(strain[2]));
  return (reach_ + margin) * (1.0 - epsilon) - 2.0 * std::sqrt(largest_way2) >= reach_;
}

void PeriodicNeighbours::prune() {
  pruned_.cell = state_.cell;
  pruned_.s.resize(built_.s.size());
  for (std::size_t i = 0; i < pruned_.s.size(); ++i) pruned_.s[i] = state_.cell.fractional(state_.r[i]);
  for (auto& list : state_.cluster_lists) prune_cluster_list(state_.r, margin_, list);
}

void PeriodicNeighbours::rebuild(const Structure& atoms) {
  valid_ = false;  // until the end, should an atom be refused on the way
  state_.cell = built_.cell = atoms.cell;
  state_.own = atoms.size();
  const auto n = static_cast<std::size_t>(state_.own);
  state_.r.resize(n);
  built_.s.resize(n);
  state_.type.assign(atoms.type.begin(), atoms.type.end());
  for (std::size_t i = 0; i < n; ++i) {
    if (!(norm2(atoms.r[i]) < std::numeric_limits<double>::infinity()))
      throw SimulationError("atom " + std::to_string(i) + " '" + atoms.name(static_cast<Index>(i)) +
                            "' has a position that is not a finite number");
    state_.r[i] = atoms.cell.wrapped(atoms.r[i]);
    built_.s[i] = atoms.cell.fractional(state_.r[i]);
    for (std::size_t k = 0; k < 3; ++k)
      if (atoms.cell.periodic()[k] && !(std::abs(built_.s[i][k]) <= 1.0))  // Cell::wrapped gives up at 1e9 cells
        throw SimulationError("atom " + std::to_string(i) + " '" + atoms.name(static_cast<Index>(i)) +
                              "' is more than 1e9 cells away");
  }
  make_ghosts(reach_ + skin_);
  for (auto& list : state_.cluster_lists)
    build_cluster_list(state_.r, state_.own, state_.upper, list.cutoff, skin_, list);
  for (auto& list : state_.full_lists) build_neighbour_list(state_.r, state_.own, list.cutoff, skin_, list);
  prune();
  ++state_.generation;
  valid_ = true;
}

/// Every image closer than `width` to the slab of the cell along each periodic direction.
void PeriodicNeighbours::make_ghosts(double width) {
  state_.owner.clear();
  state_.shift.clear();
  state_.upper.clear();
  const auto& cell = state_.cell;
  Vec3 w{};
  for (std::size_t k = 0; k < 3; ++k) w[k] = cell.periodic()[k] ? width / cell.heights()[k] : 0.0;
  const auto least = [&](std::size_t k, double s) {
    return cell.periodic()[k] ? static_cast<int>(std::ceil(-w[k] - s)) : 0;
  };
  const auto most = [&](std::size_t k, double s) {
    return cell.periodic()[k] ? static_cast<int>(std::floor(1.0 + w[k] - s)) : 0;
  };
  if (reach_ > 0.0)
    for (std::size_t i = 0; i < built_.s.size(); ++i) {
      const Vec3& s = built_.s[i];
      Image n;
      for (n[0] = least(0, s[0]); n[0] <= most(0, s[0]); ++n[0])
        for (n[1] = least(1, s[1]); n[1] <= most(1, s[1]); ++n[1])
          for (n[2] = least(2, s[2]); n[2] <= most(2, s[2]); ++n[2]) {
            if (n == Image{}) continue;
            state_.owner.push_back(static_cast<Index>(i));
            state_.shift.push_back(n);
            state_.upper.push_back(is_upper(n) ? 1 : 0);
          }
    }
  state_.r.resize(built_.s.size() + state_.owner.size());
  place_ghosts();
  state_.type.resize(state_.r.size());
  for (std::size_t g = 0; g < state_.owner.size(); ++g)
    state_.type[built_.s.size() + g] = state_.type[static_cast<std::size_t>(state_.owner[g])];
}

void PeriodicNeighbours::place_ghosts() {
  const auto n = static_cast<std::size_t>(state_.own);
  parallel_ranges(static_cast<Index>(state_.owner.size()), Nanoseconds{3.0}, [&](Index begin, Index end, int) {
    for (auto g = static_cast<std::size_t>(begin); g < static_cast<std::size_t>(end); ++g)
      state_.r[n + g] = state_.cell.translated(state_.r[static_cast<std::size_t>(state_.owner[g])], state_.shift[g]);
  });
}

void PeriodicNeighbours::forward(std::span<double> values, int width) const {
  const auto w = static_cast<std::size_t>(width), n = static_cast<std::size_t>(state_.own);
  for (std::size_t g = 0; g < state_.owner.size(); ++g)
    for (std::size_t k = 0; k < w; ++k)
      values[(n + g) * w + k] = values[static_cast<std::size_t>(state_.owner[g]) * w + k];
}

void PeriodicNeighbours::reverse(std::span<double> values, int width) const {
  const auto w = static_cast<std::size_t>(width), n = static_cast<std::size_t>(state_.own);
  for (std::size_t g = 0; g < state_.owner.size(); ++g)
    for (std::size_t k = 0; k < w; ++k) {
      values[static_cast<std::size_t>(state_.owner[g]) * w + k] += values[(n + g) * w + k];
      values[(n + g) * w + k] = 0.0;
    }
}

}  // namespace liquidus
