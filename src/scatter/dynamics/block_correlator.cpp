#include "scatter/dynamics/block_correlator.hpp"

#include <algorithm>
#include <numeric>

#include "core/threads.hpp"

namespace liquidus {
namespace {

constexpr Index staged_most = 32;        // frames: few pages are touched for each of the many series
constexpr double scratch_bytes = 2.5e6;  // of a batch of transforms, which then stay in the cache

std::size_t at(Index i) { return static_cast<std::size_t>(i); }
std::span<double> numbers(std::vector<std::complex<double>>& z) {
  return {reinterpret_cast<double*>(z.data()), 2 * z.size()};
}
std::span<const double> numbers(const std::vector<std::complex<double>>& z) {
  return {reinterpret_cast<const double*>(z.data()), 2 * z.size()};
}
/// Origins that are used for the moments at a lag within a block.
Index moment_stride(Index lag) { return std::max<Index>(1, lag / 8); }
double moment_origins(Index lag, Index frames) {
  return frames > lag ? static_cast<double>((frames - lag - 1) / moment_stride(lag) + 1) : 0.0;
}

template <class T>
void add_to(std::vector<T>& into, const std::vector<T>& more) {
  for (std::size_t k = 0; k < into.size(); ++k) into[k] += more[k];
}

}  // namespace

BlockCorrelator::BlockCorrelator(Index length, std::vector<Index> set_ends, std::vector<Index> moments,
                                 const Communicator& ranks)
    : transform_(length), set_ends_(std::move(set_ends)), moments_(std::move(moments)), ranks_(&ranks) {}

double BlockCorrelator::atoms_in(std::size_t set) const {
  return static_cast<double>(set_ends_[set] - (set > 0 ? set_ends_[set - 1] : 0));
}

BlockCorrelator::Sums BlockCorrelator::empty_sums(Index frames) const {
  const auto n = moments_.size();
  return {frames, std::vector<Complex>(sets() * transform_.waves()), std::vector<double>(sets() * at(length())),
          std::vector<double>(sets() * n), std::vector<double>(sets() * n)};
}

void BlockCorrelator::begin_slice(Index begin, Index end) {
  if (frames_ > 0) sums_ = finished();
  begin_ = begin;
  end_ = end;
  frames_ = staged_frames_ = 0;
  closed_ = taken_ = 0;
  staged_.resize(at(staged_most * atoms()));
  series_.assign(at(3 * atoms() * length()), 0.0);
  before_.assign(at(3 * atoms()) * transform_.waves(), {});
}

void BlockCorrelator::add(std::span<const Vec3> a) {
  std::copy(a.begin(), a.end(), staged_.begin() + staged_frames_ * atoms());
  ++staged_frames_;
  ++frames_;
  const bool full = in_block() == length();
  if (staged_frames_ == staged_most || full) unpack();
  if (!full) return;
  add_block(sums_, &before_);
  ++closed_;
}

/// Turns the staged frames into series.
void BlockCorrelator::unpack() const {
  const Index first = in_block() - staged_frames_;
  parallel_ranges(atoms(), Nanoseconds{20.0}, [&](Index from, Index to, int) {
    for (Index i = from; i < to; ++i)
      for (Index k = 0; k < 3; ++k) {
        double* series = series_.data() + (3 * i + k) * length() + first;
        for (Index f = 0; f < staged_frames_; ++f) series[f] = staged_[at(f * atoms() + i)][at(k)];
      }
  });
  staged_frames_ = 0;
}

void BlockCorrelator::add_block(std::vector<Sums>& sums, std::vector<Complex>* keep) const {
  const std::size_t here = closed_ - taken_;
  if (sums.size() == here) sums.push_back(empty_sums(in_block()));
  // several ranks add up their shares of what this block brings; one goes on in the order of atoms
  const bool alone = ranks_->alone();
  Sums own_before = empty_sums(0), own_now = empty_sums(0);
  Sums* before = closed_ == 0 ? nullptr : alone ? &sums[here - 1] : &own_before;
  Sums& now = alone ? sums[here] : own_now;
  Scratch scratch;
  const double each = 3.0 * static_cast<double>(transform_.waves() * sizeof(Complex));
  const Index batch = std::max<Index>(2 * threads(), static_cast<Index>(scratch_bytes / each));
  for (Index from = 0; from < atoms(); from += batch)
    add_atoms(from, std::min(from + batch, atoms()), before, now, keep, scratch);
  if (alone) return;
  sum_over_ranks(own_now);
  add(sums[here], own_now);
  if (!before) return;
  sum_over_ranks(own_before);
  add(sums[here - 1], own_before);
}

/// Transforms the series of some atoms, adds the products of the block before with itself and this one, and this one's
/// squares and moments. Where nothing follows (no `keep`), its products with itself as well.
void BlockCorrelator::add_atoms(Index from, Index to, Sums* before, Sums& now, std::vector<Complex>* keep,
                                Scratch& scratch) const {
  const auto waves = transform_.waves(), n_moments = moments_.size();
  const Index frames = in_block(), first_atom = begin_ + from;
  scratch.spectra.resize(at(3 * (to - from)) * waves);
  scratch.moments.resize(at(to - from) * 2 * n_moments);
  parallel_ranges(to - from, [&](Index begin, Index end, int) {
    for (Index i = begin; i < end; ++i) {
      for (Index k = 0; k < 3; ++k)
        transform_.forward({series_.data() + (3 * (from + i) + k) * length(), at(frames)},
                           {scratch.spectra.data() + at(3 * i + k) * waves, waves});
      moments_of(at(from + i), frames, scratch.moments.data() + at(i) * 2 * n_moments);
    }
  });
  const auto set_of = [&](Index atom) {
    return static_cast<std::size_t>(std::upper_bound(set_ends_.begin(), set_ends_.end(), atom) - set_ends_.begin());
  };
  const std::vector<Complex> nothing(keep ? 0 : waves);
  parallel_ranges(static_cast<Index>(waves), [&](Index begin, Index end, int) {
    for (Index i = 0; i < to - from; ++i) {
      const auto set = set_of(first_atom + i) * waves;
      for (Index k = 0; k < 3; ++k) {
        const Complex* here = scratch.spectra.data() + at(3 * i + k) * waves;
        const Complex* last = before_.data() + at(3 * (from + i) + k) * waves;
        if (before) LagTransform::add_products(last, last, here, at(begin), at(end), before->products.data() + set);
        if (!keep)
          LagTransform::add_products(here, here, nothing.data(), at(begin), at(end), now.products.data() + set);
        else
          std::copy(here + begin, here + end, keep->data() + at(3 * (from + i) + k) * waves + at(begin));
      }
    }
  });
  parallel_ranges(frames, [&](Index begin, Index end, int) {
    for (Index i = 0; i < to - from; ++i) {
      double* squares = now.squares.data() + set_of(first_atom + i) * at(length());
      const double* x = series_.data() + 3 * (from + i) * length();
      const double *y = x + length(), *z = y + length();
      for (Index t = begin; t < end; ++t) squares[t] += x[t] * x[t] + y[t] * y[t] + z[t] * z[t];
    }
  });
  for (Index i = 0; i < to - from; ++i) {
    const auto set = set_of(first_atom + i) * n_moments;
    for (std::size_t m = 0; m < n_moments; ++m) {
      now.second[set + m] += scratch.moments[at(i) * 2 * n_moments + m];
      now.fourth[set + m] += scratch.moments[(at(i) * 2 + 1) * n_moments + m];
    }
  }
}

/// into[2][moments]: Σ |Δ|² and Σ |Δ|⁴ over the origins of one atom.
void BlockCorrelator::moments_of(std::size_t atom, Index frames, double* into) const {
  const double* x = series_.data() + 3 * atom * at(length());
  const double *y = x + length(), *z = y + length();
  for (std::size_t m = 0; m < moments_.size(); ++m) {
    const Index lag = moments_[m], stride = moment_stride(lag);
    double second = 0.0, fourth = 0.0;
    for (Index t = 0; t + lag < frames; t += stride) {
      const double dx = x[t + lag] - x[t], dy = y[t + lag] - y[t], dz = z[t + lag] - z[t];
      const double square = dx * dx + dy * dy + dz * dz;
      second += square;
      fourth += square * square;
    }
    into[m] = second;
    into[moments_.size() + m] = fourth;
  }
}

void BlockCorrelator::sum_over_ranks(Sums& sums) const {
  ranks_->sum(numbers(sums.products));
  for (auto* values : {&sums.squares, &sums.second, &sums.fourth}) ranks_->sum(std::span<double>(*values));
}

void BlockCorrelator::add(Sums& into, const Sums& more) {
  add_to(into.products, more.products);
  add_to(into.squares, more.squares);
  add_to(into.second, more.second);
  add_to(into.fourth, more.fourth);
}

std::vector<BlockCorrelator::Sums> BlockCorrelator::finished() const {
  if (staged_frames_ > 0) unpack();
  std::vector<Sums> sums = sums_;
  if (frames_ == 0) return sums;
  add_block(sums, nullptr);
  if (sums.back().frames == 0) sums.pop_back();
  return sums;
}

BlockCurves BlockCorrelator::curves(double spacing, Index longest, bool displaced) const {
  const auto sums = finished();
  BlockCurves result{spacing, {}, sets(), {}};
  Index frames = 0;
  for (const auto& block : sums) frames += block.frames;
  const Index last = std::min({longest, length(), frames - 1});
  for (Index lag = 0; lag <= last; ++lag) result.lags.push_back(lag);
  for (const auto& block : sums) result.blocks.push_back({block.frames, std::vector<double>(result.size()), {}});
  Index first = 0;
  for (auto& block : result.blocks) {
    for (std::size_t k = 0; k < result.size(); ++k)
      block.origins[k] = static_cast<double>(std::clamp<Index>(frames - first - result.lags[k], 0, block.frames));
    first += block.frames;
  }
  for (std::size_t set = 0; set < sets(); ++set) add_curve(result, sums, set, displaced);
  return result;
}

/// One set's sums: Σ a(t)·a(t + lag), or Σ a(t)² + a(t + lag)² − 2 a(t)·a(t + lag) over the origins of each block.
void BlockCorrelator::add_curve(BlockCurves& result, const std::vector<Sums>& sums, std::size_t set,
                                bool displaced) const {
  const auto waves = transform_.waves();
  std::vector<double> before{0.0};  // Σ of the squares of all earlier frames
  for (const auto& block : sums)
    for (Index t = 0; t < block.frames; ++t)
      before.push_back(before.back() + block.squares[set * at(length()) + at(t)]);
  std::size_t first = 0;
  for (std::size_t b = 0; b < sums.size(); ++b) {
    const auto products = transform_.lags({sums[b].products.data() + set * waves, waves});
    for (std::size_t lag = 0; lag < result.size(); ++lag) {
      const auto origins = static_cast<std::size_t>(result.blocks[b].origins[lag]);
      const double squares =
          before[first + origins] - before[first] + before[first + lag + origins] - before[first + lag];
      const double sum = origins == 0 ? 0.0 : displaced ? squares - 2.0 * products[lag] : products[lag];
      result.blocks[b].sums.push_back(sum / atoms_in(set));
    }
    first += static_cast<std::size_t>(sums[b].frames);
  }
}

BlockCurves BlockCorrelator::moments(double spacing) const {
  const auto sums = finished();
  BlockCurves result{spacing, {}, 2 * sets(), {}};
  for (const auto& block : sums) result.blocks.push_back({block.frames, {}, {}});
  for (const Index lag : moments_)
    if (!sums.empty() && moment_origins(lag, sums[0].frames) > 0.0) result.lags.push_back(lag);
  for (std::size_t b = 0; b < sums.size(); ++b) {
    auto& block = result.blocks[b];
    for (const Index lag : result.lags) block.origins.push_back(moment_origins(lag, block.frames));
    for (const auto* moment : {&sums[b].second, &sums[b].fourth})
      for (std::size_t set = 0; set < sets(); ++set)
        for (std::size_t m = 0; m < result.size(); ++m)
          block.sums.push_back((*moment)[set * moments_.size() + m] / atoms_in(set));
  }
  return result;
}

std::vector<BlockCurves::Block> BlockCorrelator::take_correlations(Index longest) {
  std::vector<BlockCurves::Block> taken;
  const auto count = static_cast<std::size_t>(std::min(longest, length())) + 1;
  for (; sums_.size() > 1; sums_.erase(sums_.begin()), ++taken_) {
    taken.push_back({length(), std::vector<double>(count, static_cast<double>(length())), {}});
    for (std::size_t set = 0; set < sets(); ++set) {
      const auto sums = transform_.lags({sums_[0].products.data() + set * transform_.waves(), transform_.waves()});
      for (std::size_t lag = 0; lag < count; ++lag) taken.back().sums.push_back(sums[lag] / atoms_in(set));
    }
  }
  return taken;
}

void BlockCorrelator::save(StateWriter& state) const {
  if (staged_frames_ > 0) unpack();
  state.put(static_cast<double>(length()));
  state.put(static_cast<double>(frames_));
  state.put(static_cast<double>(taken_));
  for (const auto& block : sums_) {
    state.put(numbers(block.products));
    for (const auto* values : {&block.squares, &block.second, &block.fourth}) state.put(*values);
  }
  std::vector<double> open;
  for (Index s = 0; s < 3 * atoms(); ++s)
    open.insert(open.end(), series_.begin() + s * length(), series_.begin() + s * length() + in_block());
  state.put(ranks_->all_gather(std::span<const double>(open)));
  state.put(closed_ > 0 ? ranks_->all_gather(numbers(before_)) : std::vector<double>{});
}

void BlockCorrelator::restore(StateReader& state) {
  if (state.whole() != length()) StateReader::refuse("it was made with another spacing or longest lag");
  begin_slice(begin_, end_);
  sums_.clear();
  frames_ = state.whole();
  closed_ = at(frames_ / length());
  taken_ = at(state.whole());
  for (std::size_t b = taken_; b < closed_; ++b) {
    Sums block = empty_sums(length());
    const auto products = state.numbers(2 * block.products.size());
    std::copy(products.begin(), products.end(), numbers(block.products).begin());
    for (auto* values : {&block.squares, &block.second, &block.fourth}) *values = state.numbers(values->size());
    sums_.push_back(std::move(block));
  }
  const Index all = set_ends_.empty() ? 0 : set_ends_.back();
  const auto open = state.numbers(at(3 * all * in_block()));
  for (Index s = 0; s < 3 * atoms(); ++s)
    std::copy_n(open.begin() + (3 * begin_ + s) * in_block(), in_block(), series_.begin() + s * length());
  const auto before = state.numbers(closed_ > 0 ? at(3 * all) * 2 * transform_.waves() : 0);
  if (closed_ > 0)
    std::copy_n(before.begin() + static_cast<std::ptrdiff_t>(at(3 * begin_) * 2 * transform_.waves()),
                2 * before_.size(), numbers(before_).begin());
}

}  // namespace liquidus
