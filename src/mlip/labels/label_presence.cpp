#include "mlip/labels/label_presence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "core/errors.hpp"
#include "mlip/labels/labelled_frame.hpp"

namespace liquidus {
namespace {

struct Label {
  std::string_view name, word;  // the end of its name in files, and in a sentence: "no energy", "no forces"
  bool (*has)(const Frame& frame);
  double LabelledFrame::*weight;
};
constexpr Label labels[] = {
    {"energy", "energy", [](const Frame& f) { return f.energy.has_value(); }, &LabelledFrame::energy_weight},
    {"forces", "forces", [](const Frame& f) { return !f.forces.empty(); }, &LabelledFrame::forces_weight},
    {"stress", "stress or virial", [](const Frame& f) { return f.stress.has_value(); }, &LabelledFrame::stress_weight},
};

bool is_wanted(const Label& label, const LabelsWanted& wanted) {
  if (label.name == "energy") return wanted.energy;
  return label.name == "forces" ? wanted.forces : wanted.stress;
}

/// "; there is 'dft_pbe_forces', so give its prefix": names in the frame that end as the missing label does.
std::string resembling(const Frame& frame, std::string_view label) {
  std::set<std::string> found;
  const auto add = [&](const std::string& name) {
    std::string lower;
    for (const char c : name) lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (lower.ends_with(label) || (label == "stress" && (lower.ends_with("virial") || lower.ends_with("virials"))))
      found.insert("'" + name + "'");
  };
  for (const auto& [name, value] : frame.info) add(name);
  for (const auto& [name, value] : frame.arrays) add(name);
  if (found.empty()) return "";
  return fmt::format("; the frame has {}: is the prefix of the labels another one?", fmt::join(found, ", "));
}

std::string prefix_list(const LabelsWanted& wanted, std::string_view label) {
  std::string text;
  for (const auto& prefix : wanted.prefixes) text += fmt::format("{}'{}{}'", text.empty() ? "" : " or ", prefix, label);
  return text;
}

}  // namespace

void require_labels(std::span<const LabelledFrame> frames, const LabelsWanted& wanted) {
  std::string message;
  Location first_at;
  for (const auto& label : labels) {
    if (!is_wanted(label, wanted)) continue;
    const LabelledFrame* first = nullptr;
    Index missing = 0;
    for (const auto& frame : frames) {
      if (label.has(frame.frame) || frame.weight * (frame.*label.weight) == 0.0) continue;
      if (!first) first = &frame;
      ++missing;
    }
    if (!first) continue;
    const auto at = location_of(*first);
    if (message.empty()) first_at = {at.file, 0};
    message += fmt::format("{}{} of {} frames have no {} (first: frame {}{}; looked for {}{})",
                           message.empty() ? "" : ", ", missing, frames.size(), label.word, first->number,
                           at.line > 0 ? fmt::format(", line {}", at.line) : "", prefix_list(wanted, label.name),
                           resembling(first->frame, label.name));
  }
  if (!message.empty())
    throw InputError(first_at, message + "; a frame without a label must say so by config_energy_weight=0, " +
                                   "config_forces_weight=0 or config_stress_weight=0");
}

void warn_mixed_names(const std::string& file, const LabelCounts& names, std::vector<std::string>& warnings) {
  for (const auto& [label, counts] : names) {
    if (counts.size() < 2 || label == "charges" || label == "energies") continue;
    std::string list;
    for (const auto& [name, count] : counts)
      list += fmt::format("{}{} in {} frames", list.empty() ? "" : ", ", name, count);
    warnings.push_back(
        fmt::format("{}: the {} stands under several names ({}); are they labels of one kind?", file, label, list));
  }
}

}  // namespace liquidus
