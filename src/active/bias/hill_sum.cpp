#include "active/bias/hill_sum.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "core/errors.hpp"
#include "potential/cubic_spline.hpp"

namespace liquidus {
namespace {

constexpr double knots_per_width = 10.0, reach_in_widths = 6.0;
constexpr Index most_knots = 1000000;

}  // namespace

HillSum::HillSum(double width, double from, double to) : from_(from), to_(to), spacing_(width / knots_per_width) {
  if (!(width > 0.0) || !std::isfinite(width)) throw std::invalid_argument("the width of hills must be positive");
  // a hill's image behind one bound must not reach past the other one
  if (!(to - from >= reach_in_widths * width))
    throw std::invalid_argument("the bounds of a bias must be 6 widths of its hills apart or more");
  origin_ = std::isfinite(from) ? from : std::isfinite(to) ? to : 0.0;
  if (std::isfinite(to - from)) spacing_ = (to - from) / std::ceil((to - from) / spacing_);  // knots on both bounds
}

void HillSum::add(double centre, double width, double height) {
  add_one(centre, width, height);
  if (std::isfinite(from_)) add_one(2.0 * from_ - centre, width, height);
  if (std::isfinite(to_)) add_one(2.0 * to_ - centre, width, height);
}

void HillSum::add_one(double centre, double width, double height) {
  const double low = std::max(from_, centre - reach_in_widths * width);
  const double high = std::min(to_, centre + reach_in_widths * width);
  if (!(low <= high)) return;
  const double first = std::floor((low - origin_) / spacing_ + 0.5),
               last = std::floor((high - origin_) / spacing_ + 0.5);
  if (!(std::abs(first) < 1e15 && std::abs(last) < 1e15))
    throw SimulationError("the bias was asked for a hill where its grid can't reach");
  grow(static_cast<Index>(first) - 1, static_cast<Index>(last) + 1);  // with a zero on either side
  for (auto k = static_cast<Index>(first); k <= static_cast<Index>(last); ++k) {
    const double d = (place(k) - centre) / width, gaussian = height * std::exp(-0.5 * d * d);
    value_[static_cast<std::size_t>(k - first_)] += gaussian;
    slope_[static_cast<std::size_t>(k - first_)] -= gaussian * d / width;
  }
}

void HillSum::grow(Index first, Index last) {
  const auto now = static_cast<Index>(value_.size());
  if (now == 0) first_ = first;
  const Index before = std::max<Index>(0, first_ - first), after = std::max<Index>(0, last - (first_ + now - 1));
  if (now + before + after > most_knots)
    throw SimulationError(
        "the bias's variable has gone so far that its grid would need more than a million knots; are the hills too "
        "narrow, or has the run gone astray?");
  for (auto* numbers : {&value_, &slope_}) {
    numbers->insert(numbers->begin(), static_cast<std::size_t>(before), 0.0);
    numbers->insert(numbers->end(), static_cast<std::size_t>(after), 0.0);
  }
  first_ -= before;
}

HillSum::Value HillSum::at(double s) const {
  const auto size = static_cast<Index>(value_.size());
  const double inside = std::clamp(s, from_, to_), x = (inside - origin_) / spacing_ - static_cast<double>(first_);
  if (size < 2 || !(x >= 0.0 && x <= static_cast<double>(size - 1))) return {0.0, 0.0};
  const auto k = static_cast<std::size_t>(std::min(static_cast<Index>(x), size - 2));
  const double left = place(first_ + static_cast<Index>(k)), right = place(first_ + static_cast<Index>(k) + 1);
  const auto found = cubic_between(left, right, value_[k], value_[k + 1], slope_[k], slope_[k + 1], inside);
  return {found.value, within_bounds(s) ? found.slope : 0.0};
}

std::vector<HillSum::Knot> HillSum::knots() const {
  std::vector<Knot> all;
  for (std::size_t k = 0; k < value_.size(); ++k) {
    const double s = place(first_ + static_cast<Index>(k));
    if (s > from_ - 0.5 * spacing_ && s < to_ + 0.5 * spacing_) all.push_back({s, value_[k]});
  }
  return all;
}

}  // namespace liquidus
