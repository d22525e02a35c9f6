#include "potential/pair_potential.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "core/threads.hpp"
#include "core/units.hpp"
#include "potential/pair_kernel.hpp"

namespace liquidus {
namespace {

constexpr Index nj = ClusterList::nj;
constexpr Index widest_vector = 8;  // rows of the parameter table are loaded as whole vectors

/// Where an empty slot stands: far from every atom and from every other empty slot, yet small enough that no form
/// overflows on the way to being masked out.
double nowhere(Index slot) { return 1e9 + 1e6 * static_cast<double>(slot % 4096); }

std::size_t at_block(Index slot, Index k) {
  return static_cast<std::size_t>((slot / nj) * 3 * nj + k * nj + slot % nj);
}

}  // namespace

PairPotential::PairPotential(const PairKernels& kernels, Index types, std::vector<double> parameters,
                             const PairCutoff& cutoff, std::vector<double> constants)
    : kernels_(kernels),
      types_(types),
      stride_((types + widest_vector - 1) / widest_vector * widest_vector),
      cutoff_(cutoff),
      constants_(std::move(constants)) {
  if (!(cutoff.cutoff > 0.0)) throw std::invalid_argument("the cutoff of a pair potential must be positive");
  if (cutoff.truncation == Truncation::switched && !(cutoff.switch_from >= 0.0 && cutoff.switch_from < cutoff.cutoff))
    throw std::invalid_argument("the switch must begin below the cutoff");
  if (cutoff.tail && cutoff.truncation != Truncation::plain)
    throw std::invalid_argument("a tail correction goes with plain truncation only");
  const auto n = static_cast<std::size_t>(types), rows = static_cast<std::size_t>(kernels.parameters);
  if (parameters.size() != rows * n * n)
    throw std::invalid_argument("a pair potential has the wrong number of parameters");
  table_.assign((rows + 2) * n * static_cast<std::size_t>(stride_), 0.0);
  for (std::size_t row = 0; row < rows * n; ++row)
    for (std::size_t b = 0; b < n; ++b) table_[row * static_cast<std::size_t>(stride_) + b] = parameters[row * n + b];
  set_truncation();
  if (cutoff.tail) set_tail();
}

PairPotential::Point PairPotential::at(int type_a, int type_b, double r) const {
  PairKernelArgs args;
  args.table = table_.data();
  args.types = types_;
  args.stride = stride_;
  args.constants = constants_.data();
  double e = 0.0, fr = 0.0;
  kernels_.probe(args, type_a, type_b, {&r, 1}, {&e, 1}, {&fr, 1});
  return {e, -fr * r};
}

void PairPotential::set_truncation() {
  if (cutoff_.truncation != Truncation::shift && cutoff_.truncation != Truncation::shifted_force) return;
  for (Index a = 0; a < types_; ++a)
    for (Index b = 0; b < types_; ++b) {
      const Point end = at(static_cast<int>(a), static_cast<int>(b), cutoff_.cutoff);
      const Index row = kernels_.parameters * types_ + a;
      table_[static_cast<std::size_t>(row * stride_ + b)] = end.energy;
      table_[static_cast<std::size_t>((row + types_) * stride_ + b)] = end.slope;
    }
}

/// ∫ 4πr² U dr and −⅓ ∫ 4πr³ U' dr beyond the cutoff, by r = r_c/t and Simpson's rule on t in (0, 1]. A form that
/// falls as r⁻⁴ or faster has a smooth integrand there, r⁻⁶ being t⁴·const.
void PairPotential::set_tail() {
  constexpr int n = 2000;
  const double rc = cutoff_.cutoff;
  for (Index a = 0; a < types_; ++a)
    for (Index b = 0; b < types_; ++b) {
      double energy = 0.0, virial = 0.0;
      for (int k = 1; k <= n; ++k) {
        const double t = static_cast<double>(k) / n, r = rc / t;
        const double weight = (k == n ? 1.0 : k % 2 ? 4.0 : 2.0) / (3.0 * n) * rc / (t * t);
        const Point u = at(static_cast<int>(a), static_cast<int>(b), r);
        energy += weight * 4.0 * units::pi * r * r * u.energy;
        virial -= weight * 4.0 * units::pi / 3.0 * r * r * r * u.slope;
      }
      tail_energy_.push_back(energy);
      tail_virial_.push_back(virial);
    }
}

void PairPotential::add(const Neighbourhood& atoms, Evaluation& out) const {
  const ClusterList& list = atoms.clusters(cutoff_.cutoff);
  const bool energies = out.with_energy || out.with_atomic_energies;
  pack(list, atoms);
  const auto slots = static_cast<std::size_t>(list.slots()), parts = static_cast<std::size_t>(threads());
  scratch_.f.resize(parts * 3 * slots);
  scratch_.e.resize(energies ? parts * slots : 0);
  const auto run =
      kernels_.run[types_ == 1 ? 0 : 1][cutoff_.truncation == Truncation::shifted_force ? 1
                                        : cutoff_.truncation == Truncation::switched    ? 2
                                                                                        : 0][energies ? 1 : 0];
  // threads share the entries, not the clusters: early clusters have more partners behind them
  const Index work = static_cast<Index>(list.second.size());
  parallel_ranges(work, [&](Index begin, Index end, int thread) {
    const auto part = static_cast<std::size_t>(thread);
    std::fill_n(scratch_.f.begin() + static_cast<std::ptrdiff_t>(part * 3 * slots), 3 * slots, 0.0);
    if (energies) std::fill_n(scratch_.e.begin() + static_cast<std::ptrdiff_t>(part * slots), slots, 0.0);
    const auto cluster = [&](Index entry) {
      return static_cast<Index>(std::lower_bound(list.first.begin(), list.first.end(), entry) - list.first.begin());
    };
    PairKernelArgs args;
    args.x = scratch_.x.data();
    args.type = scratch_.type.data();
    args.f = scratch_.f.data() + part * 3 * slots;
    args.e = scratch_.e.data() + part * slots;
    args.first = list.first.data();
    args.second = list.second.data();
    args.begin = cluster(begin);
    args.end = std::min(cluster(end), list.i_clusters());
    args.table = table_.data();
    args.types = types_;
    args.stride = stride_;
    args.parameters = kernels_.parameters;
    args.constants = constants_.data();
    args.cutoff = cutoff_.cutoff;
    args.switch_from = cutoff_.switch_from;
    run(args);
  });
  unpack(list, out);
  if (cutoff_.tail) add_tail(atoms, out);
}

void PairPotential::pack(const ClusterList& list, const Neighbourhood& atoms) const {
  scratch_.x.resize(static_cast<std::size_t>(3 * list.slots()));
  scratch_.type.resize(static_cast<std::size_t>(list.slots()));
  for (Index s = 0; s < list.slots(); ++s) {
    const auto slot = static_cast<std::size_t>(s);
    const std::int32_t a = list.atom[slot];
    const Vec3 x = a < 0 ? Vec3{nowhere(s), 0.0, 0.0} : atoms.r[static_cast<std::size_t>(a)];
    for (Index k = 0; k < 3; ++k) scratch_.x[at_block(s, k)] = x[static_cast<std::size_t>(k)];
    scratch_.type[slot] = a < 0 ? 0 : atoms.type[static_cast<std::size_t>(a)];
  }
}

/// The virial of pair forces is Σ r ⊗ f over own atoms and ghosts, for each ghost keeps its own force here.
void PairPotential::unpack(const ClusterList& list, Evaluation& out) const {
  const auto slots = static_cast<std::size_t>(list.slots());
  const std::size_t parts = scratch_.f.size() / std::max<std::size_t>(1, 3 * slots);
  for (Index s = 0; s < list.slots(); ++s) {
    const std::int32_t a = list.atom[static_cast<std::size_t>(s)];
    if (a < 0) continue;
    Vec3 f{}, x{};
    for (Index k = 0; k < 3; ++k) {
      const std::size_t at = at_block(s, k);
      x[static_cast<std::size_t>(k)] = scratch_.x[at];
      for (std::size_t part = 0; part < parts; ++part)
        f[static_cast<std::size_t>(k)] += scratch_.f[part * 3 * slots + at];
    }
    out.forces[static_cast<std::size_t>(a)] += f;
    if (out.with_virial) out.virial += outer(x, f);
    if (scratch_.e.empty()) continue;
    double e = 0.0;
    for (std::size_t part = 0; part < parts; ++part) e += scratch_.e[part * slots + static_cast<std::size_t>(s)];
    out.energy += e;
    if (out.with_atomic_energies) out.atomic_energies[static_cast<std::size_t>(a)] += e;
  }
}

/// E = Σ_i ½ Σ_b ρ_b ∫4πr²U_ab, spread evenly over the atoms of each type. Densities are those of the whole cell.
void PairPotential::add_tail(const Neighbourhood& atoms, Evaluation& out) const {
  std::vector<Index> count(static_cast<std::size_t>(types_), 0);
  for (Index i = 0; i < atoms.own; ++i) ++count[static_cast<std::size_t>(atoms.type[static_cast<std::size_t>(i)])];
  std::vector<double> energy(count.size(), 0.0);
  double virial = 0.0;
  for (std::size_t a = 0; a < count.size(); ++a)
    for (std::size_t b = 0; b < count.size(); ++b) {
      const double density = static_cast<double>(count[b]) / atoms.cell.volume();
      energy[a] += 0.5 * density * tail_energy_[a * count.size() + b];
      virial += 0.5 * static_cast<double>(count[a]) * density * tail_virial_[a * count.size() + b];
    }
  out.virial += Mat3::diagonal(virial, virial, virial);
  for (std::size_t a = 0; a < count.size(); ++a) out.energy += static_cast<double>(count[a]) * energy[a];
  if (!out.with_atomic_energies) return;
  for (Index i = 0; i < atoms.own; ++i)
    out.atomic_energies[static_cast<std::size_t>(i)] +=
        energy[static_cast<std::size_t>(atoms.type[static_cast<std::size_t>(i)])];
}

}  // namespace liquidus
