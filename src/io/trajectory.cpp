#include "io/trajectory.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string_view>

#include "core/errors.hpp"
#include "io/h5md.hpp"
#include "io/read_structure.hpp"
#include "io/xyz.hpp"

namespace liquidus {
namespace {

bool ends_with_any(std::string path, std::initializer_list<std::string_view> endings) {
  std::transform(path.begin(), path.end(), path.begin(), [](unsigned char c) { return std::tolower(c); });
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return path.ends_with(ending); });
}

void check(const FrameRange& range) {
  if (range.first < 0 || range.every < 1 || (range.last >= 0 && range.last < range.first) || range.last < -1)
    throw InputError("frames are counted from 0: the first is at least 0, the last is not before it (or -1 for the " +
                     std::string("end), and every is at least 1; found first ") + std::to_string(range.first) +
                     ", last " + std::to_string(range.last) + ", every " + std::to_string(range.every));
}

bool chosen(const FrameRange& range, Index i) { return i >= range.first && (i - range.first) % range.every == 0; }
bool beyond(const FrameRange& range, Index i) { return range.last >= 0 && i > range.last; }

}  // namespace

Index for_each_frame(const std::string& path, const FrameRange& range,
                     const std::function<void(const Frame&, Index)>& use) {
  check(range);
  Index used = 0, i = 0;
  const auto offer = [&](const Frame& frame) {
    use(frame, i);
    ++used;
  };
  if (ends_with_any(path, {".xyz", ".extxyz", ".xyz.gz", ".extxyz.gz"})) {
    XyzReader reader(path);
    for (; !beyond(range, i); ++i) {
      if (!chosen(range, i)) {
        if (!reader.skip()) break;
        continue;
      }
      const auto frame = reader.next();
      if (!frame) break;
      offer(*frame);
    }
  } else if (ends_with_any(path, {".h5", ".h5md"})) {
    const H5mdReader reader(path);
    for (; i < reader.frames() && !beyond(range, i); ++i)
      if (chosen(range, i)) offer(reader.read(i));
  } else {
    for (const auto& frame : read_frames(path)) {
      if (beyond(range, i)) break;
      if (chosen(range, i)) offer(frame);
      ++i;
    }
  }
  if (used == 0)
    throw InputError({path, 0}, "the file has " + std::to_string(i) + " frames, and the first one asked for is frame " +
                                    std::to_string(range.first) + " (counted from 0)");
  return used;
}

}  // namespace liquidus
