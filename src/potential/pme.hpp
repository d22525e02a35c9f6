#pragma once
#include <array>
#include <memory>
#include <span>
#include <vector>

#include "potential/potential.hpp"

namespace liquidus {

/// How a Coulomb sum is split into real and reciprocal space, and how well it is to converge.
struct EwaldOptions {
  double cutoff = 10.0;    // Å, of the real-space part
  double accuracy = 1e-5;  // rms force error over the force of two unit charges 1 Å apart, 14.4 eV/Å
  int order = 6;           // of the B-splines, 4 to 8: each is a polynomial of degree order − 1 over `order` mesh cells
  double beta = 0.0;       // 1/Å, inverse width of the Gaussians; 0: from accuracy and cutoff
  double spacing = 0.0;    // Å, the widest mesh spacing along a, b and c; 0: from accuracy and beta
};

/// Coulomb energy of point charges in a fully periodic cell by smooth particle-mesh Ewald, conducting surroundings; the
/// net charge of a charged cell is neutralised by a uniform background. The sum of make_ewald_real() and
/// ParticleMeshEwald.
/// @param charges  [types] e
/// @throws std::invalid_argument for an option out of its range; add() throws it for a cell that isn't fully periodic
std::unique_ptr<Potential> make_coulomb_pme(std::span<const double> charges, const EwaldOptions& options = {});

}  // namespace liquidus
