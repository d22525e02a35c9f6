#include "active/curation/provenance.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "active/curation/frame_keys.hpp"
#include "io/sha256.hpp"

namespace liquidus {

std::string settings_id(std::string_view text) { return sha256(text).substr(0, 16); }

void fill_provenance(std::span<LabelledFrame> frames, const FrameOrigin& given) {
  const bool have_steps =
      std::any_of(frames.begin(), frames.end(), [](const LabelledFrame& f) { return f.frame.step != 0; });
  for (auto& labelled : frames) {
    auto& info = labelled.frame.info;
    if (info.try_emplace("parent", given.parent.empty() ? labelled.file : given.parent).second && !have_steps)
      labelled.frame.step = labelled.number;
    if (!given.engine.empty()) info.try_emplace("engine", given.engine);
    if (!given.settings.empty()) info.try_emplace("settings", given.settings);
    if (given.round >= 0) info.try_emplace("round", given.round);
  }
}

std::string place_of(const LabelledFrame& frame) {
  const std::string parent = info_text(frame.frame, "parent");
  std::string text = fmt::format("{}, frame {}", frame.file, frame.number);
  if (!parent.empty() && parent != frame.file) text += fmt::format(" (step {} of {})", frame.frame.step, parent);
  return text;
}

}  // namespace liquidus
