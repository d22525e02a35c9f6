#include "potential/pme.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <stdexcept>
#include <string>

#include "core/phases.hpp"
#include "core/units.hpp"
#include "potential/bspline.hpp"
#include "potential/ewald_real.hpp"
#include "potential/pme_solver.hpp"

namespace liquidus {
namespace {

constexpr double real_share = 0.8;  // of the accuracy, left to the real-space part
constexpr int most_points = 4096;   // along one direction

void check(std::span<const double> charges, const EwaldOptions& options) {
  if (charges.empty()) throw std::invalid_argument("a Coulomb sum needs at least one type of atom");
  for (const double q : charges)
    if (!std::isfinite(q)) throw std::invalid_argument("a charge is not a finite number");
  if (!(options.cutoff > 0.0)) throw std::invalid_argument("the cutoff of an Ewald sum must be positive");
  if (!(options.accuracy > 0.0 && options.accuracy < 1.0))
    throw std::invalid_argument("the accuracy of an Ewald sum must lie between 0 and 1");
  if (options.order < least_spline_order || options.order > largest_spline_order)
    throw std::invalid_argument("the order of the splines must be " + std::to_string(least_spline_order) + " to " +
                                std::to_string(largest_spline_order) + ", not " + std::to_string(options.order));
  if (!(options.beta >= 0.0)) throw std::invalid_argument("the beta of an Ewald sum must not be negative");
  if (!(options.spacing >= 0.0)) throw std::invalid_argument("the mesh spacing must not be negative");
}

/// Atoms of a species in the whole system. A structure may lack the last of those that the potential was made for.
Index count_of(const Neighbourhood& atoms, std::size_t species) {
  return species < atoms.counts.size() ? atoms.counts[species] : 0;
}

}  // namespace

double ewald_beta(std::span<const double> charges, const EwaldOptions& options) {
  check(charges, options);
  if (options.beta > 0.0) return options.beta;
  return beta_for(dense_melt(charges), options.cutoff, real_share * options.accuracy);
}

std::unique_ptr<Potential> make_coulomb_pme(std::span<const double> charges, const EwaldOptions& options,
                                            const Communicator& ranks) {
  auto sum = std::make_unique<Sum>();
  const double tolerance = std::clamp(1e-5 * options.accuracy, 1e-13, 1e-9);
  sum->append(make_ewald_real(charges, options.cutoff, ewald_beta(charges, options), tolerance));
  sum->append(std::make_unique<ParticleMeshEwald>(charges, options, ranks));
  return sum;
}

ParticleMeshEwald::ParticleMeshEwald(std::span<const double> charges, const EwaldOptions& options,
                                     const Communicator& ranks)
    : charges_(charges.begin(), charges.end()),
      options_(options),
      ranks_(&ranks),
      beta_(ewald_beta(charges, options)),
      error_(options.order) {}

ParticleMeshEwald::~ParticleMeshEwald() = default;

/// The mesh may use up what the real-space part leaves of the squared error, and at least half of it.
std::array<int, 3> ParticleMeshEwald::mesh(const Cell& cell, std::span<const Index> counts) const {
  double spacing = options_.spacing;
  if (!(spacing > 0.0)) {
    const ChargeStatistics statistics = charge_statistics(charges_, counts, cell.volume());
    const double real = real_space_error(statistics, options_.cutoff, beta_), all = options_.accuracy;
    spacing = error_.spacing_for(statistics, beta_, std::sqrt(std::max(all * all - real * real, 0.5 * all * all)));
  }
  std::array<int, 3> size{};
  for (std::size_t k = 0; k < 3; ++k) {
    const double points = norm(cell.vectors()[k]) / spacing;
    if (!(points <= most_points))
      throw std::invalid_argument("the Coulomb sum's mesh would need more than " + std::to_string(most_points) +
                                  " points along a cell vector; ask for less accuracy, a higher spline order or a "
                                  "longer cutoff");
    size[k] = smooth_size(std::max(points, static_cast<double>(MeshLayout::halo)));
  }
  return size;
}

void ParticleMeshEwald::add(const Neighbourhood& atoms, Evaluation& out) const {
  add_across(atoms, out);
  add_within(atoms, out);
}

bool ParticleMeshEwald::is_charged(const Neighbourhood& atoms) const {
  assert(atoms.counts.size() == charges_.size());
  return charge_statistics(charges_, atoms.counts, atoms.cell.volume()).density > 0.0;
}

void ParticleMeshEwald::add_across(const Neighbourhood& atoms, Evaluation&) const {
  const Timed timed(Phase::long_range);
  if (!atoms.cell.fully_periodic())
    throw std::invalid_argument("particle-mesh Ewald needs a cell that is periodic in all three directions");
  if (!is_charged(atoms)) return;
  const auto size = mesh(atoms.cell, atoms.counts);
  if (!solver_ || solver_->size() != size) solver_ = std::make_unique<PmeSolver>(size, options_.order, *ranks_);
  solver_->set_cell(atoms.cell, beta_);
  solver_->place(atoms, charges_);
}

void ParticleMeshEwald::add_within(const Neighbourhood& atoms, Evaluation& out) const {
  const Timed timed(Phase::long_range);
  if (!is_charged(atoms)) return;
  const WaveSums sums = solver_->solve(out.with_virial                               ? Wanted::virial
                                       : out.with_energy || out.with_atomic_energies ? Wanted::energy
                                                                                     : Wanted::nothing);
  add_forces(atoms, out);
  add_energies(atoms, sums, out);
}

void ParticleMeshEwald::add_forces(const Neighbourhood& atoms, Evaluation& out) const {
  const auto& size = solver_->size();
  const Mat3 inverse = atoms.cell.inverse();
  const auto force = [&](Index n) {
    const PmeSolver::Field field = solver_->field(n);
    const Vec3 along{field.along[0] * size[0], field.along[1] * size[1], field.along[2] * size[2]};
    return -solver_->charge(n) * (inverse * along);
  };
  Vec3 sum{};
  for (Index n = 0; n < solver_->charges(); ++n) sum += force(n);
  Index charged = 0;
  for (std::size_t k = 0; k < charges_.size(); ++k) charged += charges_[k] != 0.0 ? count_of(atoms, k) : 0;
  const Vec3 mean = ranks_->sum(sum) / static_cast<double>(charged);
  for (Index n = 0; n < solver_->charges(); ++n)
    out.forces[static_cast<std::size_t>(solver_->atom(n))] += force(n) - mean;
}

/// The self energy and the background's are shared out by charges.
void ParticleMeshEwald::add_energies(const Neighbourhood& atoms, const WaveSums& sums, Evaluation& out) const {
  own_counts_.assign(charges_.size(), 0);
  for (Index i = 0; i < atoms.own; ++i)
    ++own_counts_[static_cast<std::size_t>(atoms.type[static_cast<std::size_t>(i)])];
  double net = 0.0, charge = 0.0, squares = 0.0;  // of all atoms, and of the own ones
  for (std::size_t k = 0; k < charges_.size(); ++k) {
    net += static_cast<double>(count_of(atoms, k)) * charges_[k];
    charge += static_cast<double>(own_counts_[k]) * charges_[k];
    squares += static_cast<double>(own_counts_[k]) * charges_[k] * charges_[k];
  }
  const double self = -units::coulomb * beta_ / std::sqrt(units::pi);
  const double background = -units::coulomb * units::pi * net / (atoms.cell.volume() * beta_ * beta_);
  if (out.with_energy || out.with_atomic_energies)
    out.energy += 0.5 * sums.energy + self * squares + 0.5 * background * charge;
  if (out.with_virial) {
    const auto& w = sums.virial;
    const double pressure = 0.5 * sums.energy + 0.5 * background * charge;
    out.virial += Mat3::diagonal(pressure, pressure, pressure);
    out.virial += -1.0 * Mat3{Vec3{w[0], w[3], w[4]}, Vec3{w[3], w[1], w[5]}, Vec3{w[4], w[5], w[2]}};
  }
  if (!out.with_atomic_energies) return;
  for (Index n = 0; n < solver_->charges(); ++n) {
    const double q = solver_->charge(n);
    out.atomic_energies[static_cast<std::size_t>(solver_->atom(n))] +=
        q * (0.5 * (solver_->field(n).potential + background) + self * q);
  }
}

}  // namespace liquidus
