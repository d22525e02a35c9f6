#include "active/bias/adaptive_bias.hpp"

#include <cmath>
#include <stdexcept>

#include "core/units.hpp"

namespace liquidus {

AdaptiveBias::AdaptiveBias(const HillRule& rule) : rule_(rule), sum_(rule.width, rule.from, rule.to) {
  if (!(rule.height > 0.0)) throw std::invalid_argument("the height of hills must be positive");
  if (!(rule.factor > 1.0)) throw std::invalid_argument("the bias factor must be above 1");
  if (!(rule.temperature > 0.0)) throw std::invalid_argument("the temperature of a bias must be positive");
}

double AdaptiveBias::free_energy(double s) const { return -rule_.factor / (rule_.factor - 1.0) * sum_.at(s).value; }

double AdaptiveBias::height_at(double s) const {
  return rule_.height * std::exp(-sum_.at(s).value / ((rule_.factor - 1.0) * units::kB * rule_.temperature));
}

bool AdaptiveBias::deposit(Index step, double time, double s) {
  if (!std::isfinite(s) || !sum_.within_bounds(s)) return false;
  const Hill hill{step, time, s, rule_.width, height_at(s)};
  sum_.add(hill.centre, hill.width, hill.height);
  hills_.push_back(hill);
  return true;
}

void AdaptiveBias::set(const std::vector<Hill>& hills) {
  hills_ = hills;
  sum_ = HillSum(rule_.width, rule_.from, rule_.to);
  for (const Hill& hill : hills_) sum_.add(hill.centre, hill.width, hill.height);
}

void AdaptiveBias::saw(double s, const Cell& cell) {
  if (!(seen_[0].known && seen_[0].cell == cell)) seen_[1] = seen_[0];
  seen_[0] = {s, cell, true};
}

double AdaptiveBias::seen_in(const Cell& cell) const {
  for (const Seen& seen : seen_)
    if (seen.known && seen.cell == cell) return seen.s;
  throw std::logic_error("the bias was asked for its variable where no potential was evaluated");
}

}  // namespace liquidus
