#include "parallel/domain_ghosts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "core/periodic_images.hpp"
#include "core/phases.hpp"

namespace liquidus {
namespace {

int floor_div(int a, int b) { return a >= 0 ? a / b : -((-a + b - 1) / b); }

/// Fractional distance from the top of brick a to the bottom of the one `steps` above it. Both ranks of a pair reckon
/// it from the lower one, with the same numbers in the same order, so that they agree on whether it is short enough.
double gap(const std::vector<double>& cuts, int a, int steps) {
  const int count = static_cast<int>(cuts.size()) - 1;
  double sum = 0.0;
  for (int n = 1; n < steps; ++n) {
    const auto b = static_cast<std::size_t>((a + n) % count);
    sum += cuts[b + 1] - cuts[b];
  }
  return sum;
}

bool orthogonal(const Mat3& h) {
  for (std::size_t k = 0; k < 3; ++k)
    if (std::abs(dot(h[k], h[(k + 1) % 3])) > 1e-12 * norm(h[k]) * norm(h[(k + 1) % 3])) return false;
  return true;
}

template <class T>
std::span<std::byte> bytes_of(std::vector<T>& values, Index first, Index count) {
  return std::as_writable_bytes(
      std::span(values).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count)));
}

}  // namespace

DomainGhosts::DomainGhosts(const Communicator& ranks, const Bricks& bricks)
    : ranks_(&ranks), bricks_(&bricks), messages_(ranks), homeward_(ranks) {}

/// All bricks along one direction that come within the width of this rank's, itself and images of it among them.
std::vector<DomainGhosts::Step> DomainGhosts::steps(const Cell& cell, std::size_t k, double width) const {
  const auto& cuts = bricks_->cuts()[k];
  const int count = bricks_->grid()[k], here = bricks_->place(ranks_->rank())[k];
  const bool periodic = cell.periodic()[k];
  const double w = width / cell.heights()[k];
  std::vector<Step> all{{here, 0, 0, 0.0}};
  for (int up = 1; periodic || here + up < count; ++up) {
    if (gap(cuts, here, up) > w) break;
    const int cells = floor_div(here + up, count), brick = here + up - cells * count;
    all.push_back({brick, up, -cells, cuts[static_cast<std::size_t>(brick)] + cells});
  }
  for (int down = 1; periodic || here - down >= 0; ++down) {
    const int cells = floor_div(here - down, count), brick = here - down - cells * count;
    if (gap(cuts, brick, down) > w) break;
    all.push_back({brick, -down, -cells, cuts[static_cast<std::size_t>(brick) + 1] + cells});
  }
  return all;
}

/// Whether pairs with atoms of the brick `offset` bricks away are counted here: there or here, never both. Directions
/// that are cut decide first, so that a row of bricks writes to one side alone.
bool DomainGhosts::counted_from(const Image& offset) const {
  Image sorted{};
  std::size_t n = 0;
  for (const bool cut : {true, false})
    for (std::size_t k = 0; k < 3; ++k)
      if ((bricks_->grid()[k] > 1) == cut) sorted[n++] = offset[k];
  return is_upper(sorted);
}

void DomainGhosts::choose_legs(const Neighbourhood& atoms, std::span<const Vec3> s, double width,
                               const std::array<Step, 3>& way, std::vector<Leg>& legs) const {
  const bool corners = orthogonal(atoms.cell.vectors());
  const Image shift{way[0].cells, way[1].cells, way[2].cells};
  const Vec3& heights = atoms.cell.heights();
  for (std::size_t i = 0; i < s.size(); ++i) {
    double squares = 0.0, longest = 0.0;
    for (std::size_t k = 0; k < 3; ++k) {
      if (way[k].offset == 0) continue;
      const double off = heights[k] * (way[k].offset > 0 ? way[k].edge - s[i][k] : s[i][k] - way[k].edge);
      if (off <= 0.0) continue;
      squares += off * off;
      longest = std::max(longest, off);
    }
    if (longest <= width && !(corners && squares > width * width)) legs.push_back({static_cast<Index>(i), shift});
  }
}

void DomainGhosts::find_legs(const Neighbourhood& atoms, std::span<const Vec3> s, double width, bool upper_only) {
  struct Bundle {
    std::vector<Leg> legs;
    std::vector<std::uint8_t> upper;
    bool to = false, from = false;
  };
  std::map<int, Bundle> bundles;
  std::array<std::vector<Step>, 3> near;
  for (std::size_t k = 0; k < 3; ++k) near[k] = steps(atoms.cell, k, width);
  for (const Step& x : near[0])
    for (const Step& y : near[1])
      for (const Step& z : near[2]) {
        const Image offset{x.offset, y.offset, z.offset};
        if (offset == Image{}) continue;
        Bundle& bundle = bundles[bricks_->rank({x.brick, y.brick, z.brick})];
        // seen from there, this brick lies at −offset
        const bool upper_here = counted_from(offset), upper_there = !upper_here;
        bundle.from = bundle.from || upper_here || !upper_only;
        if (upper_only && !upper_there) continue;
        bundle.to = true;
        choose_legs(atoms, s, width, {x, y, z}, bundle.legs);
        bundle.upper.resize(bundle.legs.size(), upper_there ? 1 : 0);
      }
  peers_.clear();
  legs_.clear();
  leg_upper_.clear();
  image_legs_.clear();
  image_upper_.clear();
  for (auto& [rank, bundle] : bundles) {
    if (rank == ranks_->rank()) {
      image_legs_ = std::move(bundle.legs);
      image_upper_ = std::move(bundle.upper);
      continue;
    }
    Peer& peer = peers_.emplace_back();
    peer.rank = rank;
    peer.to = bundle.to;
    peer.from = bundle.from;
    peer.first_leg = static_cast<Index>(legs_.size());
    peer.legs = static_cast<Index>(bundle.legs.size());
    legs_.insert(legs_.end(), bundle.legs.begin(), bundle.legs.end());
    leg_upper_.insert(leg_upper_.end(), bundle.upper.begin(), bundle.upper.end());
  }
}

void DomainGhosts::make(Neighbourhood& atoms, std::span<const Vec3> s, double width, bool upper_only) {
  own_ = atoms.own;
  if (width > 0.0)
    find_legs(atoms, s, width, upper_only);
  else
    peers_.clear(), legs_.clear(), image_legs_.clear();
  images_ = static_cast<Index>(image_legs_.size());
  for (auto& peer : peers_) {
    if (peer.from) messages_.receive(peer.rank, std::as_writable_bytes(std::span(&peer.ghosts, 1)));
    if (peer.to) messages_.send(peer.rank, std::as_bytes(std::span(&peer.legs, 1)));
  }
  messages_.wait();
  ghosts_ = images_;
  for (auto& peer : peers_) {
    peer.first_ghost = ghosts_;
    ghosts_ += peer.ghosts;
  }
  const auto n = static_cast<std::size_t>(own_), ghosts = static_cast<std::size_t>(ghosts_);
  atoms.r.resize(n + ghosts);
  atoms.type.resize(n + ghosts);
  atoms.owner.assign(ghosts, -1);
  atoms.shift.resize(ghosts);
  atoms.upper.resize(ghosts);
  for (std::size_t g = 0; g < image_legs_.size(); ++g) {
    atoms.owner[g] = image_legs_[g].atom;
    atoms.shift[g] = image_legs_[g].shift;
    atoms.upper[g] = image_upper_[g];
    atoms.type[n + g] = atoms.type[static_cast<std::size_t>(image_legs_[g].atom)];
    atoms.r[n + g] = atoms.cell.translated(atoms.r[static_cast<std::size_t>(image_legs_[g].atom)], atoms.shift[g]);
  }
  send_travellers(atoms);
}

void DomainGhosts::send_travellers(Neighbourhood& atoms) {
  std::vector<Traveller> out(legs_.size()), in(atoms.owner.size() - image_legs_.size());
  for (std::size_t n = 0; n < legs_.size(); ++n) {
    const auto i = static_cast<std::size_t>(legs_[n].atom);
    out[n] = {atoms.cell.translated(atoms.r[i], legs_[n].shift), legs_[n].shift, atoms.type[i], leg_upper_[n]};
  }
  for (const auto& peer : peers_) {
    if (peer.ghosts > 0) messages_.receive(peer.rank, bytes_of(in, peer.first_ghost - images_, peer.ghosts));
    if (peer.legs > 0) messages_.send(peer.rank, bytes_of(out, peer.first_leg, peer.legs));
  }
  messages_.wait();
  const auto n = static_cast<std::size_t>(own_), images = image_legs_.size();
  for (std::size_t g = 0; g < in.size(); ++g) {
    atoms.r[n + images + g] = in[g].r;
    atoms.type[n + images + g] = in[g].type;
    atoms.shift[images + g] = in[g].shift;
    atoms.upper[images + g] = static_cast<std::uint8_t>(in[g].upper);
  }
}

void DomainGhosts::depart(Neighbourhood& atoms) {
  const Timed timed(Phase::communication);
  buffer_.resize(legs_.size() * sizeof(Vec3));
  const std::span<Vec3> out(reinterpret_cast<Vec3*>(buffer_.data()), legs_.size());
  for (const auto& peer : peers_)
    if (peer.ghosts > 0) messages_.receive(peer.rank, bytes_of(atoms.r, own_ + peer.first_ghost, peer.ghosts));
  for (const auto& peer : peers_) {
    if (peer.legs == 0) continue;
    const auto first = static_cast<std::size_t>(peer.first_leg), count = static_cast<std::size_t>(peer.legs);
    for (std::size_t n = first; n < first + count; ++n)
      out[n] = atoms.cell.translated(atoms.r[static_cast<std::size_t>(legs_[n].atom)], legs_[n].shift);
    messages_.send(peer.rank, std::as_bytes(out.subspan(first, count)));
  }
  const auto own = static_cast<std::size_t>(own_);
  for (std::size_t g = 0; g < image_legs_.size(); ++g)
    atoms.r[own + g] =
        atoms.cell.translated(atoms.r[static_cast<std::size_t>(image_legs_[g].atom)], image_legs_[g].shift);
}

void DomainGhosts::forward_bytes(std::span<std::byte> values, std::size_t bytes) const {
  const Timed timed(Phase::communication);
  buffer_.resize(legs_.size() * bytes);
  const auto atom = [&](Index i) { return values.subspan(static_cast<std::size_t>(i) * bytes, bytes); };
  for (const auto& peer : peers_)
    if (peer.ghosts > 0)
      messages_.receive(peer.rank, values.subspan(static_cast<std::size_t>(own_ + peer.first_ghost) * bytes,
                                                  static_cast<std::size_t>(peer.ghosts) * bytes));
  for (const auto& peer : peers_) {
    if (peer.legs == 0) continue;
    for (Index n = peer.first_leg; n < peer.first_leg + peer.legs; ++n) {
      const auto from = atom(legs_[static_cast<std::size_t>(n)].atom);
      std::copy(from.begin(), from.end(),
                buffer_.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(n) * bytes));
    }
    messages_.send(peer.rank, std::span(buffer_).subspan(static_cast<std::size_t>(peer.first_leg) * bytes,
                                                         static_cast<std::size_t>(peer.legs) * bytes));
  }
  for (std::size_t g = 0; g < image_legs_.size(); ++g) {
    const auto from = atom(image_legs_[g].atom);
    std::copy(from.begin(), from.end(), atom(own_ + static_cast<Index>(g)).begin());
  }
  messages_.wait();
}

template <class T>
void DomainGhosts::bring_home(std::span<T> values, int width) const {
  const Timed timed(Phase::communication);
  const auto w = static_cast<std::size_t>(width);
  buffer_.resize(legs_.size() * w * sizeof(T));
  const std::span<T> in(reinterpret_cast<T*>(buffer_.data()), legs_.size() * w);
  const auto part = [w](std::span<T> all, Index first, Index count) {
    return all.subspan(static_cast<std::size_t>(first) * w, static_cast<std::size_t>(count) * w);
  };
  for (const auto& peer : peers_) {
    if (peer.legs > 0) messages_.receive(peer.rank, std::as_writable_bytes(part(in, peer.first_leg, peer.legs)));
    if (peer.ghosts > 0) messages_.send(peer.rank, std::as_bytes(part(values, own_ + peer.first_ghost, peer.ghosts)));
  }
  const auto add = [&](Index atom, const T* from) {
    T* to = values.data() + static_cast<std::size_t>(atom) * w;
    for (std::size_t k = 0; k < w; ++k) to[k] += from[k];
  };
  for (std::size_t g = 0; g < image_legs_.size(); ++g)
    add(image_legs_[g].atom, values.data() + (static_cast<std::size_t>(own_) + g) * w);
  messages_.wait();
  for (std::size_t n = 0; n < legs_.size(); ++n) add(legs_[n].atom, in.data() + n * w);
  const auto ghosts = part(values, own_, ghosts_);
  std::fill(ghosts.begin(), ghosts.end(), T{0});
}

void DomainGhosts::depart_home(std::span<Vec3> forces) {
  const Timed timed(Phase::communication);
  forces_.resize(legs_.size());
  for (const auto& peer : peers_) {
    if (peer.legs > 0) homeward_.receive(peer.rank, bytes_of(forces_, peer.first_leg, peer.legs));
    if (peer.ghosts > 0)
      homeward_.send(peer.rank, std::as_bytes(forces.subspan(static_cast<std::size_t>(own_ + peer.first_ghost),
                                                             static_cast<std::size_t>(peer.ghosts))));
  }
}

void DomainGhosts::arrive_home(std::span<Vec3> forces) {
  const Timed timed(Phase::communication);
  for (std::size_t g = 0; g < image_legs_.size(); ++g)
    forces[static_cast<std::size_t>(image_legs_[g].atom)] += forces[static_cast<std::size_t>(own_) + g];
  homeward_.wait();
  for (std::size_t n = 0; n < legs_.size(); ++n) forces[static_cast<std::size_t>(legs_[n].atom)] += forces_[n];
  std::fill(forces.begin() + own_, forces.end(), Vec3{});
}

void DomainGhosts::reverse(std::span<double> values, int width) const { bring_home(values, width); }
void DomainGhosts::reverse(std::span<float> values, int width) const { bring_home(values, width); }

}  // namespace liquidus
