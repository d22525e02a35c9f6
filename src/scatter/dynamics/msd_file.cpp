#include "scatter/dynamics/msd_file.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/errors.hpp"
#include "core/threads.hpp"
#include "scatter/dynamics/block_correlator.hpp"
#include "scatter/dynamics/path_file.hpp"

namespace liquidus {
namespace {

/// 1 … 10, then some ten to a decade, below `length`.
std::vector<Index> spread_lags(Index length) {
  std::vector<Index> lags;
  for (Index lag = 1; lag < length; lag = std::max(lag + 1, static_cast<Index>(1.25 * static_cast<double>(lag))))
    lags.push_back(lag);
  return lags;
}

/// Frames from one to the next as the first two have it.
double spacing_of(PathFile& file) {
  EvenTimes times;
  struct Enough {};
  try {
    file.for_each([&](const PathView& frame) {
      times.add(frame.time);
      if (times.frames() == 2) throw Enough{};
    });
  } catch (const Enough&) {
  }
  return times.spacing();
}

/// Frames in a block, and the longest lag in frames.
std::pair<Index, Index> block_of(PathFile& file, const MsdOptions& options) {
  const Index block = std::max<Index>(1, (file.frames() + options.blocks - 1) / options.blocks);
  if (std::isnan(options.longest)) return {fast_length(block), block};
  const auto longest = static_cast<Index>(std::llround(options.longest / spacing_of(file)));
  if (longest < 1 || longest >= file.frames())
    refuse_measure("msd", "longest must be at least the time between two frames and less than that of all " +
                              std::to_string(file.frames()));
  return {fast_length(std::max(block, longest)), longest};
}

/// One pass over the file: the slice's atoms to the correlator, and what is known of the frames to `result`.
void read_slice(PathFile& file, bool drift, Index begin, Index end, BlockCorrelator& correlator, MsdSums& result) {
  const auto& atoms = file.atoms();
  PathTracker paths(drift ? std::vector<double>{} : atoms.mass());
  EvenTimes times;
  std::vector<Vec3> slice(static_cast<std::size_t>(end - begin));
  double volume = 0.0;
  correlator.begin_slice(begin, end);
  file.for_each([&](const PathView& frame) {
    times.add(frame.time);
    paths.advance(frame.cell, frame.r, frame.image);
    volume += frame.cell.volume();
    for (std::size_t k = 0; k < slice.size(); ++k)
      slice[k] = paths.path()[static_cast<std::size_t>(atoms.order()[static_cast<std::size_t>(begin) + k])];
    correlator.add(slice);
  });
  result.squares.spacing = times.spacing();
  result.volume = volume / static_cast<double>(times.frames());
  result.longest_step = paths.longest_step();
}

}  // namespace

MsdSums exact_msd(const Trajectory& trajectory, const MsdOptions& options, const Communicator& ranks) {
  check(options);
  PathFile file(trajectory);
  MsdSums result;
  result.species = file.atoms().species();
  result.atoms = file.atoms().counts();
  result.drift_removed = !options.drift;
  result.how = "all time origins";
  const auto [block, longest] = block_of(file, options);
  BlockCorrelator correlator(block, file.atoms().ends(), spread_lags(std::min(block, longest + 1)), ranks);

  const auto [first, last] = range_of(file.atoms().size(), ranks.rank(), ranks.size());
  const Index share = (file.atoms().size() + ranks.size() - 1) / ranks.size();
  const double bytes = static_cast<double>(options.memory) * 1048576.0;
  const auto slices = static_cast<int>(std::ceil(BlockCorrelator::bytes(block, share) / bytes));
  for (int slice = 0; slice < std::min<int>(slices, static_cast<int>(share)); ++slice) {
    const auto [from, to] = range_of(last - first, slice, std::min<int>(slices, static_cast<int>(share)));
    read_slice(file, options.drift, first + from, first + to, correlator, result);
  }
  const double spacing = result.squares.spacing;
  result.squares = correlator.displacements(spacing, longest);
  result.moments = correlator.moments(spacing);
  result.temperature = std::numeric_limits<double>::quiet_NaN();
  if (!std::isnan(options.viscosity) && std::isnan(options.temperature)) result.temperature = file.temperature();
  return result;
}

Findings measure_msd(const Trajectory& trajectory, const MsdOptions& options, const Communicator& ranks) {
  return msd_findings(exact_msd(trajectory, options, ranks), options);
}

}  // namespace liquidus
