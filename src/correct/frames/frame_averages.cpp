// Averages over the frames: g(r), coordination numbers, pressure.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "core/errors.hpp"
#include "correct/frames/frame_counts.hpp"

namespace liquidus {

/// Of the frames of a block, with weights w.
struct FrameCounts::Sums {
  double weight = 0.0, density = 0.0;         // Σ w, Σ w N/V
  std::vector<double> volume_counts, counts;  // [width] Σ w V n and Σ w n, n unordered pairs

  explicit Sums(std::size_t width) : volume_counts(width, 0.0), counts(width, 0.0) {}
  void add(const Sums& more) {
    weight += more.weight;
    density += more.density;
    for (std::size_t k = 0; k < counts.size(); ++k) {
      volume_counts[k] += more.volume_counts[k];
      counts[k] += more.counts[k];
    }
  }
  static Sums of_all_but(const std::vector<Sums>& blocks, std::optional<std::size_t> without) {
    Sums all(blocks.front().counts.size());
    for (std::size_t b = 0; b < blocks.size(); ++b)
      if (b != without) all.add(blocks[b]);
    return all;
  }
};

namespace {

/// Ordered pairs of an unordered one: between like atoms each is one of either.
double ordered(bool like) { return like ? 2.0 : 1.0; }

std::vector<double> running(const std::vector<double>& counts, double factor) {
  std::vector<double> n(counts.size());
  double sum = 0.0;
  for (std::size_t k = 0; k < n.size(); ++k) n[k] = factor * (sum += counts[k]);
  return n;
}

/// The curves of one pair, or of all atoms.
struct Curves {
  std::vector<double> g, n_ab, n_ba;
};

/// `curves_without(b)` are those of all blocks (no b) or without block b.
template <class F>
Partial partial_of(const RadialBins& bins, const Jackknife& jackknife, F&& curves_without) {
  Partial p;
  for (Index k = 0; k < bins.count; ++k) {
    p.r.push_back(bins.centre(k));
    p.r_upper.push_back(bins.upper(k));
  }
  const Curves all = curves_without(std::nullopt);
  p.g = all.g;
  p.n_ab = all.n_ab;
  p.n_ba = all.n_ba;
  p.jackknife = jackknife;
  for (std::size_t b = 0; b < jackknife.weight.size(); ++b) {
    const Curves curves = jackknife.weight[b] > 0.0 ? curves_without(b) : all;
    p.g_without.push_back(curves.g);
    p.n_ab_without.push_back(curves.n_ab);
    p.n_ba_without.push_back(curves.n_ba);
  }
  p.g_error = jackknife.errors(p.g, p.g_without);
  p.n_ab_error = jackknife.errors(p.n_ab, p.n_ab_without);
  p.n_ba_error = jackknife.errors(p.n_ba, p.n_ba_without);
  return p;
}

}  // namespace

void FrameCounts::require_frames(std::span<const double> weights) const {
  if (volumes_.empty()) throw Error("no frame was counted: there is nothing to average");
  if (!weights.empty() && weights.size() != volumes_.size())
    throw std::invalid_argument("there must be one weight for each frame");
}

/// Frames in a block, such that there are at most twice as many blocks as asked for: doubled as often as that takes.
Index FrameCounts::block_length() const {
  Index length = 1;
  while ((frames() + length - 1) / length > 2 * options_.blocks) length *= 2;
  return length;
}

std::vector<FrameCounts::Sums> FrameCounts::block_sums(std::span<const double> weights) const {
  require_frames(weights);
  const Index length = block_length();
  const double n = static_cast<double>(std::accumulate(atoms_.begin(), atoms_.end(), Index{0}));
  std::vector<Sums> blocks((volumes_.size() + static_cast<std::size_t>(length) - 1) / static_cast<std::size_t>(length),
                           Sums(width()));
  for (Index f = 0; f < frames(); ++f) {
    Sums& block = blocks[static_cast<std::size_t>(f / length)];
    const auto i = static_cast<std::size_t>(f);
    const double w = weights.empty() ? 1.0 : weights[i], volume = volumes_[i];
    block.weight += w;
    block.density += w * n / volume;
    const auto in_frame = counts(f);
    for (std::size_t k = 0; k < in_frame.size(); ++k) {
      const double wn = w * static_cast<double>(in_frame[k]);
      block.counts[k] += wn;
      block.volume_counts[k] += volume * wn;
    }
  }
  return blocks;
}

std::vector<double> FrameCounts::g_per_count() const {
  std::vector<double> factor(width(), 0.0);
  const auto bins = static_cast<std::size_t>(options_.bins.count);
  if (atoms_.empty()) return factor;
  for (std::size_t b = 0; b < species_.size(); ++b)
    for (std::size_t a = 0; a <= b; ++a) {
      const double number = static_cast<double>(atoms_[a]) * static_cast<double>(atoms_[b]);
      if (number == 0.0) continue;
      for (std::size_t k = 0; k < bins; ++k)
        factor[pair_index(a, b) * bins + k] = ordered(a == b) / (number * options_.bins.shell(static_cast<Index>(k)));
    }
  return factor;
}

namespace {

template <class Blocks>
Jackknife jackknife_of(const Blocks& blocks) {
  std::vector<double> lengths;
  for (const auto& block : blocks) lengths.push_back(block.weight);
  return Jackknife::of(lengths);
}

}  // namespace

WithErrors FrameCounts::g(std::span<const double> weights) const {
  const auto blocks = block_sums(weights);
  const auto factor = g_per_count();
  const auto curve = [&](std::optional<std::size_t> without) {
    const Sums sums = Sums::of_all_but(blocks, without);
    std::vector<double> y(factor.size());
    for (std::size_t k = 0; k < y.size(); ++k) y[k] = factor[k] * sums.volume_counts[k] / sums.weight;
    return y;
  };
  WithErrors result;
  result.value = curve({});
  result.jackknife = jackknife_of(blocks);
  for (std::size_t b = 0; b < result.jackknife.weight.size(); ++b)
    result.without.push_back(result.jackknife.weight[b] > 0.0 ? curve(b) : result.value);
  result.error = result.jackknife.errors(result.value, result.without);
  return result;
}

PairDistributions FrameCounts::distributions(std::span<const double> weights) const {
  const auto blocks = block_sums(weights);
  const Jackknife jackknife = jackknife_of(blocks);
  std::vector<Sums> without;  // the last: of all
  for (std::size_t b = 0; b <= blocks.size(); ++b) without.push_back(Sums::of_all_but(blocks, b));
  const auto sums_in = [&](std::optional<std::size_t> b) -> const Sums& { return without[b.value_or(blocks.size())]; };
  const auto bins = static_cast<std::size_t>(options_.bins.count);
  const auto slice = [&](const std::vector<double>& of, std::size_t pair) {
    const auto from = of.begin() + static_cast<std::ptrdiff_t>(pair * bins);
    return std::vector<double>(from, from + static_cast<std::ptrdiff_t>(bins));
  };
  const auto curves = [&](const std::vector<double>& volume_counts, const std::vector<double>& counts, double ways,
                          double number, double n_a, double n_b, double weight) {
    Curves c{volume_counts, running(counts, ways / (n_a * weight)), running(counts, ways / (n_b * weight))};
    for (std::size_t k = 0; k < bins; ++k)
      c.g[k] *= ways / (number * weight * options_.bins.shell(static_cast<Index>(k)));
    return c;
  };

  PairDistributions result;
  result.bins = options_.bins;
  result.frames = frames();
  result.number_density = without.back().density / without.back().weight;
  result.least_height = least_height_;
  double n = 0.0;
  for (std::size_t b = 0; b < species_.size(); ++b) {
    const double n_b = static_cast<double>(atoms_[b]);
    if (n_b == 0.0) continue;
    n += n_b;
    result.species.push_back(species_[b]);
    result.atoms.push_back(n_b);
    for (std::size_t a = 0; a <= b; ++a) {
      const double n_a = static_cast<double>(atoms_[a]);
      if (n_a == 0.0) continue;
      result.partials.push_back(
          partial_of(options_.bins, jackknife, [&, pair = pair_index(a, b)](std::optional<std::size_t> left_out) {
            const Sums& sums = sums_in(left_out);
            return curves(slice(sums.volume_counts, pair), slice(sums.counts, pair), ordered(a == b), n_a * n_b, n_a,
                          n_b, sums.weight);
          }));
      result.partials.back().a = species_[a];
      result.partials.back().b = species_[b];
    }
  }
  // The total's pairs are those of all species; its coordination is that of any atom by any.
  const auto of_all_pairs = [&](const std::vector<double>& of) {
    std::vector<double> sum(bins, 0.0);
    for (std::size_t k = 0; k < of.size(); ++k) sum[k % bins] += of[k];
    return sum;
  };
  result.total = partial_of(options_.bins, jackknife, [&](std::optional<std::size_t> left_out) {
    const Sums& sums = sums_in(left_out);
    return curves(of_all_pairs(sums.volume_counts), of_all_pairs(sums.counts), 2.0, n * n, n, n, sums.weight);
  });
  return result;
}

Estimate FrameCounts::mean(std::span<const double> values, std::span<const double> weights) const {
  require_frames(weights);
  if (values.size() != volumes_.size()) throw std::invalid_argument("there must be one value for each frame");
  struct Block {
    double weight = 0.0, sum = 0.0;
  };
  const auto length = static_cast<std::size_t>(block_length());
  std::vector<Block> blocks((values.size() + length - 1) / length);
  Block all;
  for (std::size_t f = 0; f < values.size(); ++f) {
    const double w = weights.empty() ? 1.0 : weights[f];
    for (Block* block : {&blocks[f / length], &all}) {
      block->weight += w;
      block->sum += w * values[f];
    }
  }
  Estimate result{all.sum / all.weight, {}};
  const Jackknife jackknife = jackknife_of(blocks);
  if (!jackknife.empty())
    result.error = jackknife.error(
        result.value, [&](std::size_t b) { return (all.sum - blocks[b].sum) / (all.weight - blocks[b].weight); });
  return result;
}

}  // namespace liquidus
