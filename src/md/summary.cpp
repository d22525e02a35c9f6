#include "md/summary.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace liquidus {

/// Each level averages pairs of the level below; Welford's update keeps mean and spread.
void BlockAverage::add(double x) {
  for (std::size_t k = 0;; ++k) {
    if (k == levels_.size()) levels_.emplace_back();
    Level& level = levels_[k];
    level.count += 1.0;
    const double off = x - level.mean;
    level.mean += off / level.count;
    level.m2 += off * (x - level.mean);
    level.has_waiting = !level.has_waiting;
    if (level.has_waiting) {
      level.waiting = x;
      return;
    }
    x = 0.5 * (level.waiting + x);
  }
}

Average BlockAverage::result() const {
  constexpr double fewest = 16.0;
  Average average;
  average.error = std::numeric_limits<double>::quiet_NaN();
  if (levels_.empty()) return average;
  const Level& samples = levels_.front();
  average.mean = samples.mean;
  average.samples = static_cast<Index>(samples.count);
  if (samples.count > 1.0) average.deviation = std::sqrt(samples.m2 / (samples.count - 1.0));
  for (const Level& level : levels_)
    if (level.count >= fewest) {
      const double error = std::sqrt(level.m2 / (level.count * (level.count - 1.0)));
      average.error = std::isnan(average.error) ? error : std::max(average.error, error);
    }
  return average;
}

std::vector<double> BlockAverage::state() const {
  std::vector<double> all;
  for (const Level& level : levels_)
    all.insert(all.end(), {level.count, level.mean, level.m2, level.waiting, level.has_waiting ? 1.0 : 0.0});
  return all;
}

void BlockAverage::restore(const std::vector<double>& state) {
  if (state.size() % 5 != 0) throw std::invalid_argument("the numbers are not the state of a block average");
  levels_.clear();
  for (std::size_t k = 0; k < state.size(); k += 5)
    levels_.push_back({state[k], state[k + 1], state[k + 2], state[k + 3], state[k + 4] != 0.0});
}

void LineFit::add(double x, double y) {
  if (count_ == 0.0) first_ = y;
  last_ = y;
  count_ += 1.0;
  const double off = x - mean_x_;
  mean_x_ += off / count_;
  mean_y_ += (y - mean_y_) / count_;
  xx_ += off * (x - mean_x_);
  xy_ += off * (y - mean_y_);
}

double LineFit::slope() const { return xx_ > 0.0 ? xy_ / xx_ : 0.0; }

std::vector<double> LineFit::state() const { return {count_, mean_x_, mean_y_, xx_, xy_, first_, last_}; }

void LineFit::restore(const std::vector<double>& state) {
  if (state.size() != 7) throw std::invalid_argument("the numbers are not the state of a line through points");
  count_ = state[0], mean_x_ = state[1], mean_y_ = state[2], xx_ = state[3], xy_ = state[4];
  first_ = state[5], last_ = state[6];
}

}  // namespace liquidus
