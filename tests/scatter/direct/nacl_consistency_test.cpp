// Two ways to the partial structure factors of one trajectory: sums over wave vectors of the box, and the sine
// transform of g(r).
//
// The charges of a melt are still ordered at half this box: cut there, g(r) leaves a ripple of wavelength 2π/R in its
// transform, several error bars high below 3 1/Å where bins are narrower. Bins are therefore one ripple wide, so that
// it cancels in them. With errors a good deal smaller than here (1000 wave vectors to a bin) a rest of it shows.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>

#include "scatter/direct/molten_nacl.hpp"
#include "scatter/direct/structure_factor.hpp"
#include "scatter/systems.hpp"
#include "scatter/transform/partials_from_pairs.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

constexpr Index ions = 1728, frames = 64, blocks = 8;  // 64 frames end up in 16 blocks of 4
constexpr Index interval = 100;                        // steps of 2 fs

/// Keeps the positions of a run at constant cell and composition.
struct Trajectory : Observer {
  std::vector<Structure> frames;
  Index interval() const override { return ::interval; }
  void observe(const Snapshot& now) override { frames.push_back(now.atoms); }
  std::vector<double> state() const override { return {}; }
  void restore(const std::vector<double>&) override {}
};

/// |k| of the wave vectors of a measure in a cube, by bin; lengths that are the same by symmetry once, with their
/// number.
std::vector<std::map<double, double>> lengths_by_bin(double side, const StructureFactorOptions& options) {
  const WaveVectorOptions choice{options.q_max, options.width, options.vectors,
                                 static_cast<std::uint64_t>(options.seed)};
  std::vector<std::map<double, double>> bins(WaveVectors::shells(choice));
  const WaveVectors vectors(Cell::cubic(side), choice);
  for (const auto& n : vectors.triples()) {
    const double q = 2.0 * units::pi / side * std::sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
    bins[*WaveVectors::shell_of(q, choice)][q] += 1.0;
  }
  return bins;
}

/// Means of a curve given at all those lengths, in increasing order, over the bins.
std::vector<double> means(const std::vector<std::map<double, double>>& bins, const std::vector<double>& curve) {
  std::vector<double> result;
  std::size_t at = 0;
  for (const auto& bin : bins) {
    double sum = 0.0, number = 0.0;
    for (const auto& [q, n] : bin) {
      sum += n * curve[at++];
      number += n;
    }
    if (number > 0.0) result.push_back(sum / number);
  }
  return result;
}

}  // namespace

// g(r) is known to R = L/2 = 19 Å, and molten salt has charge order that isn't gone by then: at 19 Å g − 1 is of the
// order of 1e-3, and what is cut off would show up as a ripple 4πρR [g(R) − 1] cos(QR)/Q² of A(Q), several times the
// error bars below 3 Å⁻¹. The wave vectors of a bin have the weight Q² dQ, so the mean over a bin of the ripple's own
// period, ΔQ = 2π/R, is free of it. The same mean is taken of the transform: at the very lengths |k| that the sums were
// over, which leaves nothing to bins of Q. Those of r are taken back by partials_from_pairs; what is left, (QΔ)²/12 of
// A − 1 had it not, is below 1e-3 · 0.1 at 15 Å⁻¹.
//
// Both ways have seen the same frames, so their errors are not independent: the error of the difference is that of a
// jackknife of the difference. From M = 16 blocks z = difference/error is distributed after Student with ν = 15: z² has
// the mean ν/(ν − 2) = 1.15 and the variance 3ν²/((ν − 2)(ν − 4)) − 1.15² = 3.4, and |z| > 3 has the chance 0.009.
TEST_CASE("sums over wave vectors and the transform of g(r) agree within their errors from 1 to 15 Å⁻¹",
          "[nacl_consistency_test]") {
  Trajectory run;
  run_molten_nacl(ions, (frames - 1) * interval, run);
  REQUIRE(run.frames.size() == static_cast<std::size_t>(frames));
  const double side = run.frames[0].cell.vectors()[0][0];

  PairDistribution pair_distribution(bins(0.5 * side, 0.02, blocks));
  for (const auto& frame : run.frames) pair_distribution.add(frame);
  const PairDistributions pairs = pair_distribution.result();

  StructureFactorOptions options;
  options.width = 2.0 * units::pi / transform_reach(pairs, {});
  options.q_max = options.width * std::ceil(15.0 / options.width);
  options.vectors = 400;
  options.blocks = blocks;
  DirectStructureFactor measure(options);
  for (const auto& frame : run.frames) measure.add(frame);
  const PartialStructureFactors direct = measure.result().partials;
  REQUIRE(direct.jackknife.weight.size() == 16);

  const auto lengths = lengths_by_bin(side, options);
  std::vector<double> q;
  for (const auto& bin : lengths)
    for (const auto& [length, number] : bin) q.push_back(length);
  const PartialStructureFactors transformed = partials_from_pairs(pairs, q);
  REQUIRE(transformed.jackknife.weight == direct.jackknife.weight);

  for (std::size_t p = 0; p < 3; ++p) {
    const auto& a = direct.pairs[p];
    const auto b = means(lengths, transformed.pairs[p].value);
    std::vector<std::vector<double>> b_without;
    for (const auto& curve : transformed.pairs[p].without) b_without.push_back(means(lengths, curve));
    REQUIRE(b.size() == a.value.size());
    double chi2 = 0.0, n = 0.0, far = 0.0, error2 = 0.0, worst = 0.0;
    for (std::size_t i = 0; i < b.size(); ++i) {
      if (direct.q[i] < 1.0 || direct.q[i] > 15.0) continue;
      const double d = a.value[i] - b[i];
      const double error =
          direct.jackknife.error(d, [&](std::size_t block) { return a.without[block][i] - b_without[block][i]; });
      const double z = d / error;
      chi2 += z * z;
      far += std::abs(z) > 3.0 ? 1.0 : 0.0;
      worst = std::max(worst, std::abs(z));
      error2 += error * error;
      n += 1.0;
    }
    INFO(direct.name(p) << ": " << n << " bins, chi2/n " << chi2 / n << ", worst " << worst << ", " << far
                        << " beyond 3, rms error " << std::sqrt(error2 / n));
    CHECK(n > 40.0);
    CHECK(chi2 / n < 1.15 + 4.0 * std::sqrt(3.4 / n));
    CHECK(chi2 / n > 0.5);                // and the errors aren't too large for their differences
    CHECK(far <= 3.0);                    // 0.4 expected
    CHECK(std::sqrt(error2 / n) < 0.02);  // of A, whose first peaks are 2 to 3 high
  }
}
