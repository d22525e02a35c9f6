#include "parallel/domain.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>

#include "core/errors.hpp"
#include "core/periodic_images.hpp"
#include "core/phases.hpp"
#include "parallel/agreement.hpp"
#include "parallel/domain_ghosts.hpp"

namespace liquidus {
namespace {

/// A rank may have this much more than the mean before bricks are looked at, and new ones must better it by so much.
constexpr double uneven = 1.1, worthwhile = 0.95;
constexpr Index longest_patience = 64;  // migrations

struct Traveller {
  Vec3 r, v;
  Image image;
  std::int32_t type;
  Index id;
};

std::vector<Vec3> fractional(const Structure& atoms) {
  std::vector<Vec3> s(atoms.r.size());
  for (std::size_t i = 0; i < s.size(); ++i) s[i] = atoms.cell.fractional(atoms.r[i]);
  return s;
}

/// Cell, and whether there are velocities and images, from the root to all.
struct Common {
  Mat3 vectors;
  Cell::Periodic periodic;
  bool v, image;
};

/// Whether atoms have velocities, and images: a rank without atoms can't tell.
std::pair<bool, bool> carried(const Communicator& ranks, const Structure& atoms) {
  std::array<double, 2> any{atoms.v.empty() ? 0.0 : 1.0, atoms.image.empty() ? 0.0 : 1.0};
  ranks.max(any);
  return {any[0] > 0.0, any[1] > 0.0};
}

/// @throws SimulationError for an atom that belongs to no brick
void require_inside(const OwnAtoms& own) {
  const auto& atoms = own.atoms;
  for (std::size_t i = 0; i < atoms.r.size(); ++i) {
    const auto name = [&] {
      return "atom " + std::to_string(own.id[i]) + " '" + atoms.name(static_cast<Index>(i)) + "'";
    };
    if (!(norm2(atoms.r[i]) < std::numeric_limits<double>::infinity()))
      throw SimulationError(name() + " has a position that is not a finite number");
    const Vec3 s = atoms.cell.fractional(atoms.r[i]);
    for (std::size_t k = 0; k < 3; ++k)  // wrapped, but for rounding
      if (atoms.cell.periodic()[k] && !(std::abs(s[k] - 0.5) < 0.500001))
        throw SimulationError(name() + " is more than 1e9 cells away");
  }
}

/// Whether every atom stands once in it.
bool is_complete(const Layout& layout, std::size_t ranks, std::size_t atoms) {
  if (layout.counts.size() != ranks || layout.ids.size() != atoms) return false;
  std::vector<bool> seen(atoms, false);
  for (const Index id : layout.ids) {
    if (id < 0 || static_cast<std::size_t>(id) >= atoms || seen[static_cast<std::size_t>(id)]) return false;
    seen[static_cast<std::size_t>(id)] = true;
  }
  Index left = static_cast<Index>(atoms);
  for (const Index n : layout.counts) {
    if (n < 0 || n > left) return false;
    left -= n;
  }
  return left == 0;
}

}  // namespace

void broadcast_species(const Communicator& ranks, std::vector<Species>& species) {
  auto count = static_cast<Index>(species.size());
  ranks.broadcast(count);
  species.resize(static_cast<std::size_t>(count));
  for (auto& kind : species) {
    ranks.broadcast(kind.name);
    ranks.broadcast(kind.Z);
    ranks.broadcast(kind.mass);
  }
}

Domain::Domain(const Communicator& ranks, bool rebalance) : ranks_(&ranks), may_rebalance_(rebalance) {}

std::unique_ptr<GhostSource> Domain::ghosts() const {
  if (ranks_->alone()) return std::make_unique<PeriodicImages>();
  return std::make_unique<DomainGhosts>(*ranks_, bricks_);
}

OwnAtoms Domain::scatter(const Structure& whole) {
  if (ranks_->alone()) {
    OwnAtoms own{whole, std::vector<Index>(whole.r.size())};
    std::iota(own.id.begin(), own.id.end(), Index{0});
    return own;
  }
  Layout layout;
  Bricks::Cuts cuts;
  if (ranks_->is_root()) {
    std::vector<Vec3> s(whole.r.size());
    Vec3 low{}, high{};
    for (std::size_t i = 0; i < s.size(); ++i) {
      s[i] = whole.cell.fractional(whole.cell.wrapped(whole.r[i]));
      for (std::size_t k = 0; k < 3; ++k) {
        low[k] = i == 0 ? s[i][k] : std::min(low[k], s[i][k]);
        high[k] = i == 0 ? s[i][k] : std::max(high[k], s[i][k]);
      }
    }
    bricks_ = Bricks::divide(whole.cell, ranks_->size(), low, high);
    if (may_rebalance_) bricks_ = balanced(Communicator(), bricks_, whole.cell.periodic(), s);
    std::vector<std::vector<Index>> ids(static_cast<std::size_t>(ranks_->size()));
    for (std::size_t i = 0; i < s.size(); ++i)
      ids[static_cast<std::size_t>(bricks_.rank_of(s[i]))].push_back(static_cast<Index>(i));
    for (const auto& some : ids) {
      layout.counts.push_back(static_cast<Index>(some.size()));
      layout.ids.insert(layout.ids.end(), some.begin(), some.end());
    }
    cuts = bricks_.cuts();
  }
  for (auto& some : cuts) ranks_->broadcast(some);
  bricks_ = Bricks(std::move(cuts));
  until_balance_ = patience_ = 1;
  return hand_out(whole, layout);
}

OwnAtoms Domain::scatter(const Structure& whole, const std::vector<double>& state, const Layout& layout) {
  if (ranks_->alone()) return scatter(whole);
  auto all = state;
  ranks_->broadcast(all);
  restore(all);
  const bool fits = !ranks_->is_root() || is_complete(layout, static_cast<std::size_t>(ranks_->size()), whole.r.size());
  if (!ranks_->all(fits)) throw std::invalid_argument("the atoms' layout is that of another run");
  return hand_out(whole, layout);
}

OwnAtoms Domain::hand_out(const Structure& whole, const Layout& layout) const {
  Common frame{whole.cell.vectors(), whole.cell.periodic(), !whole.v.empty(), !whole.image.empty()};
  ranks_->broadcast(frame);
  OwnAtoms own;
  own.atoms.species = whole.species;
  broadcast_species(*ranks_, own.atoms.species);
  own.atoms.cell = Cell(frame.vectors, frame.periodic);
  std::vector<Traveller> out, in;
  for (const Index i : layout.ids) {
    const auto a = static_cast<std::size_t>(i);
    out.push_back(
        {whole.r[a], frame.v ? whole.v[a] : Vec3{}, frame.image ? whole.image[a] : Image{}, whole.type[a], i});
  }
  std::vector<Index> counts = layout.counts, received;
  counts.resize(static_cast<std::size_t>(ranks_->size()), 0);
  ranks_->exchange(std::span<const Traveller>(out), std::span<const Index>(counts), in, received);
  for (const auto& atom : in) {
    own.atoms.r.push_back(atom.r);
    if (frame.v) own.atoms.v.push_back(atom.v);
    if (frame.image) own.atoms.image.push_back(atom.image);
    own.atoms.type.push_back(atom.type);
    own.id.push_back(atom.id);
  }
  return own;
}

/// True if bricks were changed.
bool Domain::rebalance(const OwnAtoms& own) {
  if (!may_rebalance_ || --until_balance_ > 0) return false;
  until_balance_ = patience_;
  const auto s = fractional(own.atoms);
  const auto spread = [&](const Bricks& bricks) {
    std::vector<Index> counts(static_cast<std::size_t>(ranks_->size()), 0);
    for (const auto& x : s) ++counts[static_cast<std::size_t>(bricks.rank_of(x))];
    ranks_->sum(std::span<Index>(counts));
    return counts;
  };
  const auto now = spread(bricks_);
  const double mean = static_cast<double>(std::accumulate(now.begin(), now.end(), Index{0})) / ranks_->size();
  const auto most = static_cast<double>(*std::max_element(now.begin(), now.end()));
  if (most <= uneven * mean + 1.0) return false;
  const Bricks other = balanced(*ranks_, bricks_, own.atoms.cell.periodic(), s);
  const auto then = spread(other);
  if (static_cast<double>(*std::max_element(then.begin(), then.end())) > worthwhile * most) {
    patience_ = std::min(2 * patience_, longest_patience);
    until_balance_ = patience_;
    return false;
  }
  bricks_ = other;
  until_balance_ = patience_ = 1;
  return true;
}

void Domain::migrate(OwnAtoms& own) {
  if (ranks_->alone()) return;
  const Timed timed(Phase::communication);
  Structure& atoms = own.atoms;
  together(*ranks_, [&] { require_inside(own); });
  rebalance(own);
  const auto [v, image] = carried(*ranks_, atoms);
  std::vector<std::pair<int, std::size_t>> leaving;  // by rank
  std::size_t kept = 0;
  std::vector<Index> counts(static_cast<std::size_t>(ranks_->size()), 0), received;
  std::vector<Traveller> out, in;
  for (std::size_t i = 0; i < atoms.r.size(); ++i) {
    const int to = bricks_.rank_of(atoms.cell.fractional(atoms.r[i]));
    if (to != ranks_->rank()) {
      leaving.emplace_back(to, out.size());
      ++counts[static_cast<std::size_t>(to)];
      out.push_back({atoms.r[i], v ? atoms.v[i] : Vec3{}, image ? atoms.image[i] : Image{}, atoms.type[i], own.id[i]});
      continue;
    }
    atoms.r[kept] = atoms.r[i];
    if (v) atoms.v[kept] = atoms.v[i];
    if (image) atoms.image[kept] = atoms.image[i];
    atoms.type[kept] = atoms.type[i];
    own.id[kept++] = own.id[i];
  }
  std::stable_sort(leaving.begin(), leaving.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Traveller> sorted;
  for (const auto& [to, n] : leaving) sorted.push_back(out[n]);
  ranks_->exchange(std::span<const Traveller>(sorted), std::span<const Index>(counts), in, received);
  const std::size_t n = kept + in.size();
  atoms.r.resize(n);
  atoms.type.resize(n);
  own.id.resize(n);
  if (v) atoms.v.resize(n);
  if (image) atoms.image.resize(n);
  for (std::size_t k = 0; k < in.size(); ++k) {
    atoms.r[kept + k] = in[k].r;
    if (v) atoms.v[kept + k] = in[k].v;
    if (image) atoms.image[kept + k] = in[k].image;
    atoms.type[kept + k] = in[k].type;
    own.id[kept + k] = in[k].id;
  }
}

Structure Domain::gather(const OwnAtoms& own) const {
  if (ranks_->alone()) return own.atoms;
  const auto collected = [&](const auto& values) {
    using T = typename std::decay_t<decltype(values)>::value_type;
    return gather_by_id(*ranks_, std::span<const Index>(own.id), std::span<const T>(values));
  };
  Structure whole;
  whole.cell = own.atoms.cell;
  whole.species = own.atoms.species;
  whole.type = collected(own.atoms.type);
  whole.r = collected(own.atoms.r);
  const auto [v, image] = carried(*ranks_, own.atoms);
  if (v) whole.v = collected(own.atoms.v);
  if (image) whole.image = collected(own.atoms.image);
  return whole;
}

std::vector<double> Domain::state() const {
  std::vector<double> all{static_cast<double>(until_balance_), static_cast<double>(patience_)};
  for (const auto& cuts : bricks_.cuts()) {
    all.push_back(static_cast<double>(cuts.size()));
    all.insert(all.end(), cuts.begin(), cuts.end());
  }
  return all;
}

void Domain::restore(const std::vector<double>& state) {
  const auto refuse = [] { throw std::invalid_argument("the bricks are those of another run"); };
  if (state.size() < 2) refuse();
  until_balance_ = static_cast<Index>(state[0]);
  patience_ = static_cast<Index>(state[1]);
  Bricks::Cuts cuts;
  std::size_t at = 2;
  for (auto& some : cuts) {
    const std::size_t count = at < state.size() ? static_cast<std::size_t>(state[at]) : 0;
    if (count < 2 || count > state.size() - at - 1) refuse();
    some.assign(state.begin() + static_cast<std::ptrdiff_t>(at + 1),
                state.begin() + static_cast<std::ptrdiff_t>(at + 1 + count));
    at += 1 + count;
  }
  Bricks bricks(std::move(cuts));
  if (bricks.count() != ranks_->size()) refuse();
  bricks_ = std::move(bricks);
}

}  // namespace liquidus
