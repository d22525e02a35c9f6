#pragma once
#include <functional>
#include <string>

#include "core/structure.hpp"

namespace liquidus {

/// Which frames of a file, counted from 0: first, first + every, … up to and including last (−1: the end).
struct FrameRange {
  Index first = 0, last = -1, every = 1;
};

/// Calls use(frame, number) for the frames of a trajectory, one in memory at a time: H5MD (.h5, .h5md), extended XYZ
/// (.xyz, .extxyz, also .gz), or the one structure of any other format that can be read.
/// @return how many frames were used
/// @throws InputError as the readers do, or if the range is wrong or holds no frame
Index for_each_frame(const std::string& path, const FrameRange& range,
                     const std::function<void(const Frame&, Index)>& use);

}  // namespace liquidus
