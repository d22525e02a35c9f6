#include "potential/pme_solver.hpp"

#include <algorithm>
#include <cmath>

#include "core/threads.hpp"
#include "core/units.hpp"

namespace liquidus {

PmeSolver::PmeSolver(const std::array<int, 3>& size, int order)
    : mesh_(size), spline_(order), influence_{mesh_.layout(), 0.0, {}, 0.0, {}, nullptr} {
  const MeshLayout& mesh = mesh_.layout();
  for (std::size_t k = 0; k < 3; ++k) factor_[k] = spline_influence(order, size[k]);
  std::fill(factor_[2].begin() + mesh.waves, factor_[2].end(), 0.0);
  factor_[2].resize(static_cast<std::size_t>(mesh.columns), 0.0);
  for (std::size_t k = 0; k < 3; ++k) influence_.factor[k] = factor_[k].data();
  green_.assign(static_cast<std::size_t>(mesh.columns * size[0] * size[1] + MeshLayout::halo), 0.0);
  influence_.green = green_.data();
  sums_.resize(static_cast<std::size_t>(size[1]));
  first_.resize(static_cast<std::size_t>(size[0]) + 1);
}

void PmeSolver::set_cell(const Cell& cell, double beta) {
  if (influence_.beta == beta && cell_ == cell) return;
  cell_ = cell;
  influence_.beta = beta;
  influence_.strength = units::coulomb / cell.volume();
  const Mat3 columns = transpose(cell.inverse());
  for (std::size_t k = 0; k < 3; ++k) influence_.reciprocal[k] = 2.0 * units::pi * columns[k];
  parallel_ranges(mesh_.layout().size[1], [&](Index begin, Index end, int) { fill_influence(influence_, begin, end); });
}

void PmeSolver::place(const Neighbourhood& atoms, std::span<const double> charges) {
  const auto& size = mesh_.layout().size;
  const auto n = static_cast<std::size_t>(atoms.own);
  unsorted_.resize(4 * n);
  parallel_ranges(atoms.own, [&](Index begin, Index end, int) {
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
      const Vec3 s = atoms.cell.fractional(atoms.r[i]);
      for (std::size_t k = 0; k < 3; ++k) {
        const double u = (s[k] - std::floor(s[k])) * size[k];
        unsorted_[4 * i + k] = u < size[k] ? u : 0.0;  // rounding may reach the far end
      }
      unsorted_[4 * i + 3] = charges[static_cast<std::size_t>(atoms.type[i])];
    }
  });
  std::fill(first_.begin(), first_.end(), 0);
  for (std::size_t i = 0; i < n; ++i)
    if (unsorted_[4 * i + 3] != 0.0) ++first_[static_cast<std::size_t>(unsorted_[4 * i]) + 1];
  for (std::size_t x = 1; x < first_.size(); ++x) first_[x] += first_[x - 1];
  next_ = first_;
  atom_.resize(static_cast<std::size_t>(first_.back()));
  sorted_.resize(4 * atom_.size());
  field_.resize(4 * atom_.size());
  for (std::size_t i = 0; i < n; ++i) {
    if (unsorted_[4 * i + 3] == 0.0) continue;
    const auto to = static_cast<std::size_t>(next_[static_cast<std::size_t>(unsorted_[4 * i])]++);
    atom_[to] = static_cast<Index>(i);
    std::copy_n(unsorted_.begin() + static_cast<std::ptrdiff_t>(4 * i), 4,
                sorted_.begin() + static_cast<std::ptrdiff_t>(4 * to));
  }
}

WaveSums PmeSolver::solve(Wanted wanted) {
  const MeshLayout& mesh = mesh_.layout();
  const MeshCharges atoms{sorted_.data(), first_.data()};
  mesh_.reserve(threads());
  parallel_ranges(mesh.size[0], [&](Index begin, Index end, int thread) {
    spread_charges(spline_, mesh, atoms, begin, end, mesh_.values());
    for (Index x = begin; x < end; ++x) mesh_.forward_plane(x, thread);
  });
  parallel_ranges(mesh.size[1], [&](Index begin, Index end, int thread) {
    for (Index y = begin; y < end; ++y) {
      sums_[static_cast<std::size_t>(y)] = convolve_panel(influence_, y, wanted, mesh_.forward_panel(y, thread));
      mesh_.backward_panel(y, thread);
    }
  });
  parallel_ranges(mesh.size[0], [&](Index begin, Index end, int thread) {
    for (Index x = begin; x < end; ++x) mesh_.backward_plane(x, thread);
  });
  parallel_ranges(charges(), [&](Index begin, Index end, int) {
    gather_field(spline_, mesh, atoms, begin, end, mesh_.values(), field_.data());
  });
  WaveSums total;
  for (const WaveSums& sums : sums_) {
    total.energy += sums.energy;
    for (std::size_t k = 0; k < 6; ++k) total.virial[k] += sums.virial[k];
  }
  return total;
}

PmeSolver::Field PmeSolver::field(Index n) const {
  const double* f = field_.data() + 4 * n;
  return {{f[0], f[1], f[2]}, f[3]};
}

}  // namespace liquidus
