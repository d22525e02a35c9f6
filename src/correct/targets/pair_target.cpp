#include "correct/targets/pair_target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "correct/targets/target_noise.hpp"
#include "io/measured.hpp"
#include "scatter/transform/functions.hpp"

namespace liquidus {
namespace {

using Values = std::vector<double>;

constexpr std::size_t fewest_points = 8;
constexpr double closest = 0.01, widest_gap = 1.5;  // Å
constexpr double correlation = 1.5;  // Å, of g's deviations in the tail: half a wave of a liquid's order
constexpr double least_deviation = 0.002, most_deviation = 0.2;  // of the tail from 1, to be worth a change; to be one

[[noreturn]] void refuse(const PairTarget& target, const std::string& what) {
  throw InputError(fmt::format("[[target]] '{}'{}: {}", target.name,
                               target.file.empty() ? std::string() : " (" + target.file + ")", what));
}

void check(const PairTarget& target, const TargetOptions& options) {
  const auto positive = [&](const char* key, double value) {
    if (!std::isnan(value) && !(value > 0.0 && std::isfinite(value)))
      refuse(target, std::string(key) + " must be positive");
  };
  positive("density", options.density);
  positive("uncertainty", options.uncertainty);
  positive("to", options.to);
  positive("tail_from", options.tail_from);
  if (!(std::isfinite(options.scale) && options.scale != 0.0)) refuse(target, "scale must be a number other than 0");
  if (!std::isfinite(options.offset)) refuse(target, "offset must be a number");
  if (!(options.from >= 0.0) || options.from >= options.to) refuse(target, "from and to must be a range, from 0 on");
  if (options.tail != "scale" && options.tail != "offset" && options.tail != "cut" && options.tail != "keep")
    refuse(target, "there is no tail = \"" + options.tail + "\"; known: scale, offset, cut, keep");
}

/// The points between `from` and `to` as g(r), with the file's errors if it has any. D, T and R say nothing at r = 0.
void take_points(PairTarget& target, const TargetOptions& options, const Curve& curve) {
  const PairFunction holds = pair_function(options.holds);
  const bool needs_density = holds != PairFunction::g && holds != PairFunction::G;
  if (needs_density && std::isnan(options.density))
    refuse(target, "density is missing: the file holds " + options.holds + "(r), from which g follows with it only");
  Values y, e;
  for (std::size_t k = 0; k < curve.x.size(); ++k) {
    const double r = curve.x[k];
    if (r < 0.0) refuse(target, fmt::format("r must not be negative; a point is at {:g} Å", r));
    if (r < options.from || r > options.to || (needs_density && r == 0.0)) continue;
    target.r.push_back(r);
    y.push_back(options.scale * curve.y[k] + options.offset);
    if (!curve.error.empty()) e.push_back(std::abs(options.scale) * curve.error[k]);
  }
  const double density = needs_density ? options.density : 1.0;
  target.g = to_g(holds, target.r, y, density);
  if (e.empty()) return;
  target.error = to_g(holds, target.r, e, density);
  const auto zero = to_g(holds, target.r, Values(e.size(), 0.0), density);
  for (std::size_t k = 0; k < e.size(); ++k) target.error[k] = std::abs(target.error[k] - zero[k]);
}

/// Runs of points that are closest to each other than `closest` become one.
void join_neighbours(PairTarget& target) {
  PairTarget joined;
  const bool errors = !target.error.empty();
  for (std::size_t k = 0; k < target.r.size();) {
    std::size_t end = k + 1;
    while (end < target.r.size() && target.r[end] - target.r[k] < closest) ++end;
    const auto n = static_cast<double>(end - k);
    double r = 0.0, g = 0.0, variance = 0.0;
    for (; k < end; ++k) {
      r += target.r[k] / n;
      g += target.g[k] / n;
      if (errors) variance += std::pow(target.error[k] / n, 2);
    }
    joined.r.push_back(r);
    joined.g.push_back(g);
    if (errors) joined.error.push_back(std::sqrt(variance));
  }
  if (const auto n = target.r.size() - joined.r.size(); n > 0)
    target.remarks.push_back(
        fmt::format("{} points closer than {:g} Å to the one before were taken together with it.", n, closest));
  target.r = std::move(joined.r);
  target.g = std::move(joined.g);
  target.error = std::move(joined.error);
}

void check_spacing(const PairTarget& target) {
  const auto& r = target.r;
  if (r.size() < fewest_points)
    refuse(target, fmt::format("{} points are left between 'from' and 'to', fewer than the {} that a fit needs",
                               r.size(), fewest_points));
  for (std::size_t k = 1; k < r.size(); ++k)
    if (r[k] - r[k - 1] > widest_gap)
      refuse(target, fmt::format("there is no point from {:g} to {:g} Å; gaps of up to {:g} Å are bridged", r[k - 1],
                                 r[k], widest_gap));
}

void find_errors(PairTarget& target, const TargetOptions& options) {
  if (target.error.empty()) {
    double error = options.uncertainty;
    if (std::isnan(error)) {
      const auto noise = estimated_noise(target.r, target.g);
      error = noise.error;
      target.remarks.push_back(
          fmt::format("The data have no errors; a standard error of {:.2g} was assumed, {}.", error, noise.from));
    }
    target.error.assign(target.r.size(), error);
    return;
  }
  auto sorted = target.error;
  std::sort(sorted.begin(), sorted.end());
  const double least = 0.01 * sorted[sorted.size() / 2];
  if (!(least > 0.0)) refuse(target, "more than half of the errors are 0; give an uncertainty and error = \"none\"");
  Index raised = 0;
  for (double& e : target.error)
    if (e < least) {
      e = least;
      ++raised;
    }
  if (raised > 0)
    target.remarks.push_back(
        fmt::format("{} errors below a hundredth of the median were raised to it, {:.2g}.", raised, least));
}

struct Tail {
  std::size_t first = 0;
  double mean = 1.0, error = 0.0;
};
Tail tail_of(const PairTarget& target, double from) {
  const auto& r = target.r;
  if (std::isnan(from)) from = r.back() - 0.25 * (r.back() - r.front());
  Tail tail;
  tail.first = static_cast<std::size_t>(std::lower_bound(r.begin(), r.end(), from) - r.begin());
  const auto n = static_cast<double>(r.size() - tail.first);
  if (n < 4.0) return {r.size(), 1.0, 0.0};
  tail.mean = 0.0;
  for (std::size_t k = tail.first; k < r.size(); ++k) tail.mean += target.g[k] / n;
  double square = 0.0;
  for (std::size_t k = tail.first; k < r.size(); ++k) square += std::pow(target.g[k] - tail.mean, 2) / (n - 1.0);
  const double independent = std::clamp((r.back() - r[tail.first]) / correlation, 1.0, n);
  tail.error = std::sqrt(square / independent);
  return tail;
}

void settle_tail(PairTarget& target, const TargetOptions& options) {
  const Tail tail = tail_of(target, options.tail_from);
  const double deviation = tail.mean - 1.0;
  if (std::abs(deviation) < std::max(least_deviation, 2.0 * tail.error)) return;
  if (std::abs(deviation) > most_deviation)
    refuse(target, fmt::format("beyond {:.3g} Å it tends to {:.3g} and not to 1, so that it isn't {}(r); does it hold "
                               "another function?",
                               target.r[tail.first], tail.mean, options.holds));
  const double peak = *std::max_element(target.g.begin(), target.g.end());
  std::string what = "it is kept as it is, and a fit will follow it";
  if (options.tail == "scale") {
    for (double& y : target.g) y /= tail.mean;
    for (double& e : target.error) e /= tail.mean;
    what = fmt::format("g was divided by it, which moves the highest peak by {:+.3f}", peak / tail.mean - peak);
  } else if (options.tail == "offset") {
    for (double& y : target.g) y -= deviation;
    what = fmt::format("g was shifted by {:+.3f}", -deviation);
  } else if (options.tail == "cut") {
    what = fmt::format("the {} points there were left out", target.r.size() - tail.first);
  }
  target.remarks.push_back(
      fmt::format("From {:.3g} to {:.3g} Å the mean of g is {:.3f} ± {:.3f} and not 1; {} (tail = "
                  "\"{}\").",
                  target.r[tail.first], target.r.back(), tail.mean, tail.error, what, options.tail));
  if (options.tail != "cut") return;
  for (auto* values : {&target.r, &target.g, &target.error}) values->resize(tail.first);
  check_spacing(target);
}

/// Errors explain what is negative up to five times their size; in the core ripples of the transform may be larger.
void clip_negative(PairTarget& target) {
  const auto core = core_points(target.g);
  std::size_t clipped = 0, last = 0;
  double lowest = 0.0;
  for (std::size_t k = 0; k < target.g.size(); ++k) {
    double& g = target.g[k];
    if (!(g < 0.0)) continue;
    if (k > core && g < -std::max(0.05, 5.0 * target.error[k]))
      refuse(target, fmt::format("g is {:.3g} at {:.3g} Å, outside of the core; it can't be negative", g, target.r[k]));
    lowest = std::min(lowest, g);
    g = 0.0;
    last = k;
    ++clipped;
  }
  if (clipped > 0)
    target.remarks.push_back(
        fmt::format("{} points up to {:.3g} Å with g down to {:.2g} were set to 0.", clipped, target.r[last], lowest));
}

PairTarget named(const TargetOptions& options) {
  PairTarget target;
  target.name = !options.name.empty()   ? options.name
                : options.state.empty() ? options.pair
                                        : options.state + " " + options.pair;
  target.state = options.state;
  target.pair = options.pair;
  target.file = options.file;
  return target;
}

}  // namespace

Values PairTarget::spacing() const {
  const std::size_t n = r.size();
  Values h(n);
  for (std::size_t k = 0; k < n; ++k) {
    const std::size_t low = k > 0 ? k - 1 : k, high = k + 1 < n ? k + 1 : k;
    h[k] = (r[high] - r[low]) / static_cast<double>(high - low);
  }
  return h;
}

PairTarget make_pair_target(const TargetOptions& options, const Curve& curve) {
  PairTarget target = named(options);
  check(target, options);
  take_points(target, options, curve);
  join_neighbours(target);
  check_spacing(target);
  find_errors(target, options);
  settle_tail(target, options);
  clip_negative(target);
  return target;
}

PairTarget read_pair_target(const TargetOptions& options) {
  const auto data = read_measured(options.file, {options.x, options.y, options.error, options.edges});
  auto target = make_pair_target(options, data.curve);
  std::vector<std::string> remarks;
  for (const auto& remark : data.remarks) remarks.push_back(options.file + ": " + remark + ".");
  target.remarks.insert(target.remarks.begin(), remarks.begin(), remarks.end());
  return target;
}

PairTarget cut_at(PairTarget target, double reach) {
  const auto end =
      static_cast<std::size_t>(std::upper_bound(target.r.begin(), target.r.end(), reach) - target.r.begin());
  const auto beyond = target.r.size() - end;
  if (end < fewest_points)
    refuse(target, fmt::format("only {} of its points, which begin at {:g} Å, lie within {:g} Å, where the "
                               "simulation's g(r) ends or half its box",
                               end, target.r.front(), reach));
  if (beyond == 0) return target;
  target.remarks.push_back(fmt::format(
      "{} points from {:.4g} to {:.4g} Å were left out: the simulation's g(r) or half its box ends at {:.4g} Å.",
      beyond, target.r[end], target.r.back(), reach));
  for (auto* values : {&target.r, &target.g, &target.error}) values->resize(end);
  return target;
}

}  // namespace liquidus
