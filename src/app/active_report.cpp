#include "app/active_report.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace liquidus {
namespace {

std::string number(double value, int digits) { return fmt::format("{:.{}f}", value, digits); }

std::string duration(double seconds) {
  if (seconds < 90.0) return fmt::format("{:.0f} s", seconds);
  if (seconds < 5400.0) return fmt::format("{:.0f} min", seconds / 60.0);
  return fmt::format("{:.1f} h", seconds / 3600.0);
}

/// The largest of all that was compared.
std::string worst(const RoundRecord& round, std::optional<double> RoundMisfit::*which, double factor, int digits) {
  std::optional<double> largest;
  if (round.sampling)
    for (const auto& misfit : round.sampling->misfits)
      if (misfit.*which) largest = std::max(largest.value_or(0.0), *(misfit.*which));
  return largest ? number(factor * *largest, digits) : "–";
}

std::string line(const RoundRecord& round) {
  const auto& t = round.training;
  const auto& q = round.query;
  const bool judged = t && t->committee;
  const std::string query = q ? fmt::format("{}/{}/{}", q->accurate, q->candidates, q->failed) : "–";
  std::string labels = "–";
  if (round.labels)
    labels = fmt::format("{}{}", round.labels->labelled,
                         round.labels->set_aside > 0 ? fmt::format(" ({} not)", round.labels->set_aside) : "");
  return fmt::format(
      "{:>5} {:>7} {:>9} {:>9} {:>9} {:>8} {:>8} {:>8} {:>15} {:>10}\n", round.round, round.frames,
      judged ? number(1000.0 * t->committee->energy, 2) : "–", judged ? number(1000.0 * t->committee->forces, 1) : "–",
      q ? number(1000.0 * q->energy_deviation, 2) : "–", q ? number(q->median, 3) : "–",
      worst(round, &RoundMisfit::r_chi, 100.0, 2), worst(round, &RoundMisfit::chi_squared, 1.0, 2), query, labels);
}

std::string jobs(const LabelCounts& counts) {
  return fmt::format("{} running, {} waiting, {} done, {} set aside", counts.running, counts.waiting, counts.labelled,
                     counts.set_aside);
}

}  // namespace

std::string status_text(const CampaignStatus& status) {
  std::string text = fmt::format("{:>5} {:>7} {:>9} {:>9} {:>9} {:>8} {:>8} {:>8} {:>15} {:>10}\n", "round", "labels",
                                 "error", "error", "energy", "force", "R_χ", "χ²", "accurate/new/", "labelled");
  text += fmt::format("{:>5} {:>7} {:>9} {:>9} {:>9} {:>8} {:>8} {:>8} {:>15} {:>10}\n", "", "before", "(meV/at)",
                      "(meV/Å)", "dev.", "dev.", "(%)", "/point", "failed", "");
  for (const auto& round : status.rounds) text += line(round);
  if (status.rounds.empty()) return text + "Nothing has been done yet.\n";
  const auto& last = status.rounds.back();
  if (status.stage == "over") return text + "Finished: " + last.verdict + ".\n";
  text += fmt::format("Now: {}{}", status.stage, status.at_work ? "" : ", with no program at work");
  if (status.stage == "labels") text += ": " + jobs(status.labels);
  if (status.seconds_left > 0.0) text += "; about " + duration(status.seconds_left) + " left of it";
  text += "\n";
  if (status.label_seconds > 0.0) text += "A label takes " + duration(status.label_seconds) + ".\n";
  return text;
}

}  // namespace liquidus
