#include "io/trajectory.hpp"

#include "core/random.hpp"
#include "io/h5md.hpp"
#include "io/helpers.hpp"
#include "io/xyz.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

constexpr Index frames = 7;

/// The cell breathes, so that frames can't be mistaken for each other.
Frame frame(Index i) {
  Random random(11, Stream::packing, 0, i);
  Frame f;
  const double length = 9.0 + 0.2 * static_cast<double>(i);
  f.atoms.cell = Cell::cubic(length);
  for (int k = 0; k < 20; ++k)
    f.atoms.add(k % 2 ? "Cl" : "Na", length * Vec3{random.uniform(), random.uniform(), random.uniform()});
  f.step = 10 * i;
  f.time = 20.0 * static_cast<double>(i);
  return f;
}

std::string xyz(const TemporaryFolder& folder, const std::string& name) {
  XyzWriter writer(folder / name);
  for (Index i = 0; i < frames; ++i) writer.write(frame(i));
  writer.close();
  return folder / name;
}

std::string h5md(const TemporaryFolder& folder, const std::string& name) {
  H5mdWriter writer(folder / name, frame(0).atoms, {});
  for (Index i = 0; i < frames; ++i) writer.write(frame(i));
  writer.close();
  return folder / name;
}

}  // namespace

TEST_CASE("every format of trajectory gives the same frames", "[trajectory_test]") {
  const TemporaryFolder folder;
  for (const auto& path : {xyz(folder, "t.extxyz"), xyz(folder, "t.xyz.gz"), h5md(folder, "t.h5")}) {
    INFO(path);
    Index seen = 0;
    for_each_frame(path, {}, [&](const Frame& f, Index number) {
      CHECK(number == seen++);
      CHECK(f.atoms.r == frame(number).atoms.r);
      CHECK(f.atoms.cell == frame(number).atoms.cell);
      CHECK(f.step == frame(number).step);
    });
    CHECK(seen == frames);
  }
}

TEST_CASE("a range takes the frames that it names", "[trajectory_test]") {
  const TemporaryFolder folder;
  const struct {
    FrameRange range;
    std::vector<Index> which;
  } cases[] = {{{0, -1, 1}, {0, 1, 2, 3, 4, 5, 6}},
               {{2, -1, 1}, {2, 3, 4, 5, 6}},
               {{1, 5, 2}, {1, 3, 5}},
               {{0, 4, 3}, {0, 3}},
               {{6, 6, 1}, {6}},
               {{5, 100, 1}, {5, 6}}};
  for (const auto& path : {xyz(folder, "r.xyz"), h5md(folder, "r.h5md")})
    for (const auto& [range, which] : cases) {
      std::vector<Index> seen;
      const Index used = for_each_frame(path, range, [&](const Frame& f, Index number) {
        seen.push_back(number);
        CHECK(f.atoms.cell.volume() == Approx(frame(number).atoms.cell.volume()));
      });
      CHECK(seen == which);
      CHECK(used == static_cast<Index>(which.size()));
    }
}

TEST_CASE("a range without frames and a missing file are refused by name", "[trajectory_test]") {
  const TemporaryFolder folder;
  const auto path = xyz(folder, "w.xyz");
  const auto ignore = [](const Frame&, Index) {};
  CHECK_THROWS_WITH(for_each_frame(path, {9, -1, 1}, ignore),
                    path + ": the file has 7 frames, and the first one asked for is frame 9 (counted from 0)");
  for (const FrameRange& wrong : {FrameRange{-1, -1, 1}, {3, 2, 1}, {0, -1, 0}})
    CHECK_THROWS_AS(for_each_frame(path, wrong, ignore), InputError);
  CHECK_THROWS_AS(for_each_frame("no-such-file.h5", {}, ignore), InputError);
  CHECK_THROWS_AS(for_each_frame("no-such-file.xyz", {}, ignore), InputError);
}
