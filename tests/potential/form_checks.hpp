#pragma once
#include <functional>
#include <memory>

#include "potential/pair_potential.hpp"
#include "potential/physics_checks.hpp"
#include "potential/samples.hpp"
#include "potential/targets.hpp"
#include "support/pairs_by_trial.hpp"

namespace liquidus::testing {

/// U(r) between two types, as plain scalar code.
using PairEnergy = std::function<double(int, int, double)>;

/// U'(r) by differences, good to about 1e-10 of U/r.
inline double slope_of(const PairEnergy& u, int a, int b, double r) {
  return derivative([&](double h) { return u(a, b, r + h); }, 1e-3 * r);
}

/// What the potential should give: the sum over all pairs below the cutoff, found by trial. Forces and virial take the
/// slope from `slope`.
inline Evaluation sum_by_trial(const Structure& atoms, double cutoff, const PairEnergy& u, const PairEnergy& slope) {
  Evaluation sum;
  sum.reset(atoms.size());
  sum.atomic_energies.assign(atoms.r.size(), 0.0);
  for (const auto& pair : pairs_by_trial(atoms.cell, atoms.r, atoms.size(), cutoff)) {
    const auto i = static_cast<std::size_t>(pair.i), j = static_cast<std::size_t>(pair.j);
    const Vec3 d = atoms.cell.translated(atoms.r[j], pair.shift) - atoms.r[i];
    const double r = norm(d), e = u(atoms.type[i], atoms.type[j], r);
    const Vec3 f = (-slope(atoms.type[i], atoms.type[j], r) / r) * d;  // on j
    sum.energy += e;
    sum.atomic_energies[i] += 0.5 * e;
    sum.atomic_energies[j] += 0.5 * e;
    sum.forces[i] -= f;
    sum.forces[j] += f;
    sum.virial += outer(d, f);
  }
  return sum;
}

inline double magnitude(const Evaluation& e) {
  double scale = std::max(1.0, std::abs(e.energy));
  for (const auto& f : e.forces) scale = std::max(scale, norm(f));
  for (const auto& row : e.virial) scale = std::max(scale, norm(row));
  return scale;
}

struct FormCase {
  std::vector<std::string> species;
  double closest, cutoff;  // Å
  PairEnergy energy, slope;
  std::function<std::unique_ptr<Potential>()> make;
  double accuracy = 1e-12;  // of the kernel against scalar code, relative
};

/// A pair form in all samples: under every instruction set equal to the scalar sum, and right by physics_checks.hpp.
inline void check_form(const FormCase& form) {
  const auto all = samples(form.species, form.closest, form.cutoff);
  std::vector<Evaluation> expected;
  for (const auto& sample : all) expected.push_back(sum_by_trial(sample.atoms, form.cutoff, form.energy, form.slope));
  for_each_target([&](const std::string& target) {
    const auto potential = form.make();
    for (std::size_t k = 0; k < all.size(); ++k) {
      INFO(target << ", " << all[k].name);
      const auto found = evaluate(*potential, all[k].atoms, true);
      CHECK(largest_difference(found, expected[k]) < form.accuracy * magnitude(expected[k]));
    }
  });
  const auto potential = form.make();
  for (const auto& sample : all) {
    INFO(sample.name);
    check_physics(*potential, sample.atoms);
  }
}

}  // namespace liquidus::testing
