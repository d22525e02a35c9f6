#include "scatter/dynamics/msd.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/errors.hpp"
#include "core/threads.hpp"

namespace liquidus {
namespace {

constexpr std::size_t heads = 3;  // volume, temperature, frames with a temperature

const MsdOptions& checked(const MsdOptions& options) {
  check(options);
  return options;
}

/// Lags of a level in its own frames: first … window.
Index first_lag(std::size_t level) { return level == 0 ? 1 : Msd::window / Msd::ratio + 1; }

Index distance(std::size_t level) {
  Index frames = 1;
  for (; level > 0; --level) frames *= Msd::ratio;
  return frames;
}

}  // namespace

Msd::Msd(const MsdOptions& options, const Communicator& ranks)
    : options_(checked(options)), ranks_(&ranks), sums_(options.blocks) {}

std::size_t Msd::lags_of(std::size_t level) const { return static_cast<std::size_t>(window - first_lag(level) + 1); }

/// Whether a level has lags that aren't too long.
bool Msd::wanted(std::size_t level) const {
  return std::isnan(options_.longest) || level == 0 ||
         static_cast<double>(first_lag(level) * distance(level)) * times_.spacing() <= options_.longest * (1.0 + 1e-9);
}

void Msd::observe(const Snapshot& now) {
  if (!atoms_.known()) {
    atoms_.look_at(now.atoms);
    if (!options_.drift) paths_ = PathTracker(atoms_.mass());
  } else {
    atoms_.look_at(now.atoms);
  }
  times_.add(now.time);
  paths_.advance(now.atoms.cell, now.atoms.r, now.atoms.image);
  sorted_.resize(paths_.path().size());
  for (std::size_t k = 0; k < sorted_.size(); ++k)
    sorted_[k] = paths_.path()[static_cast<std::size_t>(atoms_.order()[k])];

  const Index frame = frames() - 1;
  const auto next = levels_.size();
  if (frame == 0) levels_.emplace_back();
  if (frame > 0 && frame == distance(next) && wanted(next)) {
    // the first frame, where all paths begin, is in every level
    levels_.push_back({1, std::vector<Vec3>(sorted_.size())});
  }
  std::vector<double> contribution(heads);
  for (std::size_t level = 0; level < levels_.size(); ++level) {
    contribution.resize(contribution.size() + numbers_of(level), 0.0);
    if (frame % distance(level) == 0) sum_level(level, contribution.data() + contribution.size() - numbers_of(level));
  }
  ranks_->sum(std::span<double>(contribution));
  contribution[0] = now.atoms.cell.volume();
  contribution[1] = std::isnan(now.temperature) ? 0.0 : now.temperature;
  contribution[2] = std::isnan(now.temperature) ? 0.0 : 1.0;
  for (std::size_t level = 0, at = heads; level < levels_.size(); at += numbers_of(level), ++level)
    for (std::size_t k = 0; k < lags_of(level); ++k)  // one origin, however many ranks have counted it
      contribution[at + k] = std::min(contribution[at + k], 1.0);
  sums_.add(contribution);
  feed_levels();
}

/// Puts the newest frame into the levels that take it.
void Msd::feed_levels() {
  const auto n = sorted_.size();
  for (std::size_t l = 0; l < levels_.size(); ++l) {
    if ((frames() - 1) % distance(l) != 0) continue;
    Level& level = levels_[l];
    const auto slot = static_cast<std::size_t>(level.count % window);
    level.window.resize(std::max(level.window.size(), (slot + 1) * n));
    std::copy(sorted_.begin(), sorted_.end(), level.window.begin() + static_cast<std::ptrdiff_t>(slot * n));
    ++level.count;
  }
}

/// into[lags] the origins, then [lags][species] and [lags][species] means over atoms of |Δ|² and |Δ|⁴, this rank's
/// share.
void Msd::sum_level(std::size_t l, double* into) const {
  const Level& level = levels_[l];
  const auto lags = lags_of(l), species = atoms_.ends().size(), n = sorted_.size();
  const auto [first, last] = range_of(atoms_.size(), ranks_->rank(), ranks_->size());
  const std::size_t width = 2 * species;
  std::vector<double> parts(static_cast<std::size_t>(threads()) * lags * width, 0.0);
  const Index mine_begin = first;
  parallel_ranges(last - first, Nanoseconds{2.0 * static_cast<double>(lags)}, [&](Index begin, Index end, int thread) {
    for (std::size_t k = 0; k < lags; ++k) {
      const Index lag = first_lag(l) + static_cast<Index>(k);
      if (lag > level.count) break;
      const auto slot = static_cast<std::size_t>((level.count - lag) % window);
      add_lag(level.window.data() + slot * n, mine_begin + begin, mine_begin + end,
              parts.data() + (static_cast<std::size_t>(thread) * lags + k) * width);
    }
  });
  const auto counts = atoms_.counts();
  for (std::size_t k = 0; k < lags; ++k) {
    if (first_lag(l) + static_cast<Index>(k) > level.count) break;
    into[k] = 1.0;
    for (std::size_t thread = 0; thread < static_cast<std::size_t>(threads()); ++thread)
      for (std::size_t s = 0; s < species; ++s)
        for (std::size_t moment = 0; moment < 2; ++moment)
          into[lags * (1 + moment * species) + k * species + s] +=
              parts[(thread * lags + k) * width + 2 * s + moment] / counts[s];
  }
}

/// into[species][2] += Σ |Δ|², Σ |Δ|⁴ of the sorted atoms begin … end − 1.
void Msd::add_lag(const Vec3* before, Index begin, Index end, double* into) const {
  Index i = begin;
  for (std::size_t s = 0; s < atoms_.ends().size(); ++s) {
    double second = 0.0, fourth = 0.0;
    for (const Index stop = std::min(end, atoms_.ends()[s]); i < stop; ++i) {
      const double square = norm2(sorted_[static_cast<std::size_t>(i)] - before[i]);
      second += square;
      fourth += square * square;
    }
    into[2 * s] += second;
    into[2 * s + 1] += fourth;
  }
}

/// Curves: |Δ|² of each species, then |Δ|⁴ of each.
BlockCurves Msd::curves() const {
  const auto species = atoms_.ends().size();
  BlockCurves result{times_.spacing(), {}, 2 * species, {}};
  const auto all = sums_.sum();
  std::vector<std::pair<std::size_t, std::size_t>> place;  // [lags] where a level begins, and the lag's number in it
  std::vector<std::size_t> level_lags;
  for (std::size_t l = 0, at = heads; l < levels_.size() && at < all.size(); at += numbers_of(l), ++l)
    for (std::size_t k = 0; k < lags_of(l); ++k) {
      const Index lag = (first_lag(l) + static_cast<Index>(k)) * distance(l);
      const bool too_long = static_cast<double>(lag) * times_.spacing() > options_.longest * (1.0 + 1e-9);
      if (all[at + k] == 0.0 || too_long) continue;
      result.lags.push_back(lag);
      place.push_back({at, k});
      level_lags.push_back(lags_of(l));
    }
  for (std::size_t b = 0; b < sums_.blocks(); ++b) {
    const auto sums = sums_.sum_of(b);
    BlockCurves::Block block{sums_.frames_in(b), {}, {}};
    for (const auto& [at, k] : place) block.origins.push_back(sums[at + k]);
    for (std::size_t c = 0; c < 2 * species; ++c)
      for (std::size_t i = 0; i < place.size(); ++i) {
        const auto [at, k] = place[i];
        block.sums.push_back(sums[at + level_lags[i] * (1 + c / species * species) + k * species + c % species]);
      }
    result.blocks.push_back(std::move(block));
  }
  return result;
}

MsdSums Msd::sums() const {
  if (frames() == 0) throw Error("no frame was shown to the mean square displacement: it has nothing to average");
  MsdSums result;
  result.species = atoms_.species();
  result.atoms = atoms_.counts();
  result.squares = result.moments = curves();
  const auto all = sums_.sum();
  result.volume = all[0] / static_cast<double>(frames());
  result.temperature = all[2] > 0.0 ? all[1] / all[2] : std::numeric_limits<double>::quiet_NaN();
  result.longest_step = paths_.longest_step();
  result.drift_removed = !options_.drift;
  result.how = "all origins at lags up to 32 frames, every fourth at lags up to 128, and so on";
  return result;
}

std::vector<double> Msd::state() const {
  StateWriter state;
  state.put(sums_.state());
  atoms_.save(state);
  paths_.save(state);
  times_.save(state);
  state.put(static_cast<double>(levels_.size()));
  for (const auto& level : levels_) {
    state.put(static_cast<double>(level.count));
    state.put(level.window);
  }
  return state.take();
}

void Msd::restore(const std::vector<double>& state) {
  StateReader from(state);
  Msd saved(options_, *ranks_);
  saved.sums_.restore(from.numbers());
  saved.atoms_.restore(from);
  if (!options_.drift) saved.paths_ = PathTracker(saved.atoms_.mass());
  saved.paths_.restore(from);
  saved.times_.restore(from);
  for (Index n = from.whole(); n > 0; --n) {
    const Index count = from.whole();
    saved.levels_.push_back({count, from.vectors()});
    const auto expected = std::min(count, window) * saved.atoms_.size();
    if (static_cast<Index>(saved.levels_.back().window.size()) != expected) StateReader::refuse("it is damaged");
  }
  from.end();
  *this = std::move(saved);
}

}  // namespace liquidus
