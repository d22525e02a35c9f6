// The loop over cluster pairs, compiled once per instruction set into each form's file. No include guard of the usual
// kind: Highway includes it again for every target.
#if defined(LIQUIDUS_PAIR_KERNEL_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef LIQUIDUS_PAIR_KERNEL_INL
#undef LIQUIDUS_PAIR_KERNEL_INL
#else
#define LIQUIDUS_PAIR_KERNEL_INL
#endif

#include <hwy/highway.h>

#include "core/cluster_list.hpp"
#include "potential/pair_kernel.hpp"

HWY_BEFORE_NAMESPACE();
namespace liquidus {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = HWY_CAPPED(double, 8);
using DI = hn::RebindToSigned<D>;
using V = hn::Vec<D>;
using VI = hn::Vec<DI>;

/// Parameters of the pairs (one type, a vector of types).
template <bool kOneSpecies>
struct Parameters {
  const PairKernelArgs& args;
  std::int64_t ti;
  VI tj;

  HWY_INLINE V operator()(int k) const {
    const D d;
    const double* row = args.table + (k * args.types + ti) * args.stride;
    if constexpr (kOneSpecies) return hn::Set(d, *row);
#if HWY_TARGET != HWY_SCALAR
    if (args.types <= static_cast<Index>(hn::Lanes(d)))
      return hn::TableLookupLanes(hn::LoadU(d, row), hn::IndicesFromVec(d, tj));
#endif
    return hn::GatherIndex(d, row, tj);
  }
};

enum class Cut { offset, shifted_force, switched };

/// What the cutoff does to energy and force; `p` carries U(r_c) and U'(r_c) behind the form's own parameters.
template <Cut kCut, bool kEnergy, class P>
HWY_INLINE void truncate(const PairKernelArgs& args, const P& p, V r2, V& e, V& fr) {
  const D d;
  if constexpr (kCut == Cut::offset) {
    if constexpr (kEnergy) e = hn::Sub(e, p(args.parameters));
  } else if constexpr (kCut == Cut::shifted_force) {
    const V r = hn::Sqrt(r2), slope = p(args.parameters + 1);
    if constexpr (kEnergy)
      e = hn::Sub(hn::Sub(e, p(args.parameters)), hn::Mul(hn::Sub(r, hn::Set(d, args.cutoff)), slope));
    fr = hn::Add(fr, hn::Div(slope, r));
  } else {
    // S(t) = 1 − 10t³ + 15t⁴ − 6t⁵ with t = (r − r_s)/(r_c − r_s); F = S F − U S'
    const double width = 1.0 / (args.cutoff - args.switch_from);
    const V r = hn::Sqrt(r2);
    const V t = hn::Max(hn::Zero(d), hn::Mul(hn::Sub(r, hn::Set(d, args.switch_from)), hn::Set(d, width)));
    const V t2 = hn::Mul(t, t);
    const V inner = hn::MulAdd(t, hn::MulAdd(t, hn::Set(d, -6.0), hn::Set(d, 15.0)), hn::Set(d, -10.0));
    const V s = hn::MulAdd(hn::Mul(t2, t), inner, hn::Set(d, 1.0));
    const V one_minus_t = hn::Sub(hn::Set(d, 1.0), t);
    const V slope = hn::Mul(hn::Set(d, -30.0 * width), hn::Mul(t2, hn::Mul(one_minus_t, one_minus_t)));
    fr = hn::NegMulAdd(e, hn::Div(slope, r), hn::Mul(s, fr));
    if constexpr (kEnergy) e = hn::Mul(s, e);
  }
}

template <class Form, bool kOneSpecies, Cut kCut, bool kEnergy>
class Kernel {
  static constexpr int ni = ClusterList::ni, nj = ClusterList::nj;

 public:
  static void run(const PairKernelArgs& args) {
    for (Index i = args.begin; i < args.end; ++i) Kernel(args, i).all_pairs();
  }

 private:
  Kernel(const PairKernelArgs& args, Index i) : args_(args), i_(i), slot_(i * ni) {}

  void all_pairs() {
    const D d;
    const double* block = args_.x + (slot_ / nj) * 3 * nj + slot_ % nj;
    for (int a = 0; a < ni; ++a) {
      for (int k = 0; k < 3; ++k) {
        x_[a][k] = block[k * nj + a];
        f_[a][k] = hn::Zero(d);
      }
      if constexpr (kEnergy) e_[a] = hn::Zero(d);
    }
    const std::int64_t from = args_.first[i_], to = args_.first[i_ + 1];
    if (from < to) one_entry<true>(args_.second[from]);
    for (std::int64_t n = from + 1; n < to; ++n) one_entry<false>(args_.second[n]);
    store_i();
  }

  /// kHome: the cluster that holds i itself, where only the slots behind each i count.
  template <bool kHome>
  HWY_INLINE void one_entry(std::int32_t j) {
    const D d;
    const DI di;
    const Index lanes = static_cast<Index>(hn::Lanes(d));
    const V cutoff2 = hn::Set(d, args_.cutoff * args_.cutoff);
    for (Index part = 0; part < nj; part += lanes) {
      const double* xj = args_.x + Index{j} * 3 * nj + part;
      double* fj = args_.f + Index{j} * 3 * nj + part;
      const V x = hn::LoadU(d, xj), y = hn::LoadU(d, xj + nj), z = hn::LoadU(d, xj + 2 * nj);
      V fx = hn::Zero(d), fy = fx, fz = fx, ej = fx;
      const VI tj = kOneSpecies ? hn::Zero(di) : hn::LoadU(di, args_.type + Index{j} * nj + part);
      for (int a = 0; a < ni; ++a) {
        const V dx = hn::Sub(hn::Set(d, x_[a][0]), x), dy = hn::Sub(hn::Set(d, x_[a][1]), y),
                dz = hn::Sub(hn::Set(d, x_[a][2]), z);
        const V r2 = hn::MulAdd(dx, dx, hn::MulAdd(dy, dy, hn::Mul(dz, dz)));
        auto in = hn::Lt(r2, cutoff2);
        if constexpr (kHome)
          in = hn::And(in,
                       hn::Gt(hn::Iota(d, static_cast<double>(part)), hn::Set(d, static_cast<double>(slot_ % nj + a))));
        if constexpr (Form::kCostly)
          if (hn::AllFalse(d, in)) continue;
        const Parameters<kOneSpecies> p{args_, kOneSpecies ? 0 : args_.type[slot_ + a], tj};
        V e, fr;
        Form::template eval<kEnergy || kCut == Cut::switched>(r2, p, args_.constants, e, fr);
        truncate<kCut, kEnergy>(args_, p, r2, e, fr);
        fr = hn::IfThenElseZero(in, fr);
        f_[a][0] = hn::MulAdd(fr, dx, f_[a][0]);
        f_[a][1] = hn::MulAdd(fr, dy, f_[a][1]);
        f_[a][2] = hn::MulAdd(fr, dz, f_[a][2]);
        fx = hn::MulAdd(fr, dx, fx);
        fy = hn::MulAdd(fr, dy, fy);
        fz = hn::MulAdd(fr, dz, fz);
        if constexpr (kEnergy) {
          e = hn::IfThenElseZero(in, e);
          e_[a] = hn::Add(e_[a], e);
          ej = hn::Add(ej, e);
        }
      }
      hn::StoreU(hn::Sub(hn::LoadU(d, fj), fx), d, fj);
      hn::StoreU(hn::Sub(hn::LoadU(d, fj + nj), fy), d, fj + nj);
      hn::StoreU(hn::Sub(hn::LoadU(d, fj + 2 * nj), fz), d, fj + 2 * nj);
      if constexpr (kEnergy) {
        double* e_out = args_.e + Index{j} * nj + part;
        hn::StoreU(hn::MulAdd(ej, hn::Set(d, 0.5), hn::LoadU(d, e_out)), d, e_out);
      }
    }
  }

  void store_i() {
    const D d;
    double* block = args_.f + (slot_ / nj) * 3 * nj + slot_ % nj;
    for (int a = 0; a < ni; ++a) {
      for (int k = 0; k < 3; ++k) block[k * nj + a] += hn::GetLane(hn::SumOfLanes(d, f_[a][k]));
      if constexpr (kEnergy) args_.e[slot_ + a] += 0.5 * hn::GetLane(hn::SumOfLanes(d, e_[a]));
    }
  }

  const PairKernelArgs& args_;
  const Index i_, slot_;
  double x_[ni][3];
  V f_[ni][3], e_[ni];
};

template <class Form, bool kOneSpecies, Cut kCut, bool kEnergy>
void run(const PairKernelArgs& args) {
  Kernel<Form, kOneSpecies, kCut, kEnergy>::run(args);
}

/// The bare form at n distances for one pair of types, a vector at a time.
template <class Form>
void probe(const PairKernelArgs& args, int ti, int tj, std::span<const double> r, std::span<double> e,
           std::span<double> fr) {
  const D d;
  const Parameters<false> p{args, ti, hn::Set(DI{}, tj)};
  for (std::size_t n = 0; n < r.size(); ++n) {
    V energy, force;
    Form::template eval<true>(hn::Set(d, r[n] * r[n]), p, args.constants, energy, force);
    e[n] = hn::GetLane(energy);
    fr[n] = hn::GetLane(force);
  }
}

template <class Form>
PairKernels kernels_of() {
  return {{{{run<Form, true, Cut::offset, false>, run<Form, true, Cut::offset, true>},
            {run<Form, true, Cut::shifted_force, false>, run<Form, true, Cut::shifted_force, true>},
            {run<Form, true, Cut::switched, false>, run<Form, true, Cut::switched, true>}},
           {{run<Form, false, Cut::offset, false>, run<Form, false, Cut::offset, true>},
            {run<Form, false, Cut::shifted_force, false>, run<Form, false, Cut::shifted_force, true>},
            {run<Form, false, Cut::switched, false>, run<Form, false, Cut::switched, true>}}},
          probe<Form>,
          Form::kParameters};
}

}  // namespace HWY_NAMESPACE
}  // namespace liquidus
HWY_AFTER_NAMESPACE();

#endif
