#pragma once
#include <array>
#include <memory>
#include <span>
#include <vector>

#include "potential/ewald_error.hpp"
#include "potential/potential.hpp"

namespace liquidus {

class PmeSolver;
struct WaveSums;

/// How a Coulomb sum is split into real and reciprocal space, and how well it is to converge.
struct EwaldOptions {
  double cutoff = 10.0;    // Å, of the real-space part
  double accuracy = 1e-5;  // rms force error over the force of two unit charges 1 Å apart, 14.4 eV/Å
  int order = 8;           // of the B-splines, 4 to 8: polynomials of degree order − 1 over `order` mesh points
  double beta = 0.0;       // 1/Å, inverse width of the Gaussians; 0: from accuracy and cutoff
  double spacing = 0.0;    // Å, the widest mesh spacing along a, b and c; 0: from accuracy and beta
};

/// Coulomb energy of point charges in a fully periodic cell by smooth particle-mesh Ewald, conducting surroundings; the
/// net charge of a charged cell is neutralised by a uniform background. The sum of make_ewald_real() and
/// ParticleMeshEwald.
/// @param charges  [types] e
/// @param ranks    those that will call add(), all together; must outlive the potential
/// @throws std::invalid_argument for an option out of its range; add() throws it for a cell that isn't fully periodic
std::unique_ptr<Potential> make_coulomb_pme(std::span<const double> charges, const EwaldOptions& options = {},
                                            const Communicator& ranks = Communicator::self());

/// β from the options: as given, or such that cutting off the real-space part leaves 0.8 of the accuracy asked for in
/// the densest melt that these charges may form.
/// @throws std::invalid_argument for an option out of its range
double ewald_beta(std::span<const double> charges, const EwaldOptions& options);

/// The reciprocal part of a Coulomb sum with the self energy and the background of a charged cell (Essmann et al.,
/// J. Chem. Phys. 103, 8577, 1995), with the influence function of least energy error. Forces are the exact gradient of
/// the mesh energy (analytic differentiation) but for their sum, which isn't zero on a mesh: it is of the order of the
/// error of one force and is taken off in equal parts from all charged atoms. The virial is the exact derivative with
/// respect to strain. Ranks share the mesh in slabs of planes along a, and add() is collective.
///
/// The mesh is a function of cell and charges alone, so a run and its restart have the same one. It changes when a cell
/// vector outgrows it, and the energy then jumps by about the accuracy asked for.
class ParticleMeshEwald : public Potential {
 public:
  /// @throws std::invalid_argument for an option out of its range
  ParticleMeshEwald(std::span<const double> charges, const EwaldOptions& options,
                    const Communicator& ranks = Communicator::self());
  ~ParticleMeshEwald() override;

  Reach reach() const override { return {0.0, 1, false}; }
  std::vector<ListRequest> lists() const override { return {}; }
  /// @throws std::invalid_argument if the cell isn't fully periodic, or the accuracy is out of the splines' reach
  void add(const Neighbourhood& atoms, Evaluation& out) const override;
  /// Sends the charges out, no more: ghosts have no part in it.
  void add_across(const Neighbourhood& atoms, Evaluation& out) const override;
  void add_within(const Neighbourhood& atoms, Evaluation& out) const override;

  double beta() const { return beta_; }
  /// Mesh points along a, b and c for a cell with these counts of atoms per type.
  std::array<int, 3> mesh(const Cell& cell, std::span<const Index> counts) const;

 private:
  bool is_charged(const Neighbourhood& atoms) const;
  void add_forces(const Neighbourhood& atoms, Evaluation& out) const;
  void add_energies(const Neighbourhood& atoms, const WaveSums& sums, Evaluation& out) const;

  std::vector<double> charges_;
  EwaldOptions options_;
  const Communicator* ranks_;
  double beta_;
  MeshError error_;
  mutable std::unique_ptr<PmeSolver> solver_;  // for the mesh of the last call
  mutable std::vector<Index> own_counts_;      // [types]
};

}  // namespace liquidus
