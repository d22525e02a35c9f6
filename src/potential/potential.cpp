#include "potential/potential.hpp"

#include <algorithm>

#include "core/neighbours.hpp"
#include "parallel/domain.hpp"

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

void Sum::append(std::unique_ptr<Potential> term) {
  if (!take_on(term)) terms_.push_back(std::move(term));
}

bool Sum::take_on(std::unique_ptr<Potential>& other) {
  return std::any_of(terms_.begin(), terms_.end(), [&](const auto& term) { return term->take_on(other); });
}

Reach Sum::reach() const {
  Reach all{0.0, 1, false};
  double width = -1.0;
  for (const auto& term : terms_) {
    const Reach reach = term->reach();
    if (reach.width() > width) {
      width = reach.width();
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

void Sum::add_across(const Neighbourhood& atoms, Evaluation& out) const {
  for (const auto& term : terms_) term->add_across(atoms, out);
}

void Sum::add_within(const Neighbourhood& atoms, Evaluation& out) const {
  for (const auto& term : terms_) term->add_within(atoms, out);
}

bool Sum::gives_atomic_virials() const {
  return std::all_of(terms_.begin(), terms_.end(), [](const auto& term) { return term->gives_atomic_virials(); });
}

bool Sum::gives_deviations() const {
  return std::any_of(terms_.begin(), terms_.end(), [](const auto& term) { return term->gives_deviations(); });
}

namespace {

/// What stands on ghosts goes home; then there are own atoms only.
void bring_home(const Halo& halo, Index own_atoms, Evaluation& out) {
  const auto own = static_cast<std::size_t>(own_atoms);
  const auto home = [&](auto& values, auto* first, int width) {
    halo.reverse(std::span<double>(first, values.size() * static_cast<std::size_t>(width)), width);
    values.resize(own);
  };
  home(out.forces, out.forces.empty() ? nullptr : out.forces.front().data(), 3);
  if (out.with_atomic_energies) home(out.atomic_energies, out.atomic_energies.data(), 1);
  if (out.with_atomic_virials)
    home(out.atomic_virials, out.atomic_virials.empty() ? nullptr : &out.atomic_virials.front()[0][0], 9);
}

}  // namespace

Evaluation evaluate(const Potential& potential, const Structure& atoms, Evaluation out) {
  return evaluate(potential, atoms, std::move(out), Communicator());
}

Evaluation evaluate(const Potential& potential, const Structure& whole, Evaluation out, const Communicator& ranks) {
  Domain domain(ranks);
  const OwnAtoms mine = domain.scatter(whole);
  Neighbours neighbours(potential.lists(), Skin{0.0}, domain.ghosts(), ranks.alone() ? 0.0 : potential.reach().width());
  const Neighbourhood& all = neighbours.update(mine.atoms);
  out.reset(all.total());
  potential.add(all, out);
  bring_home(neighbours.halo(), all.own, out);
  out.energy = ranks.sum(out.energy);
  out.virial = ranks.sum(out.virial);
  const auto collect = [&](auto& values) {
    using T = typename std::decay_t<decltype(values)>::value_type;
    values = gather_by_id(ranks, std::span<const Index>(mine.id), std::span<const T>(values));
  };
  collect(out.forces);
  if (out.with_atomic_energies) collect(out.atomic_energies);
  if (out.with_atomic_virials) collect(out.atomic_virials);
  if (out.with_deviations && potential.gives_deviations()) {
    collect(out.deviations);
    collect(out.relative_deviations);
  }
  return out;
}

Evaluation evaluate(const Potential& potential, const Structure& atoms, bool with_atomic_energies) {
  Evaluation wanted;
  wanted.with_atomic_energies = with_atomic_energies;
  return evaluate(potential, atoms, std::move(wanted));
}

}  // namespace liquidus
