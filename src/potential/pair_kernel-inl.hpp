// The loop over cluster pairs, compiled once per instruction set into each form's file. No include guard of the usual
// kind: Highway includes it again for every target.
#if defined(LIQUIDUS_PAIR_KERNEL_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef LIQUIDUS_PAIR_KERNEL_INL
#undef LIQUIDUS_PAIR_KERNEL_INL
#else
#define LIQUIDUS_PAIR_KERNEL_INL
#endif

#include <type_traits>

#include "core/cluster_list.hpp"
#include "potential/pair_kernel.hpp"
#include "potential/pair_vectors-inl.hpp"
#include "potential/spline_table-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace liquidus {
namespace HWY_NAMESPACE {

/// Parameters of the pairs (one type, a vector of types): parameter k is p(k). With one species they are loaded once.
template <class Form, bool kOneSpecies>
struct Parameters {
  static constexpr int kCount = Form::kParameters + 2;
  V value[kCount];

  HWY_INLINE Parameters(const double* table, Index, Index stride) {
    for (int k = 0; k < kCount; ++k) value[k] = hn::Set(D{}, table[k * stride]);
  }
  HWY_INLINE V operator()(int k) const { return value[k]; }
  HWY_INLINE const Parameters& of(std::int64_t, VI) const { return *this; }
};

template <class Form>
struct Parameters<Form, false> {
  static constexpr int kCount = Form::kParameters + 2;
  const double* table;
  Index types, stride;
  const double* row = nullptr;
  VI second{};

  HWY_INLINE Parameters(const double* given, Index types_given, Index stride_given)
      : table(given), types(types_given), stride(stride_given) {}
  HWY_INLINE Parameters of(std::int64_t ti, VI tj) const {
    Parameters p = *this;
    p.row = table + ti * stride;
    p.second = tj;
    return p;
  }
  HWY_INLINE V operator()(int k) const {
    const D d;
    const double* values = row + k * types * stride;
#if HWY_TARGET != HWY_SCALAR
    if (types <= static_cast<Index>(hn::Lanes(d)))
      return hn::TableLookupLanes(hn::LoadU(d, values), hn::IndicesFromVec(d, second));
#endif
    return hn::GatherIndex(d, values, second);
  }
};

enum class Cut { offset, shifted_force, switched };

/// What the cutoff does to energy and force; `p` carries U(r_c) and U'(r_c) behind the form's own parameters.
template <Cut kCut, bool kEnergy, class P>
HWY_INLINE void truncate(const PairKernelArgs& args, const P& p, V r2, V& e, V& fr) {
  const D d;
  if constexpr (kCut == Cut::offset) {
    if constexpr (kEnergy) e = hn::Sub(e, p(P::kCount - 2));
  } else if constexpr (kCut == Cut::shifted_force) {
    const V r = hn::Sqrt(r2), slope = p(P::kCount - 1);
    if constexpr (kEnergy)
      e = hn::Sub(hn::Sub(e, p(P::kCount - 2)), hn::Mul(hn::Sub(r, hn::Set(d, args.cutoff)), slope));
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

/// One atom of an i-cluster and what acts on it. Plain members, no arrays: the compiler keeps them in registers.
struct Row {
  double x, y, z;
  std::int64_t type;
  V fx, fy, fz, e;

  HWY_INLINE Row(const PairKernelArgs& args, Index slot) {
    const double* block = args.x + (slot / ClusterList::nj) * 3 * ClusterList::nj + slot % ClusterList::nj;
    x = block[0];
    y = block[ClusterList::nj];
    z = block[2 * ClusterList::nj];
    type = args.type[slot];
    fx = fy = fz = e = hn::Zero(D{});
  }
  template <bool kEnergy>
  HWY_INLINE void store(const PairKernelArgs& args, Index slot) const {
    const D d;
    double* f = args.f + (slot / ClusterList::nj) * 3 * ClusterList::nj + slot % ClusterList::nj;
    f[0] += hn::GetLane(hn::SumOfLanes(d, fx));
    f[ClusterList::nj] += hn::GetLane(hn::SumOfLanes(d, fy));
    f[2 * ClusterList::nj] += hn::GetLane(hn::SumOfLanes(d, fz));
    if constexpr (kEnergy) args.e[slot] += 0.5 * hn::GetLane(hn::SumOfLanes(d, e));
  }
};

struct Rows {
  Row a, b, c, d;
};

/// One part (a vector) of a j-cluster.
struct Partners {
  V x, y, z, fx, fy, fz, e;
  VI type;
};

/// The parameters of a form and, with kLayer, those of the table on top of it.
template <class Form, bool kOneSpecies, bool kLayer>
struct Both {
  Parameters<Form, kOneSpecies> form;
  Parameters<SplineTable, kOneSpecies> layer;

  HWY_INLINE explicit Both(const PairKernelArgs& args)
      : form(args.table, args.types, args.stride), layer(args.layer_table, args.types, args.stride) {}
};
template <class Form, bool kOneSpecies>
struct Both<Form, kOneSpecies, false> {
  Parameters<Form, kOneSpecies> form;

  HWY_INLINE explicit Both(const PairKernelArgs& args) : form(args.table, args.types, args.stride) {}
};

/// Adds what one atom of the i-cluster and a vector of partners do to each other; `in` limits the partners that count.
template <class Form, Cut kCut, bool kEnergy, bool kLayer, class P, class M>
HWY_INLINE void one_row(const PairKernelArgs& args, const P& parameters, Row& i, Partners& j, V cutoff2, M in) {
  const D d;
  const V dx = hn::Sub(hn::Set(d, i.x), j.x), dy = hn::Sub(hn::Set(d, i.y), j.y), dz = hn::Sub(hn::Set(d, i.z), j.z);
  const V r2 = hn::MulAdd(dx, dx, hn::MulAdd(dy, dy, hn::Mul(dz, dz)));
  in = hn::And(in, hn::Lt(r2, cutoff2));
  if constexpr (Form::kCostly || kLayer)
    if (hn::AllFalse(d, in)) return;
  const auto& p = parameters.form.of(i.type, j.type);
  V e, fr;
  Form::template eval<kEnergy || kCut == Cut::switched>(r2, p, args.constants, e, fr);
  truncate<kCut, kEnergy>(args, p, r2, e, fr);
  if constexpr (kLayer) {
    V layer_e, layer_fr;
    SplineTable::eval<kEnergy>(r2, parameters.layer.of(i.type, j.type), args.layer_constants, layer_e, layer_fr);
    const auto covered = hn::Lt(r2, hn::Set(d, args.layer_cutoff * args.layer_cutoff));
    fr = hn::Add(fr, hn::IfThenElseZero(covered, layer_fr));
    if constexpr (kEnergy) e = hn::Add(e, hn::IfThenElseZero(covered, layer_e));
  }
  fr = hn::IfThenElseZero(in, fr);
  i.fx = hn::MulAdd(fr, dx, i.fx);
  i.fy = hn::MulAdd(fr, dy, i.fy);
  i.fz = hn::MulAdd(fr, dz, i.fz);
  j.fx = hn::MulAdd(fr, dx, j.fx);
  j.fy = hn::MulAdd(fr, dy, j.fy);
  j.fz = hn::MulAdd(fr, dz, j.fz);
  if constexpr (kEnergy) {
    e = hn::IfThenElseZero(in, e);
    i.e = hn::Add(i.e, e);
    j.e = hn::Add(j.e, e);
  }
}

/// All pairs of an i-cluster with one j-cluster. kHome: the cluster that holds i itself, where only the slots behind
/// each atom of i count.
template <class Form, bool kOneSpecies, Cut kCut, bool kEnergy, bool kLayer, bool kHome, class P>
HWY_INLINE void one_entry(const PairKernelArgs& args, const P& parameters, Rows& i, Index slot, std::int32_t cluster) {
  constexpr int nj = ClusterList::nj;
  static_assert(ClusterList::ni == 4);
  const D d;
  const DI di;
  const V cutoff2 = hn::Set(d, args.cutoff * args.cutoff);
  for (int part = 0; part < nj; part += static_cast<int>(hn::Lanes(d))) {
    const double* xj = args.x + Index{cluster} * 3 * nj + part;
    double* fj = args.f + Index{cluster} * 3 * nj + part;
    const V zero = hn::Zero(d);
    Partners j{hn::LoadU(d, xj),
               hn::LoadU(d, xj + nj),
               hn::LoadU(d, xj + 2 * nj),
               zero,
               zero,
               zero,
               zero,
               kOneSpecies ? hn::Zero(di) : hn::LoadU(di, args.type + Index{cluster} * nj + part)};
    // inline or the rows have to stand in memory
    const auto row = [&](Row & atom, int a) HWY_ATTR __attribute__((always_inline)) {
      const auto in =
          kHome ? hn::Gt(hn::Iota(d, static_cast<double>(part)), hn::Set(d, static_cast<double>(slot % nj + a)))
                : hn::Eq(zero, zero);
      one_row<Form, kCut, kEnergy, kLayer>(args, parameters, atom, j, cutoff2, in);
    };
    row(i.a, 0), row(i.b, 1), row(i.c, 2), row(i.d, 3);
    hn::StoreU(hn::Sub(hn::LoadU(d, fj), j.fx), d, fj);
    hn::StoreU(hn::Sub(hn::LoadU(d, fj + nj), j.fy), d, fj + nj);
    hn::StoreU(hn::Sub(hn::LoadU(d, fj + 2 * nj), j.fz), d, fj + 2 * nj);
    if constexpr (kEnergy) {
      double* ej = args.e + Index{cluster} * nj + part;
      hn::StoreU(hn::MulAdd(j.e, hn::Set(d, 0.5), hn::LoadU(d, ej)), d, ej);
    }
  }
}

template <class Form, bool kOneSpecies, Cut kCut, bool kEnergy, bool kLayer = false>
void run(const PairKernelArgs& given) {
  const PairKernelArgs args = given;  // a copy that the stores to f can't touch
  const Both<Form, kOneSpecies, kLayer> parameters(args);
  for (Index cluster = args.begin; cluster < args.end; ++cluster) {
    const Index slot = cluster * ClusterList::ni;
    std::int64_t n = args.first[cluster];
    const std::int64_t to = args.last[cluster];
    if (n == to) continue;
    Rows i{{args, slot}, {args, slot + 1}, {args, slot + 2}, {args, slot + 3}};
    if (args.home)
      one_entry<Form, kOneSpecies, kCut, kEnergy, kLayer, true>(args, parameters, i, slot, args.second[n++]);
    for (; n < to; ++n)
      one_entry<Form, kOneSpecies, kCut, kEnergy, kLayer, false>(args, parameters, i, slot, args.second[n]);
    i.a.template store<kEnergy>(args, slot);
    i.b.template store<kEnergy>(args, slot + 1);
    i.c.template store<kEnergy>(args, slot + 2);
    i.d.template store<kEnergy>(args, slot + 3);
  }
}

/// The bare form at n distances for one pair of types, a vector at a time.
template <class Form>
void probe(const PairKernelArgs& args, int ti, int tj, std::span<const double> r, std::span<double> e,
           std::span<double> fr) {
  const D d;
  const auto p = Parameters<Form, false>(args.table, args.types, args.stride).of(ti, hn::Set(DI{}, tj));
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
          {{run<Form, true, Cut::offset, false, true>, run<Form, true, Cut::offset, true, true>},
           {run<Form, false, Cut::offset, false, true>, run<Form, false, Cut::offset, true, true>}},
          probe<Form>,
          Form::kParameters,
          std::is_same_v<Form, SplineTable>};
}

}  // namespace HWY_NAMESPACE
}  // namespace liquidus
HWY_AFTER_NAMESPACE();

#endif
