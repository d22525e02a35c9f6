#include "scatter/measure_trajectory.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <limits>

#include "core/errors.hpp"
#include "io/xyz.hpp"
#include "scatter/systems.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

struct TemporaryFile {
  explicit TemporaryFile(const std::string& name) : path("measure_trajectory_test_" + name) {}
  ~TemporaryFile() { std::remove(path.c_str()); }
  const std::string path;
};

}  // namespace

TEST_CASE("several measures see the frames of a file in one pass", "[measure_trajectory_test]") {
  const TemporaryFile file("t.extxyz");
  XyzWriter writer(file.path);
  for (Index i = 0; i < 4; ++i) {
    Frame frame;
    frame.atoms = ideal_gas(50, 9.0, {"Na", "Cl"}, i);
    writer.write(frame);
  }
  writer.close();
  PairDistribution coarse(bins(6.0, 0.5)), fine(bins(6.0, 0.1)), expected(bins(6.0, 0.5));
  Measure* const both[] = {&coarse, &fine};
  CHECK(measure_trajectory({file.path, {1, 3, 1}, none, {}}, both) == 3);
  for (Index i = 1; i < 4; ++i) expected.add(ideal_gas(50, 9.0, {"Na", "Cl"}, i));
  CHECK(coarse.result().total.g == expected.result().total.g);
  CHECK(fine.frames() == 3);
}

TEST_CASE("what a measure can't use is reported with file and frame", "[measure_trajectory_test]") {
  const TemporaryFile file("open.xyz");
  std::ofstream(file.path) << "1\nno cell\nNa 0 0 0\n";
  PairDistribution distribution(bins(6.0, 0.5));
  Measure* const measures[] = {&distribution};
  CHECK_THROWS_WITH(measure_trajectory({file.path, {}, none, {}}, measures),
                    file.path +
                        ": frame 0: the cell isn't periodic along a, b, c, so its volume says nothing about the "
                        "density: give the volume of the sample");
}

TEST_CASE("a frame without velocities, energy and stress shows none", "[measure_trajectory_test]") {
  Frame frame;
  frame.atoms = ideal_gas(2, 9.0, {"Ar"}, 0);
  CHECK(std::isnan(snapshot_of(frame).temperature));
  CHECK(std::isnan(snapshot_of(frame).potential_energy));
  CHECK(std::isnan(snapshot_of(frame).stress[1][2]));
  frame.atoms.v = {{0.01, 0.0, 0.0}, {0.0, 0.01, 0.0}};
  frame.energy = -1.0;
  // m v² of both over 6 kB/2
  CHECK(snapshot_of(frame).temperature == Approx(frame.atoms.mass(0) * 1e-4 * 2.0 / (6.0 * units::kB)));
  CHECK(snapshot_of(frame).potential_energy == -1.0);
  CHECK(std::isnan(snapshot_of(frame).heat_flux[0]));
  frame.info["heat_flux"] = std::vector<double>{0.1, 0.2, 0.3};
  CHECK(snapshot_of(frame).heat_flux == Vec3{0.1, 0.2, 0.3});
}
