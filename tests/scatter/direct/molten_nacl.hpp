#pragma once
#include <memory>

#include "md/build.hpp"
#include "md/minimise.hpp"
#include "md/support.hpp"
#include "potential/born_mayer_huggins.hpp"
#include "potential/pme.hpp"

namespace liquidus::testing {

/// Fumi and Tosi's rocksalt (models/classical/nacl-fumi-tosi.toml), its dispersion ending smoothly at the cutoff.
inline Sum sodium_chloride() {
  const BornMayerHugginsPair NaNa{0.26370, 2.340, 0.317, 1.0486, 0.4993}, NaCl{0.21096, 2.755, 0.317, 6.9905, 8.6757},
      ClCl{0.15822, 3.170, 0.317, 72.402, 145.43};
  const BornMayerHugginsPair pairs[] = {NaNa, NaCl, NaCl, ClCl};
  const double charges[] = {1.0, -1.0};
  Sum sum;
  sum.append(make_born_mayer_huggins(2, pairs, {9.0, Truncation::switched, 7.5, false}));
  sum.append(make_coulomb_pme(charges, {.cutoff = 9.0, .accuracy = 1e-4}));
  return sum;
}

/// Packed at random, melted at 2500 K, cooled to 1150 K within 4 ps, then shown to the observer for `steps` of 2 fs.
inline void run_molten_nacl(Index ions, Index steps, Observer& observer) {
  const Sum potential = sodium_chloride();
  Structure melt = pack(scaled_to(parse_formula("NaCl"), ions), parse_quantity("1.515 g/cm^3"), 7);
  minimise(melt, potential, {.steps = 200});
  auto hot = stage("nvt", 2500.0, 750, 2.0), cold = stage("nvt", 1150.0, 1250, 2.0);
  hot.name = "melt";
  Simulation equilibration(melt, potential, run_of({hot, cold}, 0));
  equilibration.run();
  Simulation simulation(equilibration.atoms(), potential, run_of({stage("nvt", 1150.0, steps, 2.0)}, 0));
  simulation.measure("observer", observer);
  simulation.run();
}

}  // namespace liquidus::testing
