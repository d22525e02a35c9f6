#include "correct/loop/progress_of_fit.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "core/errors.hpp"

namespace liquidus {
namespace {

constexpr double least_gain = 1.0 / 64.0;

std::string end_of(Index iterations) { return fmt::format("{} iterations were all that were asked for", iterations); }

}  // namespace

/// χ² of n points of the truth is 1 ± √(2/n) where they are independent. Those of a curve aren't quite, hence twice
/// that.
bool ProgressOfFit::is_noise(const FitQuality& misfit) {
  return misfit.chi2.value <= 1.0 + 2.0 * std::sqrt(2.0 / misfit.points);
}

ProgressOfFit::Verdict ProgressOfFit::judge(const std::optional<FitQuality>& misfit) {
  const Index now = iterations();
  const double value = misfit ? misfit->chi2.value : std::numeric_limits<double>::infinity();
  const double error = misfit ? misfit->chi2.error.value_or(0.0) : 0.0;
  misfits_.push_back(value);
  errors_.push_back(error);
  // Of two that are both as good as noise lets them be the later one is known from more simulations.
  const bool better =
      std::isfinite(value) && (best_ < 0 || value < misfits_[static_cast<std::size_t>(best_)] || is_noise(*misfit));
  const double best_before = best_ < 0 ? value : misfits_[static_cast<std::size_t>(best_)];
  if (better) best_ = now;
  const auto finish = [&](std::string why) {
    why_ = std::move(why);
    return Verdict::finished;
  };
  if (options_.noise && misfit && is_noise(*misfit))
    return finish(fmt::format("the misfit is what noise explains (chi² per point {:.3g})", value));
  if (misfit && misfit->largest_dg2 > 0.0 && misfit->largest_dg2 < options_.tolerance)
    return finish(fmt::format("every g(r) is within the tolerance (mean square deviation {:.2g} < {:.2g})",
                              misfit->largest_dg2, options_.tolerance));
  if (now + 1 >= options_.iterations) return finish(end_of(now + 1));
  if (now - best_ >= options_.patience && best_ >= 0)
    return finish(fmt::format("the last {} iterations were no better than iteration {}", options_.patience, best_));
  if (value > (std::isnan(options_.worse) ? 1.5 : options_.worse) * best_before + 3.0 * error ||
      !std::isfinite(value)) {
    gain_ *= 0.5;
    if (gain_ < least_gain) return finish("the fit went astray even with small steps");
    return Verdict::astray;
  }
  return better ? Verdict::best : Verdict::go_on;
}

std::vector<double> ProgressOfFit::state() const {
  std::vector<double> numbers{gain_, static_cast<double>(best_)};
  numbers.insert(numbers.end(), misfits_.begin(), misfits_.end());
  numbers.insert(numbers.end(), errors_.begin(), errors_.end());
  return numbers;
}

void ProgressOfFit::restore(const std::vector<double>& state, const std::string& why) {
  if (state.size() < 2 || state.size() % 2 != 0) throw InputError("this is no state of a fit");
  const auto n = static_cast<std::ptrdiff_t>((state.size() - 2) / 2);
  gain_ = state[0];
  best_ = static_cast<Index>(state[1]);
  misfits_.assign(state.begin() + 2, state.begin() + 2 + n);
  errors_.assign(state.begin() + 2 + n, state.end());
  const bool by_number = why == end_of(iterations());
  why_ = by_number && iterations() < options_.iterations ? "" : why;
}

}  // namespace liquidus
