#include "potential/pair_potential.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "core/phases.hpp"
#include "core/threads.hpp"
#include "core/units.hpp"
#include "potential/pair_kernel.hpp"

namespace liquidus {
namespace {

constexpr Index nj = ClusterList::nj;
constexpr Index widest_vector = 8;  // rows of the parameter table are loaded as whole vectors

/// Where an empty slot stands: far from every atom and from every other empty slot, yet small enough that no form
/// overflows on the way to being masked out.
double nowhere(Index slot) { return 1e9 + 1e3 * static_cast<double>(slot); }

/// The switch S(r) and S'(r), as in pair_kernel-inl.hpp.
std::pair<double, double> switch_at(const PairCutoff& cutoff, double r) {
  const double width = cutoff.cutoff - cutoff.switch_from, t = std::max(0.0, (r - cutoff.switch_from) / width);
  return {1.0 - t * t * t * (10.0 - 15.0 * t + 6.0 * t * t), -30.0 / width * t * t * (1.0 - t) * (1.0 - t)};
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
  if (cutoff.tail && cutoff.truncation != Truncation::plain && cutoff.truncation != Truncation::switched)
    throw std::invalid_argument("a tail correction goes with plain truncation or a switch");
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

bool PairPotential::take_on(std::unique_ptr<Potential>& other) {
  const auto* table = dynamic_cast<const PairPotential*>(other.get());
  const auto plain = [](const PairCutoff& cutoff) { return cutoff.truncation == Truncation::plain; };
  const bool fits = table && table->kernels_.table && !table->layer_ && table->types_ == types_ &&
                    plain(table->cutoff_) && !table->cutoff_.tail && table->cutoff_.cutoff <= cutoff_.cutoff;
  if (!fits || layer_ || !(plain(cutoff_) || cutoff_.truncation == Truncation::shift)) return false;
  layer_.reset(static_cast<PairPotential*>(other.release()));
  return true;
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

/// ∫ 4πr² W dr and −⅓ ∫ 4πr³ W' dr between two distances for W = U − S U, what the truncation takes away; r = from/t
/// by Gauss's rule of three points in each of many parts of t. Up to infinity r⁻ⁿ becomes tⁿ⁻⁴, smooth for n from 4.
std::pair<double, double> PairPotential::tail_between(int type_a, int type_b, double from, double to) const {
  constexpr int parts = 500;
  constexpr std::array weights{5.0 / 18.0, 8.0 / 18.0, 5.0 / 18.0};
  const double outer_point = std::sqrt(0.6), last = from / to, step = (1.0 - last) / parts;
  double energy = 0.0, virial = 0.0;
  for (int k = 0; k < parts; ++k)
    for (int point = -1; point <= 1; ++point) {
      const double t = last + step * (k + 0.5 + 0.5 * outer_point * point), r = from / t;
      const double area =
          weights[static_cast<std::size_t>(point + 1)] * step * from / (t * t) * 4.0 * units::pi * r * r;
      const Point u = at(type_a, type_b, r);
      const auto [s, slope] = r < cutoff_.cutoff ? switch_at(cutoff_, r) : std::pair(0.0, 0.0);
      energy += area * (1.0 - s) * u.energy;
      virial -= area * r / 3.0 * ((1.0 - s) * u.slope - slope * u.energy);
    }
  return {energy, virial};
}

void PairPotential::set_tail() {
  for (int a = 0; a < static_cast<int>(types_); ++a)
    for (int b = 0; b < static_cast<int>(types_); ++b) {
      auto [energy, virial] = tail_between(a, b, cutoff_.cutoff, std::numeric_limits<double>::infinity());
      if (cutoff_.truncation == Truncation::switched) {
        const auto inside = tail_between(a, b, cutoff_.switch_from, cutoff_.cutoff);
        energy += inside.first;
        virial += inside.second;
      }
      tail_energy_.push_back(energy);
      tail_virial_.push_back(virial);
    }
  scratch_.count.resize(static_cast<std::size_t>(types_));
  scratch_.tail.resize(static_cast<std::size_t>(types_));
}

void PairPotential::add(const Neighbourhood& atoms, Evaluation& out) const {
  const Timed timed(Phase::pair);
  const ClusterList& list = atoms.clusters(cutoff_.cutoff);
  pack(list, atoms);
  clear(list, out);
  run(list, Entries::all, out);
  unpack_forces(list, 0, list.slots() / nj, out);
  unpack_energies(list, out);
  if (cutoff_.tail) add_tail(atoms, out);
}

/// Among ranks of one machine messages are copies, which cost less than to walk the list twice.
void PairPotential::add_across(const Neighbourhood& atoms, Evaluation& out) const {
  if (!atoms.far) return add(atoms, out);
  const Timed timed(Phase::pair);
  const ClusterList& list = atoms.clusters(cutoff_.cutoff);
  pack(list, atoms);
  clear(list, out);
  run(list, Entries::ghosts, out);
  unpack_forces(list, list.own_slots / nj, list.slots() / nj, out);
}

void PairPotential::add_within(const Neighbourhood& atoms, Evaluation& out) const {
  if (!atoms.far) return;
  const Timed timed(Phase::pair);
  const ClusterList& list = atoms.clusters(cutoff_.cutoff);
  run(list, Entries::own, out);
  unpack_forces(list, 0, list.own_slots / nj, out);
  unpack_energies(list, out);
  if (cutoff_.tail) add_tail(atoms, out);
}

void PairPotential::clear(const ClusterList& list, const Evaluation& out) const {
  const auto slots = static_cast<std::size_t>(list.slots()), parts = static_cast<std::size_t>(threads());
  const bool energies = out.with_energy || out.with_atomic_energies;
  scratch_.f.resize(parts * 3 * slots);
  scratch_.e.resize(energies ? parts * slots : 0);
  parallel_ranges(static_cast<Index>(parts), Nanoseconds{static_cast<double>(slots)}, [&](Index begin, Index end, int) {
    const auto from = static_cast<std::ptrdiff_t>(begin), to = static_cast<std::ptrdiff_t>(end);
    const auto each = static_cast<std::ptrdiff_t>(slots);
    std::fill(scratch_.f.begin() + 3 * each * from, scratch_.f.begin() + 3 * each * to, 0.0);
    if (energies) std::fill(scratch_.e.begin() + each * from, scratch_.e.begin() + each * to, 0.0);
  });
}

void PairPotential::run(const ClusterList& list, Entries entries, const Evaluation& out) const {
  const auto slots = static_cast<std::size_t>(list.slots());
  const bool energies = out.with_energy || out.with_atomic_energies;
  const int many = types_ == 1 ? 0 : 1, with_energies = energies ? 1 : 0;
  const int cut = cutoff_.truncation == Truncation::shifted_force ? 1
                  : cutoff_.truncation == Truncation::switched    ? 2
                                                                  : 0;
  const auto kernel = layer_ ? kernels_.layered[many][with_energies] : kernels_.run[many][cut][with_energies];
  // threads share the entries, not the clusters: early clusters have more partners behind them
  const Index work = list.first.empty() ? 0 : static_cast<Index>(list.first.back());
  parallel_ranges(work, Nanoseconds{30.0}, [&](Index begin, Index end, int thread) {
    const auto part = static_cast<std::size_t>(thread);
    const auto cluster = [&](Index entry) {
      return static_cast<Index>(std::lower_bound(list.first.begin(), list.first.end(), entry) - list.first.begin());
    };
    PairKernelArgs args;
    args.x = scratch_.x.data();
    args.type = scratch_.type.data();
    args.f = scratch_.f.data() + part * 3 * slots;
    args.e = scratch_.e.data() + part * slots;
    args.first = entries == Entries::ghosts ? list.border.data() : list.first.data();
    args.last = entries == Entries::own ? list.border.data() : list.last.data();
    args.second = list.second.data();
    args.home = entries != Entries::ghosts;
    args.begin = cluster(begin);
    args.end = std::min(cluster(end), list.i_clusters());
    args.table = table_.data();
    args.types = types_;
    args.stride = stride_;
    args.parameters = kernels_.parameters;
    args.constants = constants_.data();
    if (layer_) {
      args.layer_table = layer_->table_.data();
      args.layer_constants = layer_->constants_.data();
      args.layer_cutoff = layer_->cutoff_.cutoff;
    }
    args.cutoff = cutoff_.cutoff;
    args.switch_from = cutoff_.switch_from;
    kernel(args);
  });
}

void PairPotential::pack(const ClusterList& list, const Neighbourhood& atoms) const {
  scratch_.x.resize(static_cast<std::size_t>(3 * list.slots()));
  scratch_.type.resize(static_cast<std::size_t>(list.slots()));
  parallel_ranges(list.slots() / nj, Nanoseconds{25.0}, [&](Index begin, Index end, int) {
    for (Index block = begin; block < end; ++block) {
      double* x = scratch_.x.data() + 3 * nj * block;
      for (Index lane = 0; lane < nj; ++lane) {
        const auto slot = static_cast<std::size_t>(block * nj + lane);
        const std::int32_t a = list.atom[slot];
        const Vec3 r = a < 0 ? Vec3{nowhere(block * nj + lane), 0.0, 0.0} : atoms.r[static_cast<std::size_t>(a)];
        x[lane] = r[0];
        x[nj + lane] = r[1];
        x[2 * nj + lane] = r[2];
        scratch_.type[slot] = a < 0 ? 0 : atoms.type[static_cast<std::size_t>(a)];
      }
    }
  });
}

/// Sums the threads' parts, in order, and hands them to the atoms of the j-clusters begin … end − 1. The virial of pair
/// forces is Σ r ⊗ f over own atoms and ghosts, for each ghost keeps its own force here.
void PairPotential::unpack_forces(const ClusterList& list, Index from, Index to, Evaluation& out) const {
  const auto slots = static_cast<std::size_t>(list.slots()), parts = static_cast<std::size_t>(threads());
  scratch_.virial.assign(parts, Mat3::zero());
  parallel_ranges(to - from, Nanoseconds{25.0}, [&](Index begin, Index end, int thread) {
    Mat3 virial{};
    for (Index block = from + begin; block < from + end; ++block) {
      const std::size_t at = static_cast<std::size_t>(3 * nj * block);
      const double* x = scratch_.x.data() + at;
      double* f = scratch_.f.data() + at;
      for (std::size_t part = 1; part < parts; ++part)
        for (std::size_t k = 0; k < 3 * nj; ++k) f[k] += scratch_.f[part * 3 * slots + at + k];
      for (Index lane = 0; lane < nj; ++lane) {
        const std::int32_t a = list.atom[static_cast<std::size_t>(block * nj + lane)];
        if (a < 0) break;
        const Vec3 force{f[lane], f[nj + lane], f[2 * nj + lane]};
        out.forces[static_cast<std::size_t>(a)] += force;
        if (out.with_virial) virial += outer(Vec3{x[lane], x[nj + lane], x[2 * nj + lane]}, force);
      }
    }
    scratch_.virial[static_cast<std::size_t>(thread)] = virial;
  });
  for (const auto& virial : scratch_.virial) out.virial += virial;
}

void PairPotential::unpack_energies(const ClusterList& list, Evaluation& out) const {
  const auto slots = static_cast<std::size_t>(list.slots());
  for (std::size_t k = 0; k < scratch_.e.size(); ++k) out.energy += scratch_.e[k];
  if (!out.with_atomic_energies) return;
  for (std::size_t k = 0; k < scratch_.e.size(); ++k)
    if (const std::int32_t a = list.atom[k % slots]; a >= 0)
      out.atomic_energies[static_cast<std::size_t>(a)] += scratch_.e[k];
}

/// E = Σ_i ½ Σ_b ρ_b ∫4πr²U_ab, spread evenly over the atoms of each type, of which the own ones are added. Densities
/// are those of the whole cell.
void PairPotential::add_tail(const Neighbourhood& atoms, Evaluation& out) const {
  assert(static_cast<Index>(atoms.counts.size()) == types_);
  auto& count = scratch_.count;
  auto& energy = scratch_.tail;
  std::fill(count.begin(), count.end(), 0);
  std::fill(energy.begin(), energy.end(), 0.0);
  for (Index i = 0; i < atoms.own; ++i) ++count[static_cast<std::size_t>(atoms.type[static_cast<std::size_t>(i)])];
  double virial = 0.0;
  const std::size_t present = std::min(count.size(), atoms.counts.size());  // a structure may lack the last species
  for (std::size_t a = 0; a < present; ++a)
    for (std::size_t b = 0; b < present; ++b) {
      const double density = static_cast<double>(atoms.counts[b]) / atoms.cell.volume();
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
