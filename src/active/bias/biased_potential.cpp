#include "active/bias/biased_potential.hpp"

#include <algorithm>
#include <numeric>

namespace liquidus {
namespace {

double atoms_of_all(const Neighbourhood& atoms) {
  return static_cast<double>(std::accumulate(atoms.counts.begin(), atoms.counts.end(), Index{0}));
}

/// V, the root's part of the energy, and shared out evenly where atoms have energies.
void add_bias(double value, const Neighbourhood& atoms, const Communicator& ranks, Evaluation& out) {
  if (out.with_energy && ranks.is_root()) out.energy += value;
  if (!out.with_atomic_energies) return;
  const double share = value / atoms_of_all(atoms);
  for (std::size_t i = 0; i < static_cast<std::size_t>(atoms.own); ++i) out.atomic_energies[i] += share;
}

class BiasedEnergy : public Potential {
 public:
  BiasedEnergy(const Potential& base, AdaptiveBias& bias, const Communicator& ranks)
      : base_(base), bias_(bias), ranks_(ranks) {}

  Reach reach() const override { return base_.reach(); }
  std::vector<ListRequest> lists() const override { return base_.lists(); }
  bool gives_atomic_virials() const override { return base_.gives_atomic_virials(); }
  bool gives_deviations() const override { return base_.gives_deviations(); }
  void add(const Neighbourhood& atoms, Evaluation& out) const override;

 private:
  const Potential& base_;
  AdaptiveBias& bias_;
  const Communicator& ranks_;
  mutable Evaluation found_;
};

void BiasedEnergy::add(const Neighbourhood& atoms, Evaluation& out) const {
  found_.with_energy = true;
  found_.with_virial = out.with_virial;
  found_.with_atomic_energies = out.with_atomic_energies;
  found_.with_atomic_virials = out.with_atomic_virials;
  found_.with_deviations = out.with_deviations;
  found_.reset(atoms.total());
  base_.add(atoms, found_);
  const double n = atoms_of_all(atoms), s = ranks_.sum(found_.energy) / n;
  bias_.saw(s, atoms.cell);
  const auto bias = bias_.at(s);
  const double factor = 1.0 + bias.slope / n;
  if (out.with_energy) out.energy += found_.energy;
  out.virial += factor * found_.virial;
  for (std::size_t i = 0; i < found_.forces.size(); ++i) out.forces[i] += factor * found_.forces[i];
  for (std::size_t i = 0; i < found_.atomic_energies.size(); ++i) out.atomic_energies[i] += found_.atomic_energies[i];
  for (std::size_t i = 0; i < found_.atomic_virials.size(); ++i)
    out.atomic_virials[i] += factor * found_.atomic_virials[i];
  if (out.with_deviations && base_.gives_deviations()) {
    out.deviations = found_.deviations;
    out.relative_deviations = found_.relative_deviations;
  }
  add_bias(bias.value, atoms, ranks_, out);
}

class BiasedIntensity : public Potential {
 public:
  BiasedIntensity(const Potential& base, DebyeIntensity intensity, AdaptiveBias& bias, const Communicator& ranks)
      : base_(base), intensity_(std::move(intensity)), bias_(bias), ranks_(ranks) {}

  Reach reach() const override;
  std::vector<ListRequest> lists() const override;
  bool gives_deviations() const override { return base_.gives_deviations(); }
  void add(const Neighbourhood& atoms, Evaluation& out) const override {
    add_across(atoms, out);
    add_within(atoms, out);
  }
  void add_across(const Neighbourhood& atoms, Evaluation& out) const override { base_.add_across(atoms, out); }
  void add_within(const Neighbourhood& atoms, Evaluation& out) const override;

 private:
  const Potential& base_;
  DebyeIntensity intensity_;
  AdaptiveBias& bias_;
  const Communicator& ranks_;
  mutable std::vector<Vec3> gradient_;  // [own]
};

/// The halo that serves both, as a sum of them needs it.
Reach BiasedIntensity::reach() const {
  const Reach base = base_.reach();
  if (base.width() >= intensity_.cutoff()) return base;
  return {intensity_.cutoff(), 1, base.exchanges_features};
}

std::vector<ListRequest> BiasedIntensity::lists() const {
  auto all = base_.lists();
  all.push_back(intensity_.list());
  return all;
}

void BiasedIntensity::add_within(const Neighbourhood& atoms, Evaluation& out) const {
  base_.add_within(atoms, out);
  gradient_.resize(static_cast<std::size_t>(atoms.own));
  Mat3 strain{};
  const double s = 1.0 + ranks_.sum(intensity_.sum(atoms, gradient_, strain));
  bias_.saw(s, atoms.cell);
  const auto bias = bias_.at(s);
  for (std::size_t i = 0; i < gradient_.size(); ++i) out.forces[i] += -bias.slope * gradient_[i];
  out.virial += -bias.slope * strain;
  add_bias(bias.value, atoms, ranks_, out);
}

}  // namespace

std::unique_ptr<Potential> bias_energy(const Potential& base, AdaptiveBias& bias, const Communicator& ranks) {
  return std::make_unique<BiasedEnergy>(base, bias, ranks);
}

std::unique_ptr<Potential> bias_intensity(const Potential& base, DebyeIntensity intensity, AdaptiveBias& bias,
                                          const Communicator& ranks) {
  return std::make_unique<BiasedIntensity>(base, std::move(intensity), bias, ranks);
}

}  // namespace liquidus
