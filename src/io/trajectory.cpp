#include "io/trajectory.hpp"

#include <cmath>
#include <filesystem>
#include <utility>

#include "core/errors.hpp"
#include "io/file.hpp"
#include "io/frame_set.hpp"
#include "io/h5md.hpp"
#include "io/line_source.hpp"
#include "io/openbabel.hpp"
#include "io/xyz.hpp"

namespace liquidus {
namespace {

class XyzFrames : public FrameSource {
 public:
  explicit XyzFrames(const std::string& path) : reader_(path) {}
  std::optional<Frame> next() override { return reader_.next(); }
  bool skip() override { return reader_.skip(); }

 private:
  XyzReader reader_;
};

class H5mdFrames : public FrameSource {
 public:
  H5mdFrames(const std::string& path, const std::vector<std::string>& species) : reader_(path, species) {}
  std::optional<Frame> next() override {
    return at_ < reader_.frames() ? std::optional(reader_.read(at_++)) : std::nullopt;
  }
  bool skip() override { return at_ < reader_.frames() && ++at_; }

 private:
  H5mdReader reader_;
  Index at_ = 0;
};

class StoredFrames : public FrameSource {
 public:
  explicit StoredFrames(std::vector<Frame> frames) : frames_(std::move(frames)) {}
  std::optional<Frame> next() override {
    return at_ < frames_.size() ? std::optional(std::move(frames_[at_++])) : std::nullopt;
  }
  bool skip() override { return at_ < frames_.size() && ++at_; }

 private:
  std::vector<Frame> frames_;
  std::size_t at_ = 0;
};

class OneFrame : public FrameSource {
 public:
  explicit OneFrame(Frame frame) : frame_(std::move(frame)) {}
  std::optional<Frame> next() override { return std::exchange(frame_, std::nullopt); }
  bool skip() override { return std::exchange(frame_, std::nullopt).has_value(); }

 private:
  std::optional<Frame> frame_;
};

bool has_any_ending(const std::string& path, std::initializer_list<const char*> endings) {
  for (const auto* ending : endings)
    if (has_ending(path, ending)) return true;
  return false;
}

bool begins_like_a_dump(const std::string& path) {
  LineSource lines(path);
  std::string_view first;
  try {
    return lines.next(first) && first.starts_with("ITEM:");
  } catch (const InputError&) {  // of something that has no lines
    return false;
  }
}

void check(const Trajectory& trajectory) {
  const FrameRange& range = trajectory.range;
  if (range.first < 0 || range.every < 1 || (range.last >= 0 && range.last < range.first) || range.last < -1)
    throw InputError("frames are counted from 0: the first is at least 0, the last is not before it (or -1 for the " +
                     std::string("end), and every is at least 1; found first ") + std::to_string(range.first) +
                     ", last " + std::to_string(range.last) + ", every " + std::to_string(range.every));
  if (!std::isnan(trajectory.frame_time) && !(trajectory.frame_time > 0.0 && std::isfinite(trajectory.frame_time)))
    throw InputError("the time between two frames must be positive");
}

bool chosen(const FrameRange& range, Index i) { return i >= range.first && (i - range.first) % range.every == 0; }

}  // namespace

std::unique_ptr<FrameSource> open_trajectory(const std::string& path, const TrajectoryNotes& notes) {
  if (has_any_ending(path, {".xyz", ".extxyz", ".xyz.gz", ".extxyz.gz"})) return std::make_unique<XyzFrames>(path);
  if (has_any_ending(path, {".h5", ".h5md"})) {
    if (is_frame_set(path)) return std::make_unique<StoredFrames>(read_frame_set(path));
    return std::make_unique<H5mdFrames>(path, notes.species);
  }
  if (has_any_ending(path, {".lammpstrj", ".lammpstrj.gz", ".dump", ".dump.gz"})) return open_lammps_dump(path, notes);
  require_readable(path);
  if (std::filesystem::path(path).filename().string().starts_with("XDATCAR")) return open_xdatcar(path);
  if (begins_like_a_dump(path)) return open_lammps_dump(path, notes);
  return std::make_unique<OneFrame>(read_openbabel(path));
}

Index for_each_frame(const Trajectory& trajectory, const std::function<void(const Frame&, Index)>& use) {
  check(trajectory);
  const FrameRange& range = trajectory.range;
  const auto source = open_trajectory(trajectory.path, trajectory.notes);
  Index used = 0, i = 0;
  for (; range.last < 0 || i <= range.last; ++i) {
    if (!chosen(range, i)) {
      if (!source->skip()) break;
      continue;
    }
    auto frame = source->next();
    if (!frame) break;
    if (!std::isnan(trajectory.frame_time)) frame->time = static_cast<double>(i) * trajectory.frame_time;
    use(*frame, i);
    ++used;
  }
  if (used == 0)
    throw InputError({trajectory.path, 0}, "the file has " + std::to_string(i) +
                                               " frames, and the first one asked for is frame " +
                                               std::to_string(range.first) + " (counted from 0)");
  return used;
}

Index for_each_frame(const std::string& path, const FrameRange& range,
                     const std::function<void(const Frame&, Index)>& use) {
  return for_each_frame(Trajectory{path, range, std::numeric_limits<double>::quiet_NaN(), {}}, use);
}

}  // namespace liquidus
