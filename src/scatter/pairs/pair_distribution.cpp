#include "scatter/pairs/pair_distribution.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "core/errors.hpp"

namespace liquidus {
namespace {

void add_to(std::vector<double>& into, const std::vector<double>& other) {
  into.resize(std::max(into.size(), other.size()), 0.0);
  for (std::size_t k = 0; k < other.size(); ++k) into[k] += other[k];
}

/// Ordered pairs of an unordered one: between like atoms each is one of either.
double ordered(bool like) { return like ? 2.0 : 1.0; }

std::vector<double> running(const std::vector<double>& counts, double factor) {
  std::vector<double> n(counts.size());
  double sum = 0.0;
  for (std::size_t k = 0; k < n.size(); ++k) n[k] = factor * (sum += counts[k]);
  return n;
}

const PairDistributionOptions& checked(const PairDistributionOptions& options) {
  if (!(options.width > 0.0) || !(options.cutoff >= options.width) || !std::isfinite(options.cutoff))
    throw std::invalid_argument("a pair distribution needs a positive width and a cutoff of at least one width");
  if (options.cutoff / options.width > 1e7)
    throw std::invalid_argument("a pair distribution has at most 1e7 bins: choose a larger width or a shorter cutoff");
  if (options.interval < 1 || options.blocks < 1)
    throw std::invalid_argument("the interval and the number of blocks of a pair distribution are at least 1");
  if (!std::isnan(options.volume) && !(options.volume > 0.0 && std::isfinite(options.volume)))
    throw std::invalid_argument("the volume of a pair distribution must be positive");
  return options;
}

std::string open_directions(const Cell& cell) {
  std::string open;
  for (std::size_t k = 0; k < 3; ++k)
    if (!cell.periodic()[k]) open += (open.empty() ? "" : ", ") + std::string(1, "abc"[k]);
  return open;
}

}  // namespace

PairDistribution::PairDistribution(const PairDistributionOptions& options, const Communicator& ranks)
    : options_(checked(options)), ranks_(&ranks), bins_(RadialBins::up_to(options.cutoff, options.width)) {}

/// The kind of each atom: its place in species_, to which names that are new are added.
void PairDistribution::sort_kinds(const Structure& atoms) {
  const auto counts = atoms.counts();
  std::vector<int> kind_of(atoms.species.size(), 0);
  for (std::size_t s = 0; s < counts.size(); ++s) {
    if (counts[s] == 0) continue;
    const auto found = std::find(species_.begin(), species_.end(), atoms.species[s].name);
    kind_of[s] = static_cast<int>(found - species_.begin());
    if (found == species_.end()) species_.push_back(atoms.species[s].name);
  }
  const int kinds = static_cast<int>(species_.size());
  if (!counter_ || counter_->kinds() != kinds) counter_.emplace(bins_, kinds);
  kinds_.resize(atoms.type.size());
  for (std::size_t i = 0; i < kinds_.size(); ++i) kinds_[i] = kind_of[static_cast<std::size_t>(atoms.type[i])];
  number_.assign(species_.size(), 0.0);
  for (std::size_t s = 0; s < counts.size(); ++s)
    number_[static_cast<std::size_t>(kind_of[s])] += static_cast<double>(counts[s]);
}

void PairDistribution::add(const Structure& atoms) {
  if (atoms.size() == 0) throw InputError("a frame without atoms has no pair distribution");
  const bool closed = atoms.cell.fully_periodic();
  if (!closed && std::isnan(options_.volume))
    throw InputError("the cell isn't periodic along " + open_directions(atoms.cell) +
                     ", so its volume says nothing about the density: give the volume of the sample");
  const double volume = closed ? atoms.cell.volume() : options_.volume;
  const Vec3& heights = atoms.cell.heights();
  const double height = closed ? std::min({heights[0], heights[1], heights[2]}) : 0.0;
  least_height_ = blocks_.empty() ? height : std::min(least_height_, height);
  sort_kinds(atoms);
  counter_->clear();
  counter_->count(atoms.cell, atoms.r, kinds_, ranks_->rank(), ranks_->size());
  counter_->sum_over(*ranks_);

  Block& block = open_block();
  const double n = static_cast<double>(atoms.size());
  block.frames += 1.0;
  block.density += n / volume;
  add_to(block.atoms, number_);
  block.pairs.resize(PairCounter::pair(0, static_cast<int>(species_.size())));
  block.total.frames += 1.0;
  for (int b = 0; b < counter_->kinds(); ++b)
    for (int a = 0; a <= b; ++a) {
      const double number = number_[static_cast<std::size_t>(a)] * number_[static_cast<std::size_t>(b)];
      if (number == 0.0) continue;
      const auto counts = counter_->counts(a, b);
      Sum& sum = block.pairs[PairCounter::pair(a, b)];
      sum.frames += 1.0;
      sum.add(counts, volume / number);
      block.total.add(counts, 2.0 * volume / (n * n));  // every pair is an ordered one twice
    }
}

void PairDistribution::Sum::add(std::span<const std::uint64_t> n, double weight) {
  weighted.resize(n.size());
  counts.resize(n.size());
  for (std::size_t k = 0; k < n.size(); ++k) {
    counts[k] += static_cast<double>(n[k]);
    weighted[k] += weight * static_cast<double>(n[k]);
  }
}

/// The block that takes the next frame. When twice the blocks asked for are full, neighbours are joined, so that any
/// number of frames ends up in between once and twice as many blocks as asked for.
PairDistribution::Block& PairDistribution::open_block() {
  if (!blocks_.empty() && blocks_.back().frames < block_length_) return blocks_.back();
  if (static_cast<Index>(blocks_.size()) == 2 * options_.blocks) {
    for (std::size_t b = 0; b < blocks_.size() / 2; ++b) {
      Block joined = std::move(blocks_[2 * b]);
      merge(joined, blocks_[2 * b + 1]);
      blocks_[b] = std::move(joined);
    }
    blocks_.resize(blocks_.size() / 2);
    block_length_ *= 2.0;
  }
  return blocks_.emplace_back();
}

void PairDistribution::merge(Block& into, const Block& other) {
  const auto join = [](Sum& sum, const Sum& more) {
    sum.frames += more.frames;
    add_to(sum.weighted, more.weighted);
    add_to(sum.counts, more.counts);
  };
  into.frames += other.frames;
  into.density += other.density;
  add_to(into.atoms, other.atoms);
  into.pairs.resize(std::max(into.pairs.size(), other.pairs.size()));
  for (std::size_t p = 0; p < other.pairs.size(); ++p) join(into.pairs[p], other.pairs[p]);
  join(into.total, other.total);
}

PairDistribution::Block PairDistribution::sum_of_blocks(std::optional<std::size_t> without) const {
  Block all;
  for (std::size_t b = 0; b < blocks_.size(); ++b)
    if (b != without) merge(all, blocks_[b]);
  all.atoms.resize(species_.size(), 0.0);
  all.pairs.resize(species_.size() * (species_.size() + 1) / 2);
  return all;
}

Index PairDistribution::frames() const {
  double n = 0.0;
  for (const auto& block : blocks_) n += block.frames;
  return static_cast<Index>(n);
}

/// g and n from sums over frames.
void PairDistribution::evaluate(const Sum& sum, double atoms_a, double atoms_b, bool like, Curves& curves) const {
  curves.g.resize(static_cast<std::size_t>(bins_.count));
  for (Index k = 0; k < bins_.count; ++k) {
    const auto i = static_cast<std::size_t>(k);
    curves.g[i] = ordered(like) * sum.weighted[i] / (sum.frames * bins_.shell(k));
  }
  curves.n_ab = running(sum.counts, ordered(like) / atoms_a);
  curves.n_ba = running(sum.counts, ordered(like) / atoms_b);
}

/// `sum_in` and `atoms_in` pick this pair's numbers out of a block.
template <class SumIn, class AtomsIn>
Partial PairDistribution::partial(bool like, SumIn sum_in, AtomsIn atoms_in, const Block& all,
                                  const std::vector<Block>& without) const {
  Partial p;
  for (Index k = 0; k < bins_.count; ++k) {
    p.r.push_back(bins_.centre(k));
    p.r_upper.push_back(bins_.upper(k));
  }
  Curves curves;
  const auto [a, b] = atoms_in(all);
  evaluate(sum_in(all), a, b, like, curves);
  p.g = curves.g;
  p.n_ab = curves.n_ab;
  p.n_ba = curves.n_ba;
  std::vector<double> lengths;
  for (const auto& block : blocks_) lengths.push_back(sum_in(block).frames);
  p.jackknife = Jackknife::of(lengths);
  if (p.jackknife.empty()) return p;
  for (std::size_t block = 0; block < without.size(); ++block) {
    if (p.jackknife.weight[block] > 0.0) {
      const auto [less_a, less_b] = atoms_in(without[block]);
      evaluate(sum_in(without[block]), less_a, less_b, like, curves);
    } else {
      curves = {p.g, p.n_ab, p.n_ba};
    }
    p.g_without.push_back(curves.g);
    p.n_ab_without.push_back(curves.n_ab);
    p.n_ba_without.push_back(curves.n_ba);
  }
  p.g_error = p.jackknife.errors(p.g, p.g_without);
  p.n_ab_error = p.jackknife.errors(p.n_ab, p.n_ab_without);
  p.n_ba_error = p.jackknife.errors(p.n_ba, p.n_ba_without);
  return p;
}

PairDistributions PairDistribution::result() const {
  if (blocks_.empty()) throw Error("no frame was shown to the pair distribution: it has nothing to average");
  const Block all = sum_of_blocks();
  std::vector<Block> without;
  for (std::size_t b = 0; b < blocks_.size(); ++b) without.push_back(sum_of_blocks(b));

  PairDistributions result;
  result.bins = bins_;
  result.frames = frames();
  result.number_density = all.density / all.frames;
  result.least_height = least_height_;
  result.species = species_;
  for (const double n : all.atoms) result.atoms.push_back(n / all.frames);
  static const Sum none;
  for (std::size_t b = 0; b < species_.size(); ++b)
    for (std::size_t a = 0; a <= b; ++a) {
      const auto place = PairCounter::pair(static_cast<int>(a), static_cast<int>(b));
      if (all.pairs[place].frames == 0.0) continue;
      const auto sum_in = [&](const Block& block) -> const Sum& {
        return place < block.pairs.size() ? block.pairs[place] : none;
      };
      const auto atoms_in = [&](const Block& block) { return std::pair(block.atoms[a], block.atoms[b]); };
      result.partials.push_back(partial(a == b, sum_in, atoms_in, all, without));
      result.partials.back().a = species_[a];
      result.partials.back().b = species_[b];
    }
  result.total = total(all, without);
  return result;
}

/// The weights of the total are for ordered pairs already; its coordination is that of any atom by any.
Partial PairDistribution::total(const Block& all, const std::vector<Block>& without) const {
  const auto atoms_in = [](const Block& block) {
    double n = 0.0;
    for (const double k : block.atoms) n += k;
    return std::pair(0.5 * n, 0.5 * n);
  };
  return partial(
      false, [](const Block& block) -> const Sum& { return block.total; }, atoms_in, all, without);
}

Partial PairDistributions::pair(std::string_view name) const {
  std::vector<std::string> known{total.name()};
  if (name == total.name()) return total;
  for (const auto& p : partials) {
    if (name == p.name()) return p;
    known.push_back(p.name());
    if (name != p.b + "-" + p.a) continue;
    Partial turned = p;
    std::swap(turned.a, turned.b);
    std::swap(turned.n_ab, turned.n_ba);
    std::swap(turned.n_ab_error, turned.n_ba_error);
    std::swap(turned.n_ab_without, turned.n_ba_without);
    return turned;
  }
  throw InputError("there is no pair '" + std::string(name) + "'" + suggestion(name, known));
}

}  // namespace liquidus
