#include "md/forces.hpp"

#include <array>
#include <cassert>

#include "core/phases.hpp"

namespace liquidus {

Forces::Forces(const Potential& potential, Skin skin, Domain& domain, double reach)
    : potential_(&potential),
      domain_(&domain),
      neighbours_(
          std::make_unique<Neighbours>(potential.lists(), skin, domain.ghosts(),
                                       domain.ranks().alone() ? 0.0 : std::max(potential.reach().width(), reach))) {}

const Neighbourhood& Forces::follow(Motion& motion) {
  if (!neighbours_->follow(motion.atoms)) make_lists(motion);
  return neighbours_->neighbourhood();
}

void Forces::make_lists(Motion& motion) {
  const Timed timed(Phase::neighbours);
  Structure& atoms = motion.atoms;
  for (std::size_t i = 0; i < atoms.r.size(); ++i) atoms.r[i] = atoms.cell.wrapped(atoms.r[i], &atoms.image[i]);
  if (!domain_->ranks().alone()) {
    domain_->migrate(motion);
    motion.lay_out_masses();
  }
  neighbours_->rebuild(atoms);
  generation_ = neighbours_->rebuilds();
  origin_.r = atoms.r;
  origin_.cell = atoms.cell;
}

/// Should lists have no skin left, ghosts are in place all the same.
const Neighbourhood& Forces::around(const Motion& motion) {
  neighbours_->follow(motion.atoms);
  return neighbours_->neighbourhood();
}

void Forces::update(Motion& motion, Extras wanted) {
  const Neighbourhood& all = follow(motion);
  own_ = motion.atoms.r.size();
  now_.with_energy = wanted.energy;
  now_.with_virial = wanted.virial;
  wanted.deviations = wanted.deviations && potential_->gives_deviations();
  now_.with_deviations = wanted.deviations;
  evaluate(all, now_);
  has_ = wanted;
}

void Forces::complete(Motion& motion) {
  if (has_.energy && has_.virial) return;
  if (!neighbours_->follow(motion.atoms)) {  // atoms have been moved since
    update(motion, {true, true, has_.deviations});
    return;
  }
  spare_.with_energy = spare_.with_virial = true;
  evaluate(neighbours_->neighbourhood(), spare_);
  now_.energy = spare_.energy;
  now_.virial = spare_.virial;
  has_.energy = has_.virial = true;
}

void Forces::evaluate(const Neighbourhood& all, Evaluation& out) {
  out.reset(all.total());
  const Communicator& ranks = domain_->ranks();
  GhostSource& ghosts = neighbours_->ghosts();
  if (ranks.alone()) {
    potential_->add(all, out);
    ghosts.depart_home(out.forces);
  } else {
    potential_->add_across(all, out);
    ghosts.depart_home(out.forces);
    potential_->add_within(all, out);
  }
  ghosts.arrive_home(out.forces);
  if (ranks.alone() || !(out.with_energy || out.with_virial)) return;
  std::array<double, 10> sums{out.energy};
  for (std::size_t k = 0; k < 9; ++k) sums[k + 1] = out.virial[k / 3][k % 3];
  ranks.sum(sums);
  out.energy = sums[0];
  for (std::size_t k = 0; k < 9; ++k) out.virial[k / 3][k % 3] = sums[k + 1];
}

double Forces::energy() const {
  assert(has_.energy);
  return now_.energy;
}

const Mat3& Forces::virial() const {
  assert(has_.virial);
  return now_.virial;
}

std::span<const double> Forces::deviations() const {
  assert(has_.deviations);
  return now_.deviations;
}

std::span<const double> Forces::relative_deviations() const {
  assert(has_.deviations);
  return now_.relative_deviations;
}

void Forces::save(Values& values) const {
  values.forces.assign(now_.forces.begin(), now_.forces.begin() + static_cast<std::ptrdiff_t>(own_));
  values.energy = now_.energy;
  values.virial = now_.virial;
  values.deviations = now_.deviations;
  values.relative_deviations = now_.relative_deviations;
  values.has = has_;
  values.generation = generation_;
}

void Forces::set(const Values& values) {
  own_ = values.forces.size();
  if (now_.forces.size() < own_) now_.forces.resize(own_);
  std::copy(values.forces.begin(), values.forces.end(), now_.forces.begin());
  now_.energy = values.energy;
  now_.virial = values.virial;
  now_.deviations = values.deviations;
  now_.relative_deviations = values.relative_deviations;
  has_ = values.has;
}

void Forces::take_back(Motion& motion, const Values& values) {
  set(values);
  if (domain_->ranks().alone() || values.generation == generation_) return;
  make_lists(motion);
  update(motion, values.has);
}

void Forces::build_at(const Origin& origin, const Motion& motion) {
  Structure then = motion.atoms;
  then.r = origin.r;
  then.cell = origin.cell;
  neighbours_->rebuild(then);
  generation_ = neighbours_->rebuilds();
  origin_ = origin;
}

}  // namespace liquidus
