#include "md/forces.hpp"

#include <cassert>

namespace liquidus {

Forces::Forces(const Potential& potential, Skin skin)
    : potential_(&potential), neighbours_(std::make_unique<PeriodicNeighbours>(potential.lists(), skin)) {}

void Forces::update(Structure& atoms, Extras wanted) {
  const Neighbourhood& all = neighbours_->update(atoms);
  if (all.generation != generation_) {
    generation_ = all.generation;
    for (std::size_t i = 0; i < atoms.r.size(); ++i) atoms.r[i] = atoms.cell.wrapped(atoms.r[i], &atoms.image[i]);
    origin_.r = atoms.r;
    origin_.cell = atoms.cell;
  }
  own_ = atoms.r.size();
  now_.with_energy = wanted.energy;
  now_.with_virial = wanted.virial;
  wanted.deviations = wanted.deviations && potential_->gives_deviations();
  now_.with_deviations = wanted.deviations;
  evaluate(all, now_);
  has_ = wanted;
}

void Forces::complete(const Structure& atoms) {
  if (has_.energy && has_.virial) return;
  spare_.with_energy = spare_.with_virial = true;
  evaluate(neighbours_->update(atoms), spare_);
  now_.energy = spare_.energy;
  now_.virial = spare_.virial;
  has_.energy = has_.virial = true;
}

void Forces::evaluate(const Neighbourhood& all, Evaluation& out) {
  out.reset(all.total());
  potential_->add(all, out);
  if (all.own > 0) neighbours_->halo().reverse({out.forces.front().data(), 3 * out.forces.size()}, 3);
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

void Forces::build_at(const Origin& origin, const Structure& atoms) {
  Structure then = atoms;
  then.r = origin.r;
  then.cell = origin.cell;
  neighbours_->invalidate();
  generation_ = neighbours_->update(then).generation;
  origin_ = origin;
}

}  // namespace liquidus
