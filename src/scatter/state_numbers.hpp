#pragma once
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "core/vec3.hpp"

namespace liquidus {

/// The state of a measure as a flat list of numbers: arrays each with their length in front.
class StateWriter {
 public:
  void put(double value) { out_.push_back(value); }
  void put(std::span<const double> values) {
    put(static_cast<double>(values.size()));
    out_.insert(out_.end(), values.begin(), values.end());
  }
  void put(const std::vector<double>& values) { put(std::span<const double>(values)); }
  void put(std::span<const Vec3> values) {
    put(std::span(values.empty() ? nullptr : values[0].data(), 3 * values.size()));
  }
  void put(const std::vector<Vec3>& values) { put(std::span<const Vec3>(values)); }
  void put(const std::string& text) { put(std::vector<double>(text.begin(), text.end())); }
  std::vector<double> take() { return std::move(out_); }

 private:
  std::vector<double> out_;
};

/// And back. Whatever doesn't fit throws InputError, so that a damaged checkpoint is refused.
class StateReader {
 public:
  explicit StateReader(std::span<const double> state) : state_(state) {}

  [[noreturn]] static void refuse(const std::string& why) {
    throw InputError("the state of a measure can't be used: " + why);
  }
  double number() {
    if (next_ == state_.size()) refuse("it is damaged");
    return state_[next_++];
  }
  /// A whole number from 0 to 1e15.
  Index whole() {
    const double x = number();
    if (!(x >= 0.0 && x < 1e15 && x == std::floor(x))) refuse("it is damaged");
    return static_cast<Index>(x);
  }
  std::vector<double> numbers() {
    const auto n = static_cast<std::size_t>(whole());
    if (n > state_.size() - next_) refuse("it is damaged");
    const auto from = state_.begin() + static_cast<std::ptrdiff_t>(next_);
    next_ += n;
    return {from, from + static_cast<std::ptrdiff_t>(n)};
  }
  std::vector<double> numbers(std::size_t expected) {
    auto values = numbers();
    if (values.size() != expected) refuse("it is damaged, or of another system");
    return values;
  }
  std::vector<Vec3> vectors() {
    const auto values = numbers();
    if (values.size() % 3 != 0) refuse("it is damaged");
    std::vector<Vec3> result;
    for (std::size_t k = 0; k < values.size(); k += 3) result.push_back({values[k], values[k + 1], values[k + 2]});
    return result;
  }
  std::string text() {
    std::string s;
    for (const double c : numbers()) s += static_cast<char>(c);
    return s;
  }
  void end() const {
    if (next_ != state_.size()) refuse("its length is wrong");
  }

 private:
  std::span<const double> state_;
  std::size_t next_ = 0;
};

}  // namespace liquidus
