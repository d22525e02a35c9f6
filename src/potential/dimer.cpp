#include "potential/dimer.hpp"

#include <algorithm>

namespace liquidus {
namespace {

Structure dimer(std::span<const Species> species, std::size_t a, std::size_t b, double r) {
  Structure atoms;
  atoms.species.assign(species.begin(), species.end());
  atoms.type = {static_cast<int>(a), static_cast<int>(b)};
  atoms.r = {{0.0, 0.0, 0.0}, {r, 0.0, 0.0}};
  return atoms;
}

}  // namespace

PairTable dimer_energies(const Potential& potential, std::span<const Species> species, std::size_t a, std::size_t b,
                         std::span<const double> r) {
  const double cutoff = potential.reach().cutoff;
  const double apart = evaluate(potential, dimer(species, a, b, 2.0 * cutoff + 1.0)).energy;
  PairTable table;
  table.r.assign(r.begin(), r.end());
  const double last = cutoff * (1.0 - 1e-12);
  for (const double x : r) {
    Evaluation found;
    found.energy = apart;
    found.forces.resize(2);
    if (x < cutoff * (1.0 + 1e-9)) found = evaluate(potential, dimer(species, a, b, std::min(x, last)));
    table.energy.push_back(found.energy - apart);
    table.force.push_back(found.forces[1][0]);
  }
  return table;
}

}  // namespace liquidus
