#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "scatter/pairs/pair_counter.cpp"
#include "scatter/pairs/pair_counter.hpp"

#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "core/threads.hpp"
#include "scatter/pairs/pair_count_kernel.hpp"

HWY_BEFORE_NAMESPACE();
namespace liquidus {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = HWY_CAPPED(double, PairColumns::pad);
using DI = hn::Rebind<std::int32_t, D>;
using V = hn::Vec<D>;

/// Square of the distance across x and y between a box and another one shifted by t; 0 where they overlap.
HWY_INLINE double gap2(const PairColumns::Box& p, const PairColumns::Box& q, const Vec3& t) {
  double sum = 0.0;
  for (std::size_t k = 0; k < 2; ++k) {
    const double gap = std::max({0.0, p.low[k] - q.high[k] - t[k], q.low[k] + t[k] - p.high[k]});
    sum += gap * gap;
  }
  return sum;
}

class Counter {
  static constexpr Index ni = PairColumns::cluster;

 public:
  explicit Counter(const PairCountArgs& args)
      : args_(args),
        c_(*args.columns),
        size_(args.kinds * args.kinds * args.bins),
        per_width_(1.0 / args.width),
        cutoff_(args.width * args.bins),
        // A micrometre of an ångström more than rounding can shift what the boxes say.
        reach_(cutoff_ + 1e-6) {}

  void all_columns() {
    for (Index column = args_.begin; column < args_.end; ++column)
      if (c_.atoms(column) > 0) neighbours_of(column);
    increment();
    drain();
  }

 private:
  /// All columns that come after this one in the order of (first, second) direction, images included: of two columns
  /// one comes after the other, so that no pair is counted twice.
  void neighbours_of(Index column) {
    const Index i0 = column / c_.grid[1], i1 = column % c_.grid[1];
    for (Index d0 = 0; d0 <= c_.most[0]; ++d0)
      for (Index d1 = d0 == 0 ? 0 : -c_.most[1]; d1 <= c_.most[1]; ++d1) {
        const auto [n0, j0] = image(i0 + d0, c_.grid[0]);
        const auto [n1, j1] = image(i1 + d1, c_.grid[1]);
        if ((n0 != 0 && !c_.periodic[0]) || (n1 != 0 && !c_.periodic[1])) continue;
        const Index other = j0 * c_.grid[1] + j1;
        if (c_.atoms(other) == 0) continue;
        const Vec3 shift = static_cast<double>(n0) * c_.a + static_cast<double>(n1) * c_.b;
        images_along_c(column, other, shift, d0 == 0 && d1 == 0);
      }
  }

  static std::pair<Index, Index> image(Index place, Index count) {
    const Index n = place >= 0 ? place / count : -((count - 1 - place) / count);
    return {n, place - n * count};
  }

  void images_along_c(Index column, Index other, Vec3 shift, bool same) {
    const auto &p = c_.column_box[static_cast<std::size_t>(column)],
               &q = c_.column_box[static_cast<std::size_t>(other)];
    if (gap2(p, q, shift) >= reach_ * reach_) return;
    Index from = 0, to = 0;
    if (c_.periodic[2]) {
      from = same ? 0 : static_cast<Index>(std::ceil((p.low[2] - reach_ - q.high[2] - shift[2]) / c_.c));
      to = static_cast<Index>(std::floor((p.high[2] + reach_ - q.low[2] - shift[2]) / c_.c));
    }
    const double z = shift[2];
    for (Index n = from; n <= to; ++n) {
      shift[2] = z + static_cast<double>(n) * c_.c;
      column_pair(column, other, shift, same && n == 0);
    }
  }

  /// Goes up column and other together. `home`: they are one, and pairs are counted with the second atom above.
  void column_pair(Index column, Index other, const Vec3& shift, bool home) {
    const auto& target = c_.column_box[static_cast<std::size_t>(other)];
    const Index first = c_.first[static_cast<std::size_t>(column)], atoms = c_.atoms(column);
    const Index base = c_.first[static_cast<std::size_t>(other)], count = c_.atoms(other);
    const double* z = c_.z.data() + base;
    Index low = 0, high = 0;
    for (Index i = 0; i < atoms; i += ni) {
      const auto& box = c_.cluster_box[static_cast<std::size_t>((first + i) / ni)];
      if (box.high[2] + reach_ < target.low[2] + shift[2]) continue;
      if (box.low[2] - reach_ > target.high[2] + shift[2]) break;
      const double left2 = reach_ * reach_ - gap2(box, target, shift);
      if (left2 <= 0.0) continue;
      const double height = std::sqrt(left2);
      const double bottom = box.low[2] - height - shift[2], top = box.high[2] + height - shift[2];
      while (low < count && z[low] < bottom) ++low;
      while (low > 0 && z[low - 1] >= bottom) --low;
      while (high < count && z[high] <= top) ++high;
      while (high > 0 && z[high - 1] > top) --high;
      if (home) inside(first + i, std::min(ni, atoms - i));
      cluster(first + i, std::min(ni, atoms - i), base + (home ? std::max(low, i + ni) : low), base + high, shift);
    }
  }

  void inside(Index slot, Index atoms) {
    for (auto i = static_cast<std::size_t>(slot); i < static_cast<std::size_t>(slot + atoms); ++i)
      for (std::size_t j = i + 1; j < static_cast<std::size_t>(slot + atoms); ++j) {
        const double dx = c_.x[j] - c_.x[i], dy = c_.y[j] - c_.y[i], dz = c_.z[j] - c_.z[i];
        const double place = std::sqrt(dx * dx + dy * dy + dz * dz) * per_width_;
        if (place < args_.bins)
          args_.buffer[waiting_++] = c_.kind_base[i] * args_.kinds + c_.kind_base[j] + static_cast<std::int32_t>(place);
      }
    if (waiting_ >= PairCountArgs::buffered) increment();
  }

  /// The atoms from slot i against those in slots j … end − 1, a vector of the latter at a time.
  HWY_INLINE void cluster(Index i, Index atoms, Index j, Index end, const Vec3& shift) {
    const D d;
    const DI di;
    double xi[ni], yi[ni], zi[ni];
    std::int32_t row[ni];
    for (Index k = 0; k < ni; ++k) {
      const auto s = static_cast<std::size_t>(i + k);
      xi[k] = k < atoms ? c_.x[s] - shift[0] : -PairColumns::far;
      yi[k] = c_.y[s] - shift[1];
      zi[k] = c_.z[s] - shift[2];
      row[k] = c_.kind_base[s] * args_.kinds;
    }
    const auto bins = hn::Set(di, args_.bins);
    const V per_width = hn::Set(d, per_width_), beyond = hn::Set(d, 4.0 * cutoff_ * cutoff_);
    for (; j < end; j += static_cast<Index>(hn::Lanes(d))) {
      const V xj = hn::LoadU(d, c_.x.data() + j), yj = hn::LoadU(d, c_.y.data() + j),
              zj = hn::LoadU(d, c_.z.data() + j);
      const auto kind = hn::LoadU(di, c_.kind_base.data() + j);
      for (Index k = 0; k < ni; ++k) {
        const V dx = hn::Sub(xj, hn::Set(d, xi[k])), dy = hn::Sub(yj, hn::Set(d, yi[k])),
                dz = hn::Sub(zj, hn::Set(d, zi[k]));
        const V r2 = hn::MulAdd(dx, dx, hn::MulAdd(dy, dy, hn::Mul(dz, dz)));
        const auto bin = hn::DemoteTo(di, hn::Mul(hn::Sqrt(hn::Min(r2, beyond)), per_width));
        const auto in = hn::Lt(bin, bins);
        const auto index = hn::Add(bin, hn::Add(kind, hn::Set(di, row[k])));
        hn::StoreU(hn::Compress(index, in), di, args_.buffer + waiting_);
        waiting_ += static_cast<std::int32_t>(hn::CountTrue(di, in));
      }
      if (waiting_ >= PairCountArgs::buffered) increment();
    }
  }

  void increment() {
    std::uint32_t *h0 = args_.histogram, *h1 = h0 + size_, *h2 = h1 + size_, *h3 = h2 + size_;
    const std::int32_t* place = args_.buffer;
    std::int32_t n = 0;
    for (; n + PairCountArgs::copies <= waiting_; n += PairCountArgs::copies) {
      ++h0[place[n]];
      ++h1[place[n + 1]];
      ++h2[place[n + 2]];
      ++h3[place[n + 3]];
    }
    for (; n < waiting_; ++n) ++h0[place[n]];
    counted_ += waiting_;
    waiting_ = 0;
    if (counted_ > std::int64_t{std::numeric_limits<std::uint32_t>::max()} - 2 * PairCountArgs::buffered) drain();
  }

  void drain() {
    for (std::int32_t copy = 0; copy < PairCountArgs::copies; ++copy)
      for (std::int32_t k = 0; k < size_; ++k) {
        auto& here = args_.histogram[static_cast<std::ptrdiff_t>(copy) * size_ + k];
        args_.totals[k] += here;
        here = 0;
      }
    counted_ = 0;
  }

  const PairCountArgs& args_;
  const PairColumns& c_;
  const std::int32_t size_;
  const double per_width_, cutoff_, reach_;
  std::int32_t waiting_ = 0;
  std::int64_t counted_ = 0;
};

void count_pairs(const PairCountArgs& args) { Counter(args).all_columns(); }

}  // namespace HWY_NAMESPACE
}  // namespace liquidus
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace liquidus {

HWY_EXPORT(count_pairs);

PairCounter::PairCounter(const RadialBins& bins, int kinds) : bins_(bins), kinds_(kinds) {
  if (!(bins.width > 0.0) || !std::isfinite(bins.width) || bins.count < 1 || kinds < 1)
    throw std::invalid_argument("pairs are counted in at least one bin, of positive width, for at least one kind");
  const double places = static_cast<double>(bins.count) * kinds * kinds;
  if (places > 0.25 * std::numeric_limits<std::int32_t>::max())
    throw std::invalid_argument("too many bins for so many kinds of atoms: choose a larger width or a shorter cutoff");
  counts_.resize(pair(kinds - 1, kinds - 1) * static_cast<std::size_t>(bins.count) +
                 static_cast<std::size_t>(bins.count));
}

void PairCounter::count(const Cell& cell, std::span<const Vec3> r, std::span<const int> kind, int part, int parts) {
  const auto bins = static_cast<std::int32_t>(bins_.count);
  columns_.sort(cell, r, kind, bins, bins_.end());
  const auto size = static_cast<std::size_t>(kinds_ * kinds_ * bins);
  if (static_cast<int>(work_.size()) < threads()) work_.resize(static_cast<std::size_t>(threads()));
  const auto mine = range_of(static_cast<Index>(r.size()), part, parts);
  parallel_ranges(mine.second - mine.first, [&](Index begin, Index end, int thread) {
    auto& work = work_[static_cast<std::size_t>(thread)];
    work.histogram.resize(size * PairCountArgs::copies);
    work.totals.assign(size, 0);
    work.buffer.resize(PairCountArgs::buffered + 64);
    const auto [from, to] = columns_.columns_of(mine.first + begin, mine.first + end, false);
    HWY_DYNAMIC_DISPATCH(count_pairs)
    ({&columns_, from, to, bins_.width, bins, kinds_, work.histogram.data(), work.totals.data(), work.buffer.data()});
  });
  for (int thread = 0; thread < threads(); ++thread) {
    const auto& totals = work_[static_cast<std::size_t>(thread)].totals;
    for (int a = 0; a < kinds_; ++a)
      for (int b = 0; b < kinds_; ++b) {
        const auto from = static_cast<std::size_t>(a * kinds_ + b) * static_cast<std::size_t>(bins);
        const auto into = pair(a, b) * static_cast<std::size_t>(bins);
        for (std::size_t k = 0; k < static_cast<std::size_t>(bins); ++k) counts_[into + k] += totals[from + k];
      }
  }
}

std::span<const std::uint64_t> PairCounter::counts(int a, int b) const {
  const auto bins = static_cast<std::size_t>(bins_.count);
  return {counts_.data() + pair(a, b) * bins, bins};
}

void PairCounter::sum_over(const Communicator& ranks) {
  if (!ranks.alone()) ranks.sum(std::span(reinterpret_cast<Index*>(counts_.data()), counts_.size()));
}

void PairCounter::clear() { std::fill(counts_.begin(), counts_.end(), 0); }

}  // namespace liquidus
#endif
