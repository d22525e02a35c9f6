#include "correct/newton/response.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "correct/knot_matrix.hpp"
#include "correct/newton/frame_rows.hpp"

namespace liquidus {
namespace {

/// Eight leave an eighth of the products unused, and memory for as many matrices.
constexpr Index most_parts = 8;

/// Counts of frames as energies and virials at knots.
class Energies {
 public:
  Energies(const FrameCounts& frames, const KnotGrid& knots)
      : pairs_(static_cast<Index>(frames.pairs())), bins_(frames.bins().count), knots_(knots.count) {
    std::vector<double> r;
    for (Index k = 0; k < bins_; ++k) r.push_back(frames.bins().centre(k));
    values_ = knot_values(knots, r);
    virials_ = as_vector(r).asDiagonal() * knot_slopes(knots, r);
  }

  /// [pairs · knots] of counts [f × pairs · bins].
  RowMatrix energies(const RowMatrix& counts) const { return of_pairs(counts, values_); }
  RowMatrix virials(const RowMatrix& counts) const { return of_pairs(counts, virials_); }

 private:
  RowMatrix of_pairs(const RowMatrix& counts, const Eigen::MatrixXd& matrix) const {
    RowMatrix sums(counts.rows(), pairs_ * knots_);
    for (Index p = 0; p < pairs_; ++p)
      sums.middleCols(p * knots_, knots_).noalias() = counts.middleCols(p * bins_, bins_) * matrix;
    return sums;
  }

  Index pairs_, bins_, knots_;
  Eigen::MatrixXd values_, virials_;  // [bins × knots] B and r B'
};

}  // namespace

Response response(const FrameCounts& frames, const KnotGrid& knots, double temperature,
                  const Reweighting* reweighting) {
  if (frames.frames() < 2) throw Error("how g(r) answers to a change of energy is seen from two frames on");
  if (frames.bins().end() < knots.cutoff() - 1e-9)
    throw InputError(
        fmt::format("pairs are counted out to {:.4g} Å, but the correction reaches to {:.4g} Å: count them as far",
                    frames.bins().end(), knots.cutoff()));
  const Energies sums(frames, knots);
  const Eigen::VectorXd w = frame_weights(frames, reweighting);
  const auto pressures = reweighting ? reweighting->pressures(frames) : frames.pressures();
  const bool with_pressure = std::all_of(pressures.begin(), pressures.end(), [](double p) { return std::isfinite(p); });
  const auto volumes = as_vector(frames.volumes());

  // Means first: covariances are then sums of products of differences, which lose no digits.
  const auto width = static_cast<Eigen::Index>(frames.width());
  Eigen::RowVectorXd mean_n = Eigen::RowVectorXd::Zero(width), mean_vn = mean_n;
  for_frames(frames, [&](Index begin, const RowMatrix& n) {
    const Index size = n.rows();
    mean_n += w.segment(begin, size).transpose() * n;
    mean_vn += w.segment(begin, size).cwiseProduct(volumes.segment(begin, size)).transpose() * n;
  });
  const Eigen::RowVectorXd mean_e = sums.energies(mean_n);
  const double mean_p = w.dot(as_vector(pressures));

  const double beta = 1.0 / (units::kB * temperature);
  Response result{Eigen::MatrixXd::Zero(width, mean_e.size()), {}};
  if (with_pressure) result.pressure.setZero(mean_e.size());
  const Index parts = std::min<Index>(most_parts, frames.frames() / 2);
  for (Index k = 0; k < parts; ++k) {
    const Index from = k * frames.frames() / parts, to = (k + 1) * frames.frames() / parts;
    Response::Part part{Eigen::MatrixXd::Zero(width, mean_e.size()), {}, w.segment(from, to - from).sum()};
    if (with_pressure) part.pressure.setZero(mean_e.size());
    for_frames(frames, from, to, [&](Index begin, RowMatrix& n) {
      const Index size = n.rows();
      const Eigen::VectorXd weight = w.segment(begin, size), volume = volumes.segment(begin, size);
      const RowMatrix e = weight.asDiagonal() * (sums.energies(n).rowwise() - mean_e);
      if (with_pressure) {
        const Eigen::VectorXd p = as_vector(pressures).segment(begin, size).array() - mean_p;
        const Eigen::RowVectorXd per_volume = weight.cwiseQuotient(volume).transpose() * n;
        part.pressure -= sums.virials(per_volume).transpose() / 3.0 + beta * e.transpose() * p;
      }
      n = (volume.asDiagonal() * n).rowwise() - mean_vn;
      part.g.noalias() += n.transpose() * e;
    });
    part.g = -beta * as_vector(frames.g_per_count()).asDiagonal() * part.g;
    result.g += part.g;
    if (with_pressure) result.pressure += part.pressure;
    result.parts.push_back(std::move(part));
  }
  return result;
}

}  // namespace liquidus
