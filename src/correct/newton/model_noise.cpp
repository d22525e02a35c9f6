#include "correct/newton/model_noise.hpp"

#include <cmath>

#include "core/errors.hpp"
#include "correct/newton/frame_rows.hpp"

namespace liquidus {
namespace {

/// √ of the variance of means by blocks over that of single frames, for entries begin … begin + size − 1 together.
double inefficiency(const Eigen::VectorXd& by_blocks, const Eigen::MatrixXd& of_frames, Eigen::Index begin,
                    Eigen::Index size) {
  const double frames = of_frames.diagonal().segment(begin, size).sum();
  return frames > 0.0 ? std::sqrt(by_blocks.segment(begin, size).sum() / frames) : 0.0;
}

}  // namespace

Eigen::MatrixXd simulation_covariance(const FrameCounts& frames, const WithErrors& g, const Estimate& pressure,
                                      const Reweighting* reweighting) {
  if (frames.frames() < 2) throw Error("errors of a simulation are seen from two frames on");
  const Eigen::VectorXd w = frame_weights(frames, reweighting);
  const auto pressures = reweighting ? reweighting->pressures(frames) : frames.pressures();
  const bool with_pressure = std::isfinite(pressure.value) && pressure.error;
  const auto volumes = as_vector(frames.volumes());
  const auto per_count = frames.g_per_count();
  const auto width = static_cast<Eigen::Index>(frames.width());
  const Eigen::RowVectorXd mean = as_vector(g.value).transpose();

  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(width + 1, width + 1);
  for_frames(frames, [&](Index begin, const RowMatrix& n) {
    RowMatrix x(n.rows(), width + 1);
    x.leftCols(width) = (volumes.segment(begin, n.rows()).asDiagonal() * n * as_vector(per_count).asDiagonal());
    x.leftCols(width).rowwise() -= mean;
    for (Eigen::Index f = 0; f < n.rows(); ++f)
      x(f, width) = with_pressure ? pressures[static_cast<std::size_t>(begin + f)] - pressure.value : 0.0;
    // A weighted mean of independent frames has the variance Σ w² x².
    x = w.segment(begin, n.rows()).asDiagonal() * x;
    covariance.selfadjointView<Eigen::Lower>().rankUpdate(x.transpose());
  });
  covariance.triangularView<Eigen::StrictlyUpper>() = covariance.transpose();

  Eigen::VectorXd by_blocks = Eigen::VectorXd::Zero(width + 1);
  if (!g.error.empty()) by_blocks.head(width) = as_vector(g.error).cwiseAbs2();
  if (with_pressure) by_blocks(width) = *pressure.error * *pressure.error;
  Eigen::VectorXd factor(width + 1);
  const Index bins = frames.bins().count;
  for (Eigen::Index p = 0; p < width / bins; ++p)
    factor.segment(p * bins, bins).setConstant(inefficiency(by_blocks, covariance, p * bins, bins));
  factor(width) = inefficiency(by_blocks, covariance, width, 1);
  return factor.asDiagonal() * covariance * factor.asDiagonal();
}

}  // namespace liquidus
