#pragma once
#include <array>
#include <chrono>
#include <string_view>

namespace liquidus {

/// What a run spends its time on.
enum class Phase { other, pair, long_range, model, neighbours, communication, measurement, output };
inline constexpr std::array<std::string_view, 8> phase_names = {
    "integration and other", "pair forces",   "long-range forces", "learned potential",
    "neighbour lists",       "communication", "measurement",       "input/output"};

/// Seconds by phase.
using PhaseSeconds = std::array<double, phase_names.size()>;

/// Books wall time under the innermost Timed scope of a thread, and under `other` outside of all.
class PhaseClock {
 public:
  /// That of the calling thread.
  static PhaseClock& here() {
    static thread_local PhaseClock clock;
    return clock;
  }
  /// Books what has passed since the last call, and goes on under `next`. @return the phase until now
  Phase change(Phase next) {
    const auto now = std::chrono::steady_clock::now();
    seconds_[static_cast<std::size_t>(phase_)] += std::chrono::duration<double>(now - since_).count();
    since_ = now;
    const Phase before = phase_;
    phase_ = next;
    return before;
  }
  /// Since the thread's first use of its clock.
  const PhaseSeconds& seconds() {
    change(phase_);
    return seconds_;
  }

 private:
  PhaseSeconds seconds_{};
  Phase phase_ = Phase::other;
  std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
};

class Timed {
 public:
  explicit Timed(Phase phase) : before_(PhaseClock::here().change(phase)) {}
  ~Timed() { PhaseClock::here().change(before_); }
  Timed(const Timed&) = delete;
  Timed& operator=(const Timed&) = delete;

 private:
  Phase before_;
};

}  // namespace liquidus
