#include "md/run_sink.hpp"

#include <fmt/format.h>

#include <cmath>

namespace liquidus {
namespace {

std::string duration(double seconds) {
  const auto s = static_cast<Index>(std::llround(std::max(0.0, seconds)));
  return s < 3600 ? fmt::format("{}:{:02}", s / 60, s % 60)
                  : fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
}

}  // namespace

std::string progress_line(const Progress& now) {
  std::string line = fmt::format("{:.24} {}/{}  {}/{} steps  {:.0f} K", now.stage, now.stage_index + 1, now.stages,
                                 now.step, now.steps, now.temperature);
  if (now.steps_per_second > 0.0)
    line += fmt::format("  {:.{}f} steps/s  {} left", now.steps_per_second, now.steps_per_second < 10.0 ? 1 : 0,
                        duration(now.seconds_left));
  return line.substr(0, 79);
}

}  // namespace liquidus
