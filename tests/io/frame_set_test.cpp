#include "io/frame_set.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <cmath>
#include <ctime>
#include <thread>

#include "io/archive.hpp"
#include "io/h5md.hpp"
#include "io/sha256.hpp"
#include "io/trajectory.hpp"
#include "support/error_of.hpp"
#include "support/temporary_folder.hpp"

using namespace liquidus;

namespace {

/// Three frames that have as little in common as frames may.
std::vector<Frame> unlike() {
  std::vector<Frame> all(3);
  all[0].atoms.cell =
      Cell(Mat3{Vec3{9.1, 0.0, 0.0}, Vec3{1.0 / 3.0, 8.7, 0.0}, Vec3{0.0, -0.2, 7.9}}, {true, true, true});
  for (const char* name : {"Na", "Cl", "Na"}) all[0].atoms.add(name, {0.1 * std::sqrt(2.0), -3.0, 1e-17});
  all[0].energy = -27.0 / 7.0;
  all[0].stress = Mat3{Vec3{0.1, 0.2, 0.3}, Vec3{0.2, 1e-9, 0.5}, Vec3{0.3, 0.5, -0.6}};
  all[0].forces = {{1.0 / 3.0, 0.0, -0.0}, {2.0, 3.0, 4.0}, {-1e300, 5e-324, 0.1}};
  all[0].info = {{"config_type", std::string("melt \"hot\" é")},
                 {"round", Index{3}},
                 {"whole", true},
                 {"density", 1.0},
                 {"list", std::vector<double>{1.0, 2.5}},
                 {"counts", std::vector<Index>{1, -2}},
                 {"words", std::vector<std::string>{"a", "b c"}}};
  all[0].arrays["tags"] = {0.0, 1.0, 2.0};
  all[0].arrays["dipole"] = {1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0};
  all[0].words["site"] = {"a", "bb", "c"};
  all[1].atoms.cell = Cell::cubic(20.0);
  all[1].atoms.add("Cl", {1.0, 2.0, 3.0});
  all[1].atoms.v = {{0.01, 0.02, 0.03}};
  all[1].atoms.image = {{-1, 0, 7}};
  all[1].charges = {-0.9};
  all[1].atomic_energies = {-2.5};
  all[1].step = 123456789012;
  all[1].time = 0.1;
  all[2].atoms.add("K", {0.0, 0.0, 0.0});
  all[2].atoms.add("Cl", {2.6, 0.0, 0.0});
  all[2].arrays["dipole"] = {1.0, 2.0};
  all[2].energy = 0.0;
  return all;
}

std::vector<const Frame*> pointers(const std::vector<Frame>& frames) {
  std::vector<const Frame*> all;
  for (const auto& frame : frames) all.push_back(&frame);
  return all;
}

}  // namespace

TEST_CASE("Frames of other sizes, labels and keys come back bit for bit", "[frame_set_test]") {
  const testing::TemporaryFolder folder;
  const auto path = (folder.path() / "set.h5").string();
  const auto frames = unlike();
  write_frame_set(path, pointers(frames));
  CHECK(is_frame_set(path));
  const auto back = read_frame_set(path);
  REQUIRE(back.size() == frames.size());
  for (std::size_t k = 0; k < frames.size(); ++k) {
    INFO("frame " << k);
    const Frame &a = frames[k], &b = back[k];
    CHECK(a.atoms.cell == b.atoms.cell);
    CHECK(a.atoms.species == b.atoms.species);
    CHECK(a.atoms.type == b.atoms.type);
    CHECK(a.atoms.r == b.atoms.r);
    CHECK(a.atoms.v == b.atoms.v);
    CHECK(a.atoms.image == b.atoms.image);
    CHECK(a.energy == b.energy);
    CHECK(a.stress == b.stress);
    CHECK(a.forces == b.forces);
    CHECK(a.charges == b.charges);
    CHECK(a.atomic_energies == b.atomic_energies);
    CHECK(a.info == b.info);
    CHECK(a.arrays == b.arrays);
    CHECK(a.words == b.words);
    CHECK(a.step == b.step);
    CHECK(a.time == b.time);
  }
  CHECK(std::signbit(back[0].forces[0][2]));
}

TEST_CASE("The same frames are the same bytes", "[frame_set_test]") {
  const testing::TemporaryFolder folder;
  const auto frames = unlike();
  std::vector<std::string> digests;
  const auto begun = std::time(nullptr);
  for (const char* name : {"a.h5", "b.h5"}) {
    while (!digests.empty() && std::time(nullptr) == begun)  // HDF5 would keep the second of writing
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    const auto path = (folder.path() / name).string();
    write_frame_set(path, pointers(frames));
    digests.push_back(sha256_of_file(path));
  }
  CHECK(digests[0] == digests[1]);
}

TEST_CASE("Trajectory readers take frame sets, and H5MD is none", "[frame_set_test]") {
  const testing::TemporaryFolder folder;
  const auto set = (folder.path() / "set.h5").string(), trajectory = (folder.path() / "run.h5").string();
  const auto frames = unlike();
  write_frame_set(set, pointers(frames));
  std::vector<Index> sizes;
  for_each_frame(set, {1, -1, 1}, [&](const Frame& frame, Index) { sizes.push_back(frame.atoms.size()); });
  CHECK(sizes == std::vector<Index>{1, 2});
  H5mdWriter writer(trajectory, frames[0].atoms, {});
  writer.write(frames[0]);
  writer.close();
  CHECK_FALSE(is_frame_set(trajectory));
  CHECK(testing::error_of([&] { read_frame_set(trajectory); }) == trajectory + ": the file is no frameset of liquidus");
}

TEST_CASE("What can't be written or read is refused", "[frame_set_test]") {
  const testing::TemporaryFolder folder;
  const auto path = (folder.path() / "set.h5").string();
  auto frames = unlike();
  frames[0].forces[1][0] = NAN;
  CHECK_THROWS_AS(write_frame_set(path, pointers(frames)), Error);
  frames = unlike();
  frames[0].info["list"] = std::vector<double>{INFINITY};
  CHECK_THROWS_AS(write_frame_set(path, pointers(frames)), Error);
  CHECK_FALSE(std::filesystem::exists(path));
  Archive wrong({"frameset", 1, true});
  wrong.put("atoms", Index{2});
  wrong.put("species/name", std::vector<std::string>{"Na"});
  wrong.put("species/Z", Index{11});
  wrong.put("species/mass", 1.0);
  wrong.put("type", std::vector<Index>{0, 1});
  wrong.put("position", std::vector<double>(6, 0.0));
  wrong.put("cell", std::vector<double>(9, 0.0));
  wrong.put("periodic", std::vector<Index>(3, 0));
  wrong.put("step", Index{0});
  wrong.put("time", 0.0);
  wrong.put("info", std::string("{}"));
  wrong.save(path);
  CHECK(testing::error_of([&] { read_frame_set(path); }) ==
        path + ": 'type' in the frame set names a species that isn't there");
  wrong.put("position", std::vector<double>(5, 0.0));
  wrong.save(path);
  CHECK(testing::error_of([&] { read_frame_set(path); }) ==
        path + ": 'position' in the frame set has 5 values, expected 6");
}
