#include "scatter/analyse_trajectory.hpp"

#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "io/h5md.hpp"
#include "io/xyz.hpp"
#include "scatter/systems.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

struct TemporaryFile {
  explicit TemporaryFile(const std::string& name) : path("analyse_trajectory_test_" + name) {}
  ~TemporaryFile() { std::remove(path.c_str()); }
  const std::string path;
};

constexpr Index frames = 7;

/// The cell breathes, so that frames can't be mistaken for each other.
Frame frame(Index i) {
  Frame f;
  f.atoms = ideal_gas(50, 9.0 + 0.2 * static_cast<double>(i), {"Na", "Cl"}, i);
  f.step = 10 * i;
  f.time = 20.0 * static_cast<double>(i);
  return f;
}

void write_xyz(const std::string& path) {
  XyzWriter writer(path);
  for (Index i = 0; i < frames; ++i) writer.write(frame(i));
  writer.close();
}

void write_h5md(const std::string& path) {
  H5mdOptions options;
  options.velocities = options.images = options.energy = options.stress = false;
  H5mdWriter writer(path, frame(0).atoms, options);
  for (Index i = 0; i < frames; ++i) writer.write(frame(i));
  writer.close();
}

PairDistributionOptions options() {
  PairDistributionOptions o;
  o.cutoff = 6.0;
  o.width = 0.2;
  return o;
}

PairDistributions expected(const std::vector<Index>& which) {
  PairDistribution distribution(options());
  for (const Index i : which) distribution.add(frame(i).atoms);
  return distribution.result();
}

}  // namespace

TEST_CASE("every format of trajectory gives the same g(r)", "[analyse_trajectory_test]") {
  const TemporaryFile xyz("t.extxyz"), zipped("t.xyz.gz"), h5("t.h5");
  write_xyz(xyz.path);
  write_xyz(zipped.path);
  write_h5md(h5.path);
  const auto all = expected({0, 1, 2, 3, 4, 5, 6});
  for (const auto& path : {xyz.path, zipped.path, h5.path}) {
    INFO(path);
    const auto result = analyse_trajectory(path, options());
    CHECK(result.frames == frames);
    CHECK(result.pair("Na-Cl").g == all.pair("Na-Cl").g);
    CHECK(result.pair("Na-Cl").g_error == all.pair("Na-Cl").g_error);
  }
}

TEST_CASE("a range takes the frames that it names", "[analyse_trajectory_test]") {
  const TemporaryFile xyz("r.xyz"), h5("r.h5md");
  write_xyz(xyz.path);
  write_h5md(h5.path);
  const struct {
    FrameRange range;
    std::vector<Index> which;
  } cases[] = {{{0, -1, 1}, {0, 1, 2, 3, 4, 5, 6}},
               {{2, -1, 1}, {2, 3, 4, 5, 6}},
               {{1, 5, 2}, {1, 3, 5}},
               {{0, 4, 3}, {0, 3}},
               {{6, 6, 1}, {6}},
               {{5, 100, 1}, {5, 6}}};
  for (const auto& path : {xyz.path, h5.path})
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

TEST_CASE("a range without frames and a file without density are refused by name", "[analyse_trajectory_test]") {
  const TemporaryFile xyz("w.xyz"), open("open.xyz");
  write_xyz(xyz.path);
  CHECK_THROWS_WITH(analyse_trajectory(xyz.path, options(), {9, -1, 1}),
                    xyz.path + ": the file has 7 frames, and the first one asked for is frame 9 (counted from 0)");
  CHECK_THROWS_AS(analyse_trajectory(xyz.path, options(), {-1, -1, 1}), InputError);
  CHECK_THROWS_AS(analyse_trajectory(xyz.path, options(), {3, 2, 1}), InputError);
  CHECK_THROWS_AS(analyse_trajectory(xyz.path, options(), {0, -1, 0}), InputError);
  CHECK_THROWS_AS(analyse_trajectory("no-such-file.h5", options()), InputError);
  CHECK_THROWS_AS(analyse_trajectory("no-such-file.xyz", options()), InputError);
  std::ofstream(open.path) << "1\nno cell\nNa 0 0 0\n";
  CHECK_THROWS_WITH(analyse_trajectory(open.path, options()),
                    open.path +
                        ": frame 0: the cell isn't periodic along a, b, c, so its volume says nothing about "
                        "the density: give the volume of the sample");
}
