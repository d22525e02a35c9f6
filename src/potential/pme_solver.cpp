#include "potential/pme_solver.hpp"

#include <algorithm>
#include <cmath>

#include "core/threads.hpp"
#include "core/units.hpp"

namespace liquidus {

PmeSolver::PmeSolver(const std::array<int, 3>& size, int order, const Communicator& ranks)
    : mesh_(size, ranks), spline_(order), influence_{mesh_.layout(), 0.0, {}, 0.0, {}, nullptr, mesh_.panels().begin} {
  const MeshLayout& mesh = mesh_.layout();
  for (std::size_t k = 0; k < 3; ++k) factor_[k] = spline_influence(order, size[k]);
  std::fill(factor_[2].begin() + mesh.waves, factor_[2].end(), 0.0);
  factor_[2].resize(static_cast<std::size_t>(mesh.columns), 0.0);
  for (std::size_t k = 0; k < 3; ++k) influence_.factor[k] = factor_[k].data();
  const Index panels = mesh_.panels().count;
  green_.assign(static_cast<std::size_t>(mesh.columns * size[0] * panels + MeshLayout::halo), 0.0);
  influence_.green = green_.data();
  sums_.resize(static_cast<std::size_t>(panels));
  first_.resize(static_cast<std::size_t>(size[0]) + 1);
  if (!ranks.alone()) routes_.emplace(ranks, size[0], order);
}

void PmeSolver::set_cell(const Cell& cell, double beta) {
  if (influence_.beta == beta && cell_ == cell) return;
  cell_ = cell;
  influence_.beta = beta;
  influence_.strength = units::coulomb / cell.volume();
  const Mat3 columns = transpose(cell.inverse());
  for (std::size_t k = 0; k < 3; ++k) influence_.reciprocal[k] = 2.0 * units::pi * columns[k];
  const Slab panels = mesh_.panels();
  parallel_ranges(panels.count, [&](Index begin, Index end, int) {
    fill_influence(influence_, panels.begin + begin, panels.begin + end);
  });
}

void PmeSolver::place(const Neighbourhood& atoms, std::span<const double> charges) {
  const auto& size = mesh_.layout().size;
  const auto n = static_cast<std::size_t>(atoms.own);
  own_.resize(n);
  parallel_ranges(atoms.own, [&](Index begin, Index end, int) {
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
      const Vec3 s = atoms.cell.fractional(atoms.r[i]);
      for (std::size_t k = 0; k < 3; ++k) {
        const double u = (s[k] - std::floor(s[k])) * size[k];
        own_[i][k] = u < size[k] ? u : 0.0;  // rounding may reach the far end
      }
      own_[i][3] = charges[static_cast<std::size_t>(atoms.type[i])];
    }
  });
  if (!routes_) {
    sort(own_);
    atom_ = from_;
    field_.resize(atom_.size());
    return;
  }
  atom_.clear();
  for (std::size_t i = 0; i < n; ++i) {
    if (own_[i][3] == 0.0) continue;
    own_[atom_.size()] = own_[i];
    atom_.push_back(static_cast<Index>(i));
  }
  own_.resize(atom_.size());
  field_.resize(atom_.size());
  routes_->depart(own_);
}

/// By the mesh planes below them, without what has no charge.
void PmeSolver::sort(std::span<const FourNumbers> charges) {
  std::fill(first_.begin(), first_.end(), 0);
  for (const auto& charge : charges)
    if (charge[3] != 0.0) ++first_[static_cast<std::size_t>(charge[0]) + 1];
  for (std::size_t x = 1; x < first_.size(); ++x) first_[x] += first_[x - 1];
  next_ = first_;
  from_.resize(static_cast<std::size_t>(first_.back()));
  sorted_.resize(from_.size());
  for (std::size_t i = 0; i < charges.size(); ++i) {
    if (charges[i][3] == 0.0) continue;
    const auto to = static_cast<std::size_t>(next_[static_cast<std::size_t>(charges[i][0])]++);
    from_[to] = static_cast<Index>(i);
    sorted_[to] = charges[i];
  }
}

WaveSums PmeSolver::solve(Wanted wanted) {
  if (routes_) sort(routes_->arrive());
  const MeshLayout& mesh = mesh_.layout();
  const MeshCharges atoms{sorted_.data()->data(), first_.data()};
  const Slab planes = mesh_.planes(), panels = mesh_.panels();
  mesh_.reserve(threads());
  parallel_ranges(planes.count, [&](Index begin, Index end, int thread) {
    begin += planes.begin, end += planes.begin;
    spread_charges(spline_, mesh, atoms, {begin, end, mesh_.plane(begin)});
    for (Index x = begin; x < end; ++x) mesh_.forward_plane(x, thread);
  });
  mesh_.to_panels();
  parallel_ranges(panels.count, [&](Index begin, Index end, int thread) {
    for (Index n = begin; n < end; ++n) {
      const Index y = panels.begin + n;
      sums_[static_cast<std::size_t>(n)] = convolve_panel(influence_, y, wanted, mesh_.forward_panel(y, thread));
      mesh_.backward_panel(y, thread);
    }
  });
  mesh_.to_planes();
  parallel_ranges(planes.count, [&](Index begin, Index end, int thread) {
    for (Index x = planes.begin + begin; x < planes.begin + end; ++x) mesh_.backward_plane(x, thread);
  });
  gather();
  WaveSums total;
  for (const WaveSums& sums : sums_) {
    total.energy += sums.energy;
    for (std::size_t k = 0; k < 6; ++k) total.virial[k] += sums.virial[k];
  }
  return total;
}

void PmeSolver::gather() {
  const MeshCharges atoms{sorted_.data()->data(), first_.data()};
  const Slab planes = mesh_.planes();
  auto& fields = routes_ ? partial_ : field_;
  fields.resize(sorted_.size());
  parallel_ranges(static_cast<Index>(sorted_.size()), [&](Index begin, Index end, int) {
    gather_field(spline_, mesh_.layout(), atoms, begin, end, {planes.begin, planes.end(), mesh_.plane(planes.begin)},
                 fields.data()->data());
  });
  if (!routes_) return;
  unsorted_.resize(fields.size());
  for (std::size_t k = 0; k < fields.size(); ++k) unsorted_[static_cast<std::size_t>(from_[k])] = fields[k];
  routes_->gather(unsorted_, field_);
}

PmeSolver::Field PmeSolver::field(Index n) const {
  const auto& f = field_[static_cast<std::size_t>(n)];
  return {{f[0], f[1], f[2]}, f[3]};
}

}  // namespace liquidus
