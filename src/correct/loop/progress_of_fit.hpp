#pragma once
#include <optional>
#include <string>
#include <vector>

#include "correct/loop/correct_options.hpp"
#include "scatter/estimate.hpp"

namespace liquidus {

/// How far a simulation with one correction is from all that was measured.
struct FitQuality {
  Estimate chi2;  // Σ (measured − simulated)²/(both variances), per measured point; 1 where noise explains it
  double largest_dg2 = 0.0;  // ⟨Δg²⟩ of the worst g(r); 0 where only totals were measured
  double points = 0.0;
};

/// Follows the misfit from iteration to iteration and decides how the fit goes on.
class ProgressOfFit {
 public:
  enum class Verdict {
    go_on,
    best,      // the best so far, and not yet good enough
    astray,    // much worse than the best: back to that one with half the gain
    finished,  // why() says why
  };

  explicit ProgressOfFit(const CorrectOptions& options) : options_(options) {}

  /// The verdict on iteration `misfits().size()`, counted from 0, whose misfit this is. A simulation that broke down
  /// has none.
  Verdict judge(const std::optional<FitQuality>& misfit);
  /// Factor of the method's own gain: 1, or halved as often as the fit went astray.
  double gain() const { return gain_; }
  /// The iteration with the least misfit, or the last of those that noise explains; −1 before the first.
  Index best() const { return best_; }
  const std::string& why() const { return why_; }
  Index iterations() const { return static_cast<Index>(misfits_.size()); }

  /// All of it as numbers and back, for restarts. @throws InputError if the numbers aren't a state
  std::vector<double> state() const;
  /// `why` as it was; a fit that ended only because of its number of iterations goes on if there are to be more.
  void restore(const std::vector<double>& state, const std::string& why = "");

 private:
  static bool is_noise(const FitQuality& misfit);

  CorrectOptions options_;
  std::vector<double> misfits_, errors_;  // χ² of each iteration, infinite where it broke down
  double gain_ = 1.0;
  Index best_ = -1;
  std::string why_;
};

}  // namespace liquidus
