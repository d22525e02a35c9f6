#include "mlip/committee.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace liquidus {
namespace {

class Committee : public Potential {
 public:
  Committee(std::vector<std::unique_ptr<Potential>> members, double level)
      : members_(std::move(members)), level_(level), found_(members_.size()) {}

  Reach reach() const override;
  std::vector<ListRequest> lists() const override;
  void add(const Neighbourhood& atoms, Evaluation& out) const override;
  bool gives_deviations() const override { return true; }
  bool gives_atomic_virials() const override {
    return std::all_of(members_.begin(), members_.end(), [](const auto& m) { return m->gives_atomic_virials(); });
  }

 private:
  void add_mean(const Evaluation& member, double share, Evaluation& out) const;
  void add_deviations(Index own, Evaluation& out) const;

  std::vector<std::unique_ptr<Potential>> members_;
  double level_;
  mutable std::vector<Evaluation> found_;  // [members]
};

/// The halo that serves every member, as a sum of them needs it.
Reach Committee::reach() const {
  Reach widest = members_.front()->reach();
  bool exchanges = false;
  for (const auto& member : members_) {
    const Reach reach = member->reach();
    exchanges = exchanges || reach.exchanges_features;
    if (reach.width() > widest.width()) widest = reach;
  }
  return exchanges ? Reach{widest.width(), 1, true} : widest;
}

std::vector<ListRequest> Committee::lists() const {
  std::vector<ListRequest> all;
  for (const auto& member : members_) {
    const auto lists = member->lists();
    all.insert(all.end(), lists.begin(), lists.end());
  }
  return all;
}

/// Members' forces are brought home to the owners before they are compared: a pair potential leaves a part of an atom's
/// force on its images, and a model on ghosts of other ranks. That is done for every step, asked for deviations or not,
/// so that a step has the same bits either way.
void Committee::add(const Neighbourhood& atoms, Evaluation& out) const {
  const double share = 1.0 / static_cast<double>(members_.size());
  for (std::size_t m = 0; m < members_.size(); ++m) {
    Evaluation& found = found_[m];
    found.with_energy = out.with_energy;
    found.with_virial = out.with_virial;
    found.with_atomic_energies = out.with_atomic_energies;
    found.with_atomic_virials = out.with_atomic_virials;
    found.reset(atoms.total());
    members_[m]->add(atoms, found);
    double* forces = found.forces.empty() ? nullptr : found.forces.front().data();
    if (atoms.halo) atoms.halo->reverse({forces, 3 * found.forces.size()}, 3);  // all ranks, those without atoms too
    add_mean(found, share, out);
  }
  if (out.with_deviations) add_deviations(atoms.own, out);
}

void Committee::add_mean(const Evaluation& member, double share, Evaluation& out) const {
  out.energy += share * member.energy;
  out.virial += share * member.virial;
  for (std::size_t i = 0; i < member.forces.size(); ++i) out.forces[i] += share * member.forces[i];
  for (std::size_t i = 0; i < member.atomic_energies.size(); ++i)
    out.atomic_energies[i] += share * member.atomic_energies[i];
  for (std::size_t i = 0; i < member.atomic_virials.size(); ++i)
    out.atomic_virials[i] += share * member.atomic_virials[i];
}

void Committee::add_deviations(Index own, Evaluation& out) const {
  const double share = 1.0 / static_cast<double>(members_.size());
  out.deviations.resize(static_cast<std::size_t>(own));
  out.relative_deviations.resize(static_cast<std::size_t>(own));
  for (std::size_t i = 0; i < out.deviations.size(); ++i) {
    Vec3 mean{}, square{};
    for (const auto& found : found_) mean += share * found.forces[i];
    for (const auto& found : found_) {
      const Vec3 d = found.forces[i] - mean;
      square += share * Vec3{d[0] * d[0], d[1] * d[1], d[2] * d[2]};
    }
    out.deviations[i] = std::sqrt(std::max({square[0], square[1], square[2]}));
    out.relative_deviations[i] = out.deviations[i] / (norm(mean) + level_);
  }
}

}  // namespace

std::unique_ptr<Potential> make_committee(std::vector<std::unique_ptr<Potential>> members, double level) {
  if (members.size() < 2) throw std::invalid_argument("a committee needs two members at least");
  if (!(level > 0.0) || !std::isfinite(level))
    throw std::invalid_argument("the level of a committee's relative deviation must be positive");
  return std::make_unique<Committee>(std::move(members), level);
}

}  // namespace liquidus
