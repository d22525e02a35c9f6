#pragma once
#include <Eigen/Dense>
#include <algorithm>
#include <vector>

#include "correct/frames/reweighting.hpp"

namespace liquidus {

/// One row per frame or datum: sums over rows walk through memory.
using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

inline Eigen::Map<const Eigen::VectorXd> as_vector(const std::vector<double>& x) {
  return {x.data(), static_cast<Eigen::Index>(x.size())};
}

/// [frames] Σ = 1; all the same without a reweighting.
inline Eigen::VectorXd frame_weights(const FrameCounts& frames, const Reweighting* reweighting) {
  if (reweighting) return as_vector(reweighting->weights);
  return Eigen::VectorXd::Constant(frames.frames(), 1.0 / static_cast<double>(frames.frames()));
}

/// Calls f(begin, counts [some frames × pairs · bins]) for the frames from … to − 1, few enough at a time to stay in
/// cache and enough for fast products of matrices.
template <class F>
void for_frames(const FrameCounts& frames, Index from, Index to, F&& f) {
  constexpr Index at_once = 256;
  for (Index begin = from; begin < to; begin += at_once) {
    const Index end = std::min(to, begin + at_once);
    RowMatrix n(end - begin, static_cast<Eigen::Index>(frames.width()));
    for (Index k = begin; k < end; ++k) {
      const auto in_frame = frames.counts(k);
      std::copy(in_frame.begin(), in_frame.end(), n.row(k - begin).data());
    }
    f(begin, n);
  }
}
template <class F>
void for_frames(const FrameCounts& frames, F&& f) {
  for_frames(frames, 0, frames.frames(), std::forward<F>(f));
}

}  // namespace liquidus
