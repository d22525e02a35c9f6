#pragma once
#include <cmath>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "core/units.hpp"
#include "io/h5md.hpp"
#include "scatter/measure.hpp"

namespace liquidus::testing {

inline constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

/// A file of these tests that goes away with it.
struct TemporaryFile {
  explicit TemporaryFile(const std::string& name) : path("dynamics_test_" + name) {}
  ~TemporaryFile() { std::remove(path.c_str()); }
  const std::string path;
};

/// Frames `spacing` fs apart, with numbers for their steps.
inline std::vector<Frame> timed(const std::vector<Structure>& structures, double spacing) {
  std::vector<Frame> frames;
  for (const auto& s : structures) {
    frames.emplace_back();
    frames.back().atoms = s;
    frames.back().step = static_cast<Index>(frames.size()) - 1;
    frames.back().time = spacing * static_cast<double>(frames.size() - 1);
  }
  return frames;
}

inline Snapshot shown(const Frame& frame) {
  constexpr Vec3 row{not_known, not_known, not_known};
  return {frame.atoms, frame.step, frame.time, not_known, not_known, Mat3{row, row, row}};
}

inline void write_file(const std::string& path, const std::vector<Frame>& frames) {
  H5mdWriter writer(path, frames[0].atoms, h5md_options(frames[0]));
  for (const auto& frame : frames) writer.write(frame);
  writer.close();
}

template <class M>
void show(M& measure, const std::vector<Frame>& frames, std::size_t from = 0) {
  for (std::size_t k = from; k < frames.size(); ++k) measure.observe(shown(frames[k]));
}

/// Atoms "Na", "Cl" in turn whose coordinates take normal steps of `width` Å at each frame, in a cube; paths, not
/// folded.
inline std::vector<Structure> walkers(Index atoms, Index frames, double width, double length, std::uint64_t seed) {
  Structure now;
  now.cell = Cell::cubic(length);
  for (Index i = 0; i < atoms; ++i) {
    Random random(seed, Stream::packing, i, 0);
    now.add(i % 2 == 0 ? "Na" : "Cl", length * Vec3{random.uniform(), random.uniform(), random.uniform()});
  }
  std::vector<Structure> all{now};
  for (Index f = 1; f < frames; ++f) {
    for (Index i = 0; i < atoms; ++i)
      now.r[static_cast<std::size_t>(i)] += width * Random(seed, Stream::packing, i, f).normal3();
    all.push_back(now);
  }
  return all;
}

/// The same paths folded into the cell, with images if asked for.
inline std::vector<Structure> folded(std::vector<Structure> all, bool images) {
  for (auto& s : all) {
    s.image.assign(s.r.size(), Image{});
    for (std::size_t i = 0; i < s.r.size(); ++i) s.r[i] = s.cell.wrapped(s.r[i], &s.image[i]);
    if (!images) s.image.clear();
  }
  return all;
}

/// The column of a table by its name.
inline std::vector<double> column(const CurveTable& table, const std::string& name) {
  for (const auto& column : table.columns)
    if (column.name == name) return column.values;
  throw std::runtime_error("no column " + name);
}

inline Finding number(const Findings& all, const std::string& name) {
  for (const auto& finding : all.numbers)
    if (finding.name == name) return finding;
  throw std::runtime_error("no number " + name);
}

/// Mean square displacement of the species `name` at one lag by two loops, with the drift of equal masses left in.
inline double by_loops(const std::vector<Structure>& paths, const std::string& name, std::size_t lag,
                       std::size_t stride = 1) {
  double sum = 0.0, count = 0.0;
  for (std::size_t t = 0; t + lag < paths.size(); t += stride)
    for (Index i = 0; i < paths[t].size(); ++i)
      if (paths[t].name(i) == name) {
        sum += norm2(paths[t + lag].r[static_cast<std::size_t>(i)] - paths[t].r[static_cast<std::size_t>(i)]);
        count += 1.0;
      }
  return sum / count;
}

}  // namespace liquidus::testing
