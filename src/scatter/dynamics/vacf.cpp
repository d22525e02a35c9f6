#include "scatter/dynamics/vacf.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/errors.hpp"
#include "core/threads.hpp"

namespace liquidus {
namespace {

[[noreturn]] void refuse(const std::string& what) { refuse_measure("vacf", what); }

const VacfOptions& checked(const VacfOptions& options) {
  check(options);
  return options;
}

}  // namespace

void check(const VacfOptions& options) {
  check_keys("vacf", options, 2);
  if (options.memory < 1) refuse("memory must be at least 1 MiB");
  if (!(options.longest > 0.0 && std::isfinite(options.longest))) refuse("longest must be positive");
  if (!std::isnan(options.cutoff) && !(options.cutoff > 0.0 && options.cutoff <= options.longest))
    refuse("cutoff must be positive and at most longest");
  if (options.window != "hann" && options.window != "gauss" && options.window != "none")
    refuse("window must be hann, gauss or none");
}

Vacf::Vacf(const VacfOptions& options, const Communicator& ranks)
    : options_(checked(options)), ranks_(&ranks), blocks_(options.blocks) {}

Index Vacf::lags() const { return std::max<Index>(1, std::llround(options_.longest / times_.spacing())); }

void Vacf::make_correlator() {
  const Index length = fast_length(lags());
  const double bytes = BlockCorrelator::bytes(length, (atoms_.size() + ranks_->size() - 1) / ranks_->size());
  if (bytes > static_cast<double>(options_.memory) * 1048576.0)
    refuse(
        fmt::format("a block of {} frames of {} atoms takes {:.0f} MiB, and memory is {} MiB: choose a longer "
                    "interval or a shorter longest lag, or raise memory",
                    length, atoms_.size(), bytes / 1048576.0, options_.memory));
  correlator_.emplace(length, atoms_.ends(), std::vector<Index>{}, *ranks_);
  const auto [begin, end] = range_of(atoms_.size(), ranks_->rank(), ranks_->size());
  correlator_->begin_slice(begin, end);
}

void Vacf::observe(const Snapshot& now) {
  if (now.atoms.v.size() != now.atoms.r.size())
    throw InputError("the frame has no velocities, which their autocorrelation needs: write them to the trajectory");
  atoms_.look_at(now.atoms);
  Vec3 momentum{};
  for (std::size_t i = 0; i < now.atoms.v.size(); ++i) {
    if (!std::isfinite(norm2(now.atoms.v[i])))
      throw SimulationError("atom " + std::to_string(i) + " has a velocity that is not a finite number");
    momentum += atoms_.mass()[i] * now.atoms.v[i];
  }
  const Vec3 drift = options_.drift ? Vec3{} : momentum / atoms_.total_mass();
  sorted_.clear();
  for (const Index i : atoms_.order()) sorted_.push_back(now.atoms.v[static_cast<std::size_t>(i)] - drift);
  times_.add(now.time);
  if (frames() == 1) {
    first_ = sorted_;
    return;
  }
  if (frames() == 2) {
    make_correlator();
    add(first_);
    first_.clear();
  }
  add(sorted_);
}

void Vacf::add(std::span<const Vec3> sorted) {
  const auto [begin, end] = range_of(atoms_.size(), ranks_->rank(), ranks_->size());
  correlator_->add(sorted.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)));
  for (const auto& block : correlator_->take_correlations(lags())) {
    auto numbers = block.origins;
    numbers.insert(numbers.end(), block.sums.begin(), block.sums.end());
    blocks_.add(numbers);
  }
}

VacfSums Vacf::sums() const {
  if (!correlator_) throw Error("fewer than two frames were shown to the velocity autocorrelation");
  VacfSums result{atoms_.species(), atoms_.counts(), atoms_.mean_mass(),
                  correlator_->correlations(times_.spacing(), lags())};
  BlockCurves& curves = result.curves;
  if (blocks_.blocks() == 0) return result;
  // complete blocks stand before those that the correlator still holds
  const auto open = std::move(curves.blocks);
  const auto open_lags = curves.size();
  const auto count = static_cast<std::size_t>(lags()) + 1;
  curves.lags.clear();
  curves.blocks.clear();
  for (std::size_t k = 0; k < count; ++k) curves.lags.push_back(static_cast<Index>(k));
  for (std::size_t b = 0; b < blocks_.blocks(); ++b) {
    const auto numbers = blocks_.sum_of(b);
    const auto middle = numbers.begin() + static_cast<std::ptrdiff_t>(count);
    curves.blocks.push_back(
        {blocks_.frames_in(b) * correlator_->length(), {numbers.begin(), middle}, {middle, numbers.end()}});
  }
  for (const auto& block : open) {
    BlockCurves::Block whole{block.frames, std::vector<double>(count), std::vector<double>(count * curves.curves)};
    for (std::size_t k = 0; k < open_lags; ++k) {
      whole.origins[k] = block.origins[k];
      for (std::size_t c = 0; c < curves.curves; ++c) whole.sums[c * count + k] = block.sums[c * open_lags + k];
    }
    curves.blocks.push_back(std::move(whole));
  }
  curves = curves.joined(curves.frames() / (2 * options_.blocks));
  return result;
}

Findings Vacf::findings() const { return vacf_findings(sums(), options_); }

std::vector<double> Vacf::state() const {
  StateWriter state;
  atoms_.save(state);
  times_.save(state);
  state.put(blocks_.state());
  state.put(first_);
  if (correlator_) correlator_->save(state);
  return state.take();
}

void Vacf::restore(const std::vector<double>& state) {
  StateReader from(state);
  Vacf saved(options_, *ranks_);
  saved.atoms_.restore(from);
  saved.times_.restore(from);
  saved.blocks_.restore(from.numbers());
  saved.first_ = from.vectors();
  if (saved.frames() > 1) {
    saved.make_correlator();
    saved.correlator_->restore(from);
  }
  from.end();
  *this = std::move(saved);
}

}  // namespace liquidus
