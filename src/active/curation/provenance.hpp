#pragma once
#include <span>
#include <string>

#include "mlip/labelled_set.hpp"

namespace liquidus {

/// Where frames come from, as far as a file doesn't say.
struct FrameOrigin {
  std::string parent;    // run or file; empty: the file that they are read from
  std::string engine;    // program and version that labelled them
  std::string settings;  // settings_id() of its settings
  Index round = -1;      // of active learning; below 0: unknown
};

/// The keys of info that say where a frame comes from. Its number there is Frame::step.
inline constexpr const char* provenance_keys[] = {"parent", "round", "engine", "settings"};

/// Sixteen hexadecimal digits that tell one text of settings from another: the first of its SHA-256.
std::string settings_id(std::string_view text);

/// Gives each frame of one file the keys that it lacks. Frames without a parent, none of which has a step, get their
/// number in the file as step.
void fill_provenance(std::span<LabelledFrame> frames, const FrameOrigin& given);

/// "argon.extxyz, frame 3 (step 500 of run-2)": for messages.
std::string place_of(const LabelledFrame& frame);

}  // namespace liquidus
