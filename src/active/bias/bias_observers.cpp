#include "active/bias/bias_observers.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace liquidus {
namespace {

constexpr std::size_t numbers_per_hill = 5;

}  // namespace

HillSetter::HillSetter(AdaptiveBias& bias, Index pace, const std::string& path)
    : bias_(bias), pace_(pace), rows_(path, "step,time/fs,s,width,height/eV,bias/eV") {}

void HillSetter::observe(const Snapshot& now) {
  if (now.step == 0) return;
  const double s = bias_.seen_in(now.atoms.cell), before = bias_.at(s).value;
  if (!bias_.deposit(now.step, now.time, s)) return;
  const auto& hill = bias_.hills().back();
  rows_.add(fmt::format("{},{:.12g},{:.12g},{:.12g},{:.12g},{:.12g}", hill.step, hill.time, hill.centre, hill.width,
                        hill.height, before));
}

std::vector<double> HillSetter::state() const {
  std::vector<double> numbers;
  for (const auto& hill : bias_.hills())
    numbers.insert(numbers.end(), {static_cast<double>(hill.step), hill.time, hill.centre, hill.width, hill.height});
  return numbers;
}

void HillSetter::restore(const std::vector<double>& state) {
  if (state.size() % numbers_per_hill != 0) throw std::invalid_argument("the state is not that of a bias");
  std::vector<AdaptiveBias::Hill> hills;
  for (auto x = state.begin(); x != state.end(); x += numbers_per_hill)
    hills.push_back({static_cast<Index>(x[0]), x[1], x[2], x[3], x[4]});
  bias_.set(hills);
  rows_.resume(hills.empty() ? -1 : hills.back().step);
}

BiasTrace::BiasTrace(const AdaptiveBias& bias, Index interval, const std::string& path)
    : bias_(bias), interval_(interval), rows_(path, "step,time/fs,s,bias/eV") {}

void BiasTrace::observe(const Snapshot& now) {
  const double s = bias_.seen_in(now.atoms.cell);
  last_ = now.step;
  rows_.add(fmt::format("{},{:.12g},{:.12g},{:.12g}", now.step, now.time, s, bias_.at(s).value));
}

std::vector<double> BiasTrace::state() const { return {static_cast<double>(last_)}; }

void BiasTrace::restore(const std::vector<double>& state) {
  if (state.size() != 1) throw std::invalid_argument("the state is not that of a bias");
  last_ = static_cast<Index>(state[0]);
  rows_.resume(last_);
}

}  // namespace liquidus
