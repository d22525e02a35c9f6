#include "potential/potential.hpp"

#include <algorithm>

namespace liquidus {

void Evaluation::reset(Index total) {
  const auto n = static_cast<std::size_t>(total);
  energy = 0.0;
  virial = Mat3::zero();
  forces.assign(n, Vec3{});
  atomic_energies.assign(with_atomic_energies ? n : 0, 0.0);
  atomic_virials.assign(with_atomic_virials ? n : 0, Mat3::zero());
  deviations.clear();
  relative_deviations.clear();
}

Reach Sum::reach() const {
  Reach all{0.0, 1, false};
  double width = -1.0;
  for (const auto& term : terms_) {
    const Reach reach = term->reach();
    const double needs = reach.exchanges_features ? reach.cutoff : reach.cutoff * reach.hops;
    if (needs > width) {
      width = needs;
      all.cutoff = reach.cutoff;
      all.hops = reach.exchanges_features ? 1 : reach.hops;
    }
    all.exchanges_features = all.exchanges_features || reach.exchanges_features;
  }
  if (all.exchanges_features) all = {std::max(width, 0.0), 1, true};
  return all;
}

std::vector<ListRequest> Sum::lists() const {
  std::vector<ListRequest> all;
  for (const auto& term : terms_) {
    const auto lists = term->lists();
    all.insert(all.end(), lists.begin(), lists.end());
  }
  return all;
}

void Sum::add(const Neighbourhood& atoms, Evaluation& out) const {
  for (const auto& term : terms_) term->add(atoms, out);
}

bool Sum::gives_atomic_virials() const {
  return std::all_of(terms_.begin(), terms_.end(), [](const auto& term) { return term->gives_atomic_virials(); });
}

bool Sum::gives_deviations() const {
  return std::any_of(terms_.begin(), terms_.end(), [](const auto& term) { return term->gives_deviations(); });
}

Evaluation evaluate(const Potential& potential, const Structure& atoms, Evaluation out) {
  PeriodicNeighbours neighbours(potential.lists(), Skin{0.0});
  const Neighbourhood& all = neighbours.update(atoms);
  out.reset(all.total());
  if (all.own == 0) return out;
  potential.add(all, out);
  const auto own = static_cast<std::size_t>(all.own);
  neighbours.reverse({out.forces.front().data(), 3 * out.forces.size()}, 3);
  out.forces.resize(own);
  if (out.with_atomic_energies) {
    neighbours.reverse(out.atomic_energies, 1);
    out.atomic_energies.resize(own);
  }
  if (out.with_atomic_virials) {
    neighbours.reverse({&out.atomic_virials.front()[0][0], 9 * out.atomic_virials.size()}, 9);
    out.atomic_virials.resize(own);
  }
  return out;
}

Evaluation evaluate(const Potential& potential, const Structure& atoms, bool with_atomic_energies) {
  Evaluation wanted;
  wanted.with_atomic_energies = with_atomic_energies;
  return evaluate(potential, atoms, std::move(wanted));
}

}  // namespace liquidus
