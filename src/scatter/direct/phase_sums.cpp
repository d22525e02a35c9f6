#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "scatter/direct/phase_sums.cpp"
#include "scatter/direct/phase_sums.hpp"

#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include "core/errors.hpp"
#include "core/units.hpp"
#include "scatter/direct/phase_sum_kernel.hpp"

HWY_BEFORE_NAMESPACE();
namespace liquidus {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = HWY_CAPPED(double, PhaseSumArgs::pad);
using V = hn::Vec<D>;

class PhaseKernel {
  static constexpr int together = hn::MaxLanes(D()) < 8 ? 2 : 4;  // entries of a row; as many sums as registers hold

 public:
  explicit PhaseKernel(const PhaseSumArgs& args) : args_(args), n_(args.padded) {}

  void all_rows() {
    for (std::size_t c = 0; c < 3; ++c) fill(c);
    for (Index i = args_.begin; i < args_.end; ++i) {
      const auto& row = args_.rows[i];
      form_stem(row);
      Index entry = row.begin;
      for (; entry + together <= row.end; entry += together) add<together>(args_.entries + entry);
      if (row.end - entry == 3) add<3>(args_.entries + entry);
      if (row.end - entry == 2) add<2>(args_.entries + entry);
      if (row.end - entry == 1) add<1>(args_.entries + entry);
    }
  }

 private:
  double* table(std::size_t c, Index n) const { return args_.table[c] + (n - args_.lowest[c]) * 2 * n_; }

  /// cos and sin of 2πns. The product ns is split into its rounded value and the rest, so no digit of the phase is
  /// lost.
  void anchor(std::size_t c, Index n, double* out) const {
    std::fill(out, out + 2 * n_, 0.0);
    const double whole = static_cast<double>(n);
    for (Index i = 0; i < args_.atoms; ++i) {
      const double s = args_.fraction[c][i], product = whole * s;
      const double turns = (product - std::round(product)) + std::fma(whole, s, -product);
      out[i] = std::cos(2.0 * units::pi * turns);
      out[n_ + i] = std::sin(2.0 * units::pi * turns);
    }
  }

  void fill(std::size_t c) const {
    const Index low = args_.lowest[c], high = args_.highest[c];
    double* one = args_.stem;
    anchor(c, 1, one);
    for (Index n = low; n <= high; ++n)
      if (n % PhaseSumArgs::anchored == 0)
        anchor(c, n, table(c, n));
      else
        multiply(table(c, n - 1), one, 1.0, table(c, n));
  }

  /// out = x·y, or x·y* for sign −1, of the atoms one by one.
  void multiply(const double* x, const double* y, double sign, double* out) const {
    const D d;
    const V s = hn::Set(d, sign);
    for (Index i = 0; i < n_; i += static_cast<Index>(hn::Lanes(d))) {
      const V a = hn::LoadU(d, x + i), b = hn::LoadU(d, x + n_ + i);
      const V u = hn::LoadU(d, y + i), v = hn::Mul(s, hn::LoadU(d, y + n_ + i));
      hn::StoreU(hn::NegMulAdd(b, v, hn::Mul(a, u)), d, out + i);
      hn::StoreU(hn::MulAdd(a, v, hn::Mul(b, u)), d, out + n_ + i);
    }
  }

  void form_stem(const WaveVectors::Row& row) const {
    multiply(table(0, row.h), table(1, row.k < 0 ? -row.k : row.k), row.k < 0 ? -1.0 : 1.0, args_.stem);
  }

  /// Sums of (a + ib)(c ± id) over the block's atoms: ac, bd, ad and bc serve +l and −l.
  template <int count>
  HWY_INLINE void add(const WaveVectors::Entry* entry) const {
    const D d;
    V ac[count], bd[count], ad[count], bc[count];
    const double* phase[count];
    for (int e = 0; e < count; ++e) {
      ac[e] = bd[e] = ad[e] = bc[e] = hn::Zero(d);
      phase[e] = table(2, entry[e].l);
    }
    for (Index i = 0; i < n_; i += static_cast<Index>(hn::Lanes(d))) {
      const V a = hn::LoadU(d, args_.stem + i), b = hn::LoadU(d, args_.stem + n_ + i);
      for (int e = 0; e < count; ++e) {
        const V u = hn::LoadU(d, phase[e] + i), v = hn::LoadU(d, phase[e] + n_ + i);
        ac[e] = hn::MulAdd(a, u, ac[e]);
        bd[e] = hn::MulAdd(b, v, bd[e]);
        ad[e] = hn::MulAdd(a, v, ad[e]);
        bc[e] = hn::MulAdd(b, u, bc[e]);
      }
    }
    for (int e = 0; e < count; ++e) {
      if (entry[e].plus >= 0) put(entry[e].plus, hn::Sub(ac[e], bd[e]), hn::Add(bc[e], ad[e]));
      if (entry[e].minus >= 0) put(entry[e].minus, hn::Add(ac[e], bd[e]), hn::Sub(bc[e], ad[e]));
    }
  }

  HWY_INLINE void put(Index place, V real, V imaginary) const {
    double* rho = args_.rho + 2 * (place - args_.first);
#if HWY_TARGET == HWY_SCALAR
    rho[0] += hn::GetLane(real);
    rho[1] += hn::GetLane(imaginary);
#else
    const D d;
    add_pairs(d, hn::Add(hn::InterleaveLower(d, real, imaginary), hn::InterleaveUpper(d, real, imaginary)), rho);
#endif
  }

#if HWY_TARGET != HWY_SCALAR
  /// Lanes of (real, imaginary) in turn, added up by halves until one pair is left.
  template <class Lanes>
  static HWY_INLINE void add_pairs(Lanes d, hn::Vec<Lanes> pairs, double* rho) {
    if constexpr (hn::MaxLanes(Lanes()) > 2) {
      const hn::Half<Lanes> half;
      add_pairs(half, hn::Add(hn::LowerHalf(half, pairs), hn::UpperHalf(half, pairs)), rho);
    } else {
      hn::StoreU(hn::Add(hn::LoadU(d, rho), pairs), d, rho);
    }
  }
#endif

  const PhaseSumArgs& args_;
  const Index n_;
};

void sum_phases(const PhaseSumArgs& args) { PhaseKernel(args).all_rows(); }

}  // namespace HWY_NAMESPACE
}  // namespace liquidus
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace liquidus {
namespace {

HWY_EXPORT(sum_phases);

/// Of the tables of a block: half of a second-level cache of 1 MB and more.
constexpr Index table_bytes = Index{1} << 19;
constexpr Index fewest_atoms = 128, most_atoms = 1024;  // of a block: fewer, and adding up lanes takes long
constexpr Index vectors_of_piece = Index{1} << 17;
constexpr std::size_t line = 8;  // doubles of a cache line

/// The first element that begins a cache line: a vector across two takes two loads.
double* aligned(std::vector<double>& numbers) {
  const auto at = reinterpret_cast<std::uintptr_t>(numbers.data()) / sizeof(double);
  return numbers.data() + (line - at % line) % line;
}

}  // namespace

void PhaseSums::set_atoms(const Cell& cell, std::span<const Vec3> r, std::span<const int> kind, int kinds) {
  first_.assign(static_cast<std::size_t>(kinds) + 1, 0);
  for (const int k : kind) ++first_[static_cast<std::size_t>(k) + 1];
  for (std::size_t k = 1; k < first_.size(); ++k) first_[k] += first_[k - 1];
  std::vector<Index> next(first_.begin(), first_.end() - 1);
  for (auto& s : fraction_) s.resize(r.size());
  for (std::size_t i = 0; i < r.size(); ++i) {
    const Vec3 s = cell.fractional(r[i]);
    if (!(std::abs(s[0]) + std::abs(s[1]) + std::abs(s[2]) < PhaseSumArgs::far))
      throw SimulationError("atom " + std::to_string(i) + " has a position that is not a finite number");
    const auto at = static_cast<std::size_t>(next[static_cast<std::size_t>(kind[i])]++);
    for (std::size_t c = 0; c < 3; ++c) fraction_[c][at] = s[c] - std::floor(s[c]);
  }
}

Index PhaseSums::piece(Index row, Index end) const {
  return std::clamp(vectors_->row_of(vectors_->place_of(row) + vectors_of_piece), row + 1, end);
}

void PhaseSums::sum_rows(Index begin, Index end, Work& work) const {
  const auto rows = vectors_->rows();
  PhaseSumArgs args;
  const auto& reach = vectors_->reach();
  // anchors and blocks are the same for any range of rows, so that what comes out is too
  const Index h = rows[static_cast<std::size_t>(begin)].h;
  args.lowest = {h - h % PhaseSumArgs::anchored, 0, 0};
  args.highest = {rows[static_cast<std::size_t>(end) - 1].h, reach[1], reach[2]};
  Index phases = 0;
  for (std::size_t c = 0; c < 3; ++c) phases += args.highest[c] - args.lowest[c] + 1;
  const Index per_atom = (reach[0] + reach[1] + reach[2] + 3) * 2 * static_cast<Index>(sizeof(double));
  const Index block =
      std::clamp(table_bytes / per_atom, fewest_atoms, most_atoms) / PhaseSumArgs::pad * PhaseSumArgs::pad;
  work.tables.resize(static_cast<std::size_t>(2 * (phases + 1) * block) + line);
  args.stem = aligned(work.tables);
  args.rows = rows.data();
  args.begin = begin;
  args.end = end;
  args.entries = vectors_->entries().data();
  args.first = vectors_->place_of(begin);
  const auto kinds = static_cast<Index>(first_.size()) - 1;
  const Index places = vectors_->place_of(end) - args.first;
  work.rho.assign(static_cast<std::size_t>(2 * kinds * places), 0.0);
  for (Index kind = 0; kind < kinds; ++kind) {
    args.rho = work.rho.data() + 2 * kind * places;
    const Index last = first_[static_cast<std::size_t>(kind) + 1];
    for (Index atom = first_[static_cast<std::size_t>(kind)]; atom < last; atom += block) {
      args.atoms = std::min(block, last - atom);
      args.padded = (args.atoms + PhaseSumArgs::pad - 1) / PhaseSumArgs::pad * PhaseSumArgs::pad;
      double* table = args.stem + 2 * block;
      for (std::size_t c = 0; c < 3; ++c) {
        args.fraction[c] = fraction_[c].data() + atom;
        args.table[c] = table;
        table += 2 * args.padded * (args.highest[c] - args.lowest[c] + 1);
      }
      HWY_DYNAMIC_DISPATCH(sum_phases)(args);
    }
  }
}

}  // namespace liquidus
#endif
