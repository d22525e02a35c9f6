#pragma once
#include <string>
#include <vector>

#include "correct/targets/target_options.hpp"
#include "io/curve.hpp"

namespace liquidus {

/// A measured g(r) of a pair, checked and ready to be fitted.
struct PairTarget {
  std::string name, state, pair, file;
  std::vector<double> r, g;          // [n] Å, increasing; g ≥ 0
  std::vector<double> error;         // [n] standard errors of g, > 0, of points that are independent of each other
  std::vector<std::string> remarks;  // sentences: what was done to the data

  /// [n] Å, the stretch of r that a point stands for: half the way to both neighbours.
  std::vector<double> spacing() const;
};

/// Reads a target and puts its faults right, saying so in its remarks:
/// - Points closer together than 0.01 Å (read off a flank) become their mean, for a spline through them would swing.
/// - Standard errors are the file's, else `uncertainty`, else estimated from the data (estimated_noise). Errors of
///   zero, which would make a point certain, are raised to a hundredth of the median.
/// - A tail whose mean isn't 1 beyond twice its own error can't be matched by any liquid at its density and would
///   add kT · (deviation) to the potential in each iteration. By default g is divided by the mean: that leaves the
///   core at 0 and is what a wrong normalisation does. The other choices are `offset`, `cut` (its points are left
///   out) and `keep`.
/// - Negative g becomes 0 and keeps its error as its weight.
/// @throws InputError "[[target]] 'name': …" or with the file's name: as read_measured; for values out of range, a
/// function that needs a density and has none, r < 0, a curve that tends to something far from 1 (another function
/// than was said), negative values beyond the core that no error explains, a gap of more than 1.5 Å, or fewer than 8
/// points between `from` and `to`
PairTarget read_pair_target(const TargetOptions& options);
/// The same of a curve that is at hand; x in Å.
PairTarget make_pair_target(const TargetOptions& options, const Curve& curve);

/// Points beyond `reach` left out, with a remark: a simulation says nothing of them. Half the height of the box is as
/// far as its g(r) is that of a liquid.
/// @throws InputError if fewer than 8 are left
PairTarget cut_at(PairTarget target, double reach_in_A);

}  // namespace liquidus
