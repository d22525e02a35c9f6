#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "app/program.hpp"
#include "io/frame_set.hpp"
#include "io/xyz.hpp"

using namespace liquidus;
using liquidus::test::WorkFolder;
using Json = nlohmann::json;

namespace {

const std::string nacl = LIQUIDUS_SOURCE_DIR "/datasets/nacl-pbe/train.extxyz.gz";
const std::string example = LIQUIDUS_SOURCE_DIR "/examples/curate-nacl.toml";

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::vector<Frame> frames_in(const WorkFolder& folder, const std::string& name) {
  return read_xyz((folder.path() / name).string());
}

/// The first frames of the shipped set, isolated atoms and all.
std::vector<Frame> salt(std::size_t count) {
  auto frames = read_xyz(nacl);
  frames.resize(count);
  return frames;
}

void write(const WorkFolder& folder, const std::string& name, const std::vector<Frame>& frames) {
  std::string text;
  for (const auto& frame : frames) text += format_xyz(frame, "REF_");
  folder.write(name, text);
}

WorkFolder::Outcome good(const WorkFolder& folder, const std::string& arguments) {
  auto outcome = folder.run("dataset " + arguments);
  INFO(outcome.out << outcome.err);
  REQUIRE(outcome.code == 0);
  return outcome;
}

/// Shifted, in other images and in another order.
Frame disguised(Frame frame) {
  auto& atoms = frame.atoms;
  for (auto& r : atoms.r) r = atoms.cell.wrapped(r + Vec3{1.0, 2.5, -7.0});
  std::reverse(atoms.r.begin(), atoms.r.end());
  std::reverse(atoms.type.begin(), atoms.type.end());
  std::reverse(frame.forces.begin(), frame.forces.end());
  return frame;
}

}  // namespace

TEST_CASE("What is in the shipped set", "[dataset_test]") {
  const WorkFolder folder;
  const auto outcome = good(folder, "stats '" + nacl + "' -o out");
  CHECK(has(outcome.out, "90 frames, 5760 atoms, 2 isolated atoms"));
  CHECK(has(outcome.out, "nacl_melt 70, nacl_liquid_classical_md 20"));
  CHECK(has(outcome.out, "Cl32Na32 90"));
  const auto json = Json::parse(folder.read("out/summary.json")).at("statistics");
  // as the set's README has it: 1.35 to 1.65 g/cm³, net forces of up to 0.015 eV/Å on a component's scale
  CHECK(json.at("distributions").at("density").at("least").get<double>() == Approx(1.35).epsilon(1e-3));
  CHECK(json.at("distributions").at("density").at("largest").get<double>() == Approx(1.65).epsilon(1e-3));
  CHECK(json.at("distributions").at("net_force").at("largest").get<double>() < 0.02);
  CHECK(has(folder.read("out/statistics.html"), "Closest Cl-Na of a frame"));
  CHECK(has(folder.read("out/frames.csv"), "closest_Cl-Na"));
}

TEST_CASE("The example of the manual, twice the same", "[dataset_test]") {
  const WorkFolder folder;
  const auto outcome = good(folder, "curate '" + example + "'");
  CHECK(has(outcome.out, "77 to train on, 11 for validation, 11 for the test"));
  CHECK(outcome.err.empty());
  const auto names = {"train.extxyz.gz", "validation.extxyz.gz", "test.extxyz.gz",
                      "frames.csv",      "statistics.html",      "summary.json"};
  std::vector<std::string> before;
  for (const char* name : names) before.push_back(folder.read(std::string("curated-nacl/") + name));
  CHECK(folder.run("dataset curate '" + example + "'").code == 2);  // doesn't write over
  good(folder, "curate '" + example + "' --overwrite");
  std::size_t k = 0;
  for (const char* name : names) CHECK(folder.read(std::string("curated-nacl/") + name) == before[k++]);
  const auto train = frames_in(folder, "curated-nacl/train.extxyz.gz");
  REQUIRE(train.size() == 79);
  CHECK(train[0].atoms.size() == 1);  // isolated atoms are for training
  CHECK(std::get<std::string>(train[5].info.at("engine")) == "CP2K 2023.1");
  CHECK(std::get<std::string>(train[5].info.at("parent")) == "nacl-pbe");
  CHECK_FALSE(train[5].info.contains("xc"));
  double weights = 0.0;
  for (const auto& frame : train)
    if (frame.atoms.size() > 1) weights += std::get<double>(frame.info.at("config_weight"));
  for (const char* name : {"validation", "test"})
    for (const auto& frame : frames_in(folder, std::string("curated-nacl/") + name + ".extxyz.gz"))
      weights += std::get<double>(frame.info.at("config_weight"));
  CHECK(weights == Approx(99.0));
}

TEST_CASE("What is taken out is kept with the reason", "[dataset_test]") {
  const WorkFolder folder;
  auto frames = salt(32);
  frames[10].forces[3] = {30.0, 0.0, 0.0};
  *frames[12].energy += 64 * 3.0;
  frames[14].atoms.r[2] = frames[14].atoms.r[40] + Vec3{0.5, 0.0, 0.0};
  frames.push_back(disguised(frames[20]));
  frames.push_back(disguised(frames[21]));
  *frames.back().energy += 1.0;
  write(folder, "set.extxyz", frames);
  folder.write("curate.toml",
               "output = \"out\"\n[[input]]\nfiles = [\"set.extxyz\"]\n[duplicates]\n[outliers]\n"
               "max_force = \"20 eV/Å\"\n");
  const auto outcome = good(folder, "curate curate.toml");
  CHECK(has(outcome.out, "duplicates           32        2       30"));
  CHECK(has(outcome.out, "outliers             30        3       27   1 distance, 1 energy, 1 force"));
  CHECK(has(outcome.out, "warning: set.extxyz, frame 33 and set.extxyz, frame 21 are duplicates and differ by +15.6"));
  const auto removed = frames_in(folder, "out/removed.extxyz");
  REQUIRE(removed.size() == 5);
  const auto reason = [&](std::size_t k) { return std::get<std::string>(removed[k].info.at("reason")); };
  CHECK(has(reason(0), "duplicate of set.extxyz, frame 20: as if displaced by"));
  CHECK(has(reason(2), "force: 30 eV/Å on atom 4"));
  CHECK(has(reason(3), "energy: +"));
  CHECK(has(reason(4), "distance: "));
  CHECK(removed[2].atoms.r == frames[10].atoms.r);  // nothing is lost
  CHECK(removed[2].forces == frames[10].forces);
  CHECK(frames_in(folder, "out/set.extxyz").size() == 29);
  const auto json = Json::parse(folder.read("out/summary.json")).at("curation");
  CHECK(json.at("removed").size() == 5);
  CHECK(json.at("removed")[3].at("frame") == 12);
  CHECK(json.at("disagreeing_duplicates").size() == 1);
}

TEST_CASE("A potential's own labels are none to doubt, others are", "[dataset_test]") {
  const WorkFolder folder;
  folder.write("argon.toml", liquidus::test::argon_potential());
  std::vector<Frame> frames;
  for (int k = 0; k < 3; ++k) {
    Frame frame;
    frame.atoms.cell = Cell::cubic(17.0);
    for (int i = 0; i < 64; ++i)
      frame.atoms.add("Ar", {i % 4 * 4.25 + 0.1 * (i * k % 3), i / 4 % 4 * 4.25, i / 16 * 4.25});
    frames.push_back(frame);
  }
  write(folder, "bare.extxyz", frames);
  REQUIRE(folder.run("evaluate --potential argon.toml bare.extxyz -o plain.extxyz").code == 0);
  auto labelled = frames_in(folder, "plain.extxyz");
  *labelled[1].energy += 64 * 0.01;
  write(folder, "set.extxyz", labelled);
  const std::string ask = "outliers set.extxyz -o out --overwrite --set outliers.model_energy='\"5 meV\"' ";
  CHECK(has(folder.run("dataset " + ask).err, "there is no prediction: give models or a potential"));
  CHECK(has(good(folder, ask + "--set outliers.potential=argon.toml").out, "1 model"));
  CHECK(has(folder.read("out/removed.extxyz"), "model: energy -0.01 eV/atom off the label"));
  // the same from a file that evaluate wrote
  REQUIRE(folder.run("evaluate --potential argon.toml set.extxyz -o set2.extxyz").code == 0);
  CHECK(has(good(folder, "outliers set2.extxyz -o out2 --set outliers.model_energy='\"5 meV\"'").out, "1 model"));
}

TEST_CASE("HDF5 and extended XYZ hold the same", "[dataset_test]") {
  const WorkFolder folder;
  good(folder, "merge '" + nacl + "' -o a");
  good(folder, "merge '" + nacl + "' -o b --set format=h5");
  const auto stored = read_frame_set((folder.path() / "b/set.h5").string());
  CHECK(stored.size() == 92);
  good(folder, "merge b/set.h5 -o c");
  good(folder, "merge b/set.h5 -o d --set input.energy_unit=meV --set 'convert.rename=[\"code=engine\"]'");
  const auto scaled = frames_in(folder, "d/set.extxyz");
  CHECK(*scaled[5].energy == Approx(1e-3 * *stored[5].energy).epsilon(1e-14));
  CHECK(scaled[5].info.contains("engine"));
  CHECK(folder.read("c/set.extxyz") == folder.read("a/set.extxyz"));
  CHECK(has(good(folder, "stats b/set.h5").out, "90 frames, 5760 atoms, 2 isolated atoms"));
  good(folder, "merge a/set.extxyz -o b --overwrite");  // an earlier set in another format doesn't stay
  CHECK_FALSE(std::filesystem::exists(folder.path() / "b/set.h5"));
  CHECK(has(folder.run("dataset merge a/set.extxyz -o a --overwrite").err, "is an input and is where a set would be"));
}

TEST_CASE("Frames beyond a quota are set aside, and clusters stay whole", "[dataset_test]") {
  const WorkFolder folder;
  CHECK(has(good(folder, "rebalance '" + nacl + "' -o a --set rebalance.at_most=15").out,
            "rebalance            90       60       30   2 groups"));
  CHECK(frames_in(folder, "a/removed.extxyz").size() == 60);
  good(folder,
       "split '" + nacl + "' -o b --set split.whole=density_g_cm3 --set split.test=0.25 --set split.validation=0");
  std::set<double> train, test;
  for (const auto& [name, densities] : {std::pair{"train", &train}, std::pair{"test", &test}})
    for (const auto& frame : frames_in(folder, std::string("b/") + name + ".extxyz"))
      if (frame.info.contains("density_g_cm3")) densities->insert(std::get<double>(frame.info.at("density_g_cm3")));
  CHECK(test.size() == 1);
  CHECK(train.size() == 2);
}

TEST_CASE("Mistakes in a curation file are told at once", "[dataset_test]") {
  const WorkFolder folder;
  write(folder, "set.extxyz", salt(12));
  folder.write("curate.toml",
               "[[input]]\nfiles = [\"none.extxyz\"]\n[duplicates]\ntolerance = \"1 eV\"\n[split]\nvalidaton = 0.1\n");
  const auto outcome = folder.run("dataset curate curate.toml");
  CHECK(outcome.code == 2);
  CHECK(has(outcome.err, "curate.toml:2: there is no file 'none.extxyz'"));
  CHECK(has(outcome.err, "curate.toml:4: "));
  CHECK(has(outcome.err, "did you mean 'validation'?"));
  folder.write("curate.toml", "[[input]]\nfiles = [\"set.extxyz\"]\n[split]\nvalidation = 0.5\ntest = 0.5\n");
  CHECK(has(folder.run("dataset curate curate.toml").err, "curate.toml:4: validation and test must be 0 or more"));
  CHECK(folder.run("dataset curate curate.toml --set split.test=0.1 --check").out ==
        "The curation file is in order.\n");
  CHECK(has(folder.run("dataset split set.extxyz --set 'split.by=[\"densty\"]'").err, "no frame has the key 'densty'"));
}
