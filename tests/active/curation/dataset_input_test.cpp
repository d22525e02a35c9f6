#include "active/curation/dataset_input.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>

#include "active/curation/labelled_melts.hpp"
#include "core/units.hpp"
#include "io/xyz.hpp"
#include "support/error_of.hpp"
#include "support/temporary_folder.hpp"

using namespace liquidus;
using liquidus::testing::melt;
using liquidus::testing::TemporaryFolder;

namespace {

std::string text(const std::vector<Frame>& frames, const std::string& prefix = "REF_") {
  std::string all;
  for (const auto& frame : frames) all += format_xyz(frame, prefix);
  return all;
}

DatasetInput input_of(const std::vector<std::string>& files) {
  DatasetInput input;
  input.files = files;
  return input;
}

std::string word(const LabelledFrame& frame, const std::string& key) { return info_text(frame.frame, key); }

bool has(const std::string& whole, const std::string& part) { return whole.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("Units and signs become those of the program", "[dataset_input_test]") {
  const TemporaryFolder folder;
  const Frame expected = melt(1).frame;
  Frame frame = expected;
  const double bohr = units::bohr, hartree = units::hartree;
  frame.atoms.cell = Cell((1.0 / bohr) * frame.atoms.cell.vectors(), {true, true, true});
  for (auto& r : frame.atoms.r) r *= 1.0 / bohr;
  for (auto& f : frame.forces) f *= bohr / hartree;
  *frame.energy /= hartree;
  frame.stress = Mat3::diagonal(10.0, 20.0, 30.0);  // kbar under compression
  auto input = input_of({folder.with("set.extxyz", text({frame}))});
  input.labels.energy_unit = "hartree";
  input.labels.length_unit = "bohr";
  input.labels.stress_unit = "kbar";
  input.labels.pressure_sign = true;
  const auto data = read_dataset({input});
  REQUIRE(data.set.frames.size() == 1);
  const Frame& found = data.set.frames[0].frame;
  CHECK(*found.energy == Approx(*expected.energy).epsilon(1e-12));
  CHECK(found.atoms.cell.volume() == Approx(expected.atoms.cell.volume()).epsilon(1e-12));
  CHECK(norm(found.atoms.r[7] - expected.atoms.r[7]) < 1e-12);
  CHECK(norm(found.forces[7] - expected.forces[7]) < 1e-12);
  CHECK((*found.stress)[1][1] == Approx(-2.0 * units::GPa).epsilon(1e-12));
  input.labels.energy_unit = "bohr";
  CHECK(testing::error_of([&] { read_dataset({input}); }) ==
        "energy_unit: 'bohr' is no unit of that kind; expected one such as \"eV\"");
}

TEST_CASE("Labels can stand under any key", "[dataset_input_test]") {
  const TemporaryFolder folder;
  Frame frame = melt(1).frame;
  frame.info["Etot"] = -7.5;
  frame.info["W"] = std::vector<double>{1.0, 2.0, 3.0, 0.0, 0.0, 0.0};
  frame.arrays["grad"] = std::vector<double>(192, 0.5);
  auto input = input_of({folder.with("set.extxyz", text({frame}, ""))});
  input.labels.energy_key = "Etot";
  input.labels.forces_key = "grad";
  input.labels.virial_key = "W";
  const auto data = read_dataset({input});
  const Frame& found = data.set.frames[0].frame;
  CHECK(*found.energy == -7.5);
  CHECK(found.forces[5] == Vec3{0.5, 0.5, 0.5});
  CHECK((*found.stress)[2][2] == Approx(-3.0 / found.atoms.cell.volume()));
  CHECK(std::get<double>(found.info.at("energy")) == *frame.energy);  // no label, and not lost
  CHECK_FALSE(found.info.contains("Etot"));
  input.labels.forces_key = "pos2";
  CHECK(read_dataset({input}).files[0].forces == 0);
  input.labels.virial_key = "Etot";
  input.labels.energy_key.clear();
  CHECK(has(testing::error_of([&] { read_dataset({input}); }), "frame 0: 'Etot' is not 9 numbers, or 6"));
}

TEST_CASE("Where a frame comes from is kept, or filled in", "[dataset_input_test]") {
  const TemporaryFolder folder;
  std::vector<Frame> frames = {melt(1).frame, melt(2).frame, melt(3).frame};
  frames[1].info["parent"] = std::string("run-7");
  frames[1].info["engine"] = std::string("VASP 6.4");
  const auto plain = folder.with("plain.extxyz", text(frames));
  for (Index k = 0; k < 3; ++k) frames[static_cast<std::size_t>(k)].step = 100 * k;
  const auto stepped = folder.with("stepped.extxyz", text(frames));
  auto second = input_of({stepped});
  second.provenance = {"run-9", "CP2K", settings_id("PBE"), 2};
  const auto data = read_dataset({input_of({plain}), second});
  const auto& all = data.set.frames;
  REQUIRE(all.size() == 6);
  CHECK(word(all[0], "parent") == plain);
  CHECK(all[2].frame.step == 2);  // its number in the file
  CHECK(word(all[1], "parent") == "run-7");
  CHECK(all[1].frame.step == 0);
  CHECK(word(all[1], "round").empty());
  CHECK(word(all[3], "parent") == "run-9");
  CHECK(all[5].frame.step == 200);
  CHECK(word(all[3], "engine") == "CP2K");
  CHECK(word(all[4], "engine") == "VASP 6.4");
  CHECK(word(all[4], "settings") == settings_id("PBE"));
  CHECK(settings_id("PBE").size() == 16);
  CHECK(settings_id("PBE") != settings_id("PBE "));
  CHECK(word(all[5], "round") == "2");
  CHECK(place_of(all[4]) == stepped + ", frame 1 (step 100 of run-7)");
  // it survives a round of writing and reading
  const auto again = folder.with("again.extxyz", format_xyz(all[4].frame, "REF_"));
  const auto back = read_dataset({input_of({again})}).set.frames[0];
  CHECK(back.frame.info == all[4].frame.info);
  CHECK(back.frame.step == 100);
}

TEST_CASE("Keys are renamed, dropped and set before they are read", "[dataset_input_test]") {
  const TemporaryFolder folder;
  Frame frame = melt(1).frame, atom;
  frame.info["kind"] = std::string("liquid");
  frame.info["w"] = 2.5;
  frame.info["junk"] = Index{1};
  atom.atoms.cell = Cell::cubic(14.0);
  atom.atoms.add("Na", {});
  atom.energy = -5.0;
  atom.info["kind"] = std::string("IsolatedAtom");
  const auto input = input_of({folder.with("set.extxyz", text({atom, frame}))});
  const auto data =
      read_dataset({input}, {{{"kind", "config_type"}, {"w", "config_weight"}}, {"junk"}, {{"round", "4"}}});
  REQUIRE(data.set.frames.size() == 1);
  CHECK(data.set.isolated.size() == 1);
  CHECK(data.set.frames[0].config_type == "liquid");
  CHECK(data.set.frames[0].weight == 2.5);
  CHECK_FALSE(data.set.frames[0].frame.info.contains("junk"));
  CHECK(std::get<Index>(data.set.frames[0].frame.info.at("round")) == 4);
  CHECK(has(testing::error_of([&] {
              read_dataset({input}, {{{"kind", "w"}}, {}, {}});
            }),
            "rename: 'kind' can't become 'w'"));
  CHECK(testing::error_of([&] { key_and_value("rename", "a=b=c"); }) == "rename: 'a=b=c' is not of the form \"a=b\"");
}

TEST_CASE("Files by wildcard, each once, and labels counted", "[dataset_input_test]") {
  const TemporaryFolder folder;
  Frame bare = melt(2).frame;
  bare.energy.reset();
  bare.forces.clear();
  const auto b = folder.with("b1.extxyz", text({melt(1).frame, bare}));
  const auto a = folder.with("a1.extxyz", text({melt(3).frame}));
  const auto files = matching_files({b, folder / "*1.extxyz"});
  CHECK(files == std::vector<std::string>{b, a});
  CHECK(testing::error_of([&] { matching_files({"none*.extxyz"}); }) == "there is no file 'none*.extxyz'");
  const auto data = read_dataset({input_of(files)});
  REQUIRE(data.files.size() == 2);
  CHECK(data.files[0].frames == 2);
  CHECK(data.files[0].energy == 1);
  CHECK(data.files[0].forces == 1);
  CHECK(data.files[1].energy == 1);
  CHECK(data.set.frames[1].number == 1);
}

TEST_CASE("What looks wrong is a warning", "[dataset_input_test]") {
  const TemporaryFolder folder;
  std::vector<Frame> frames;
  for (Index k = 0; k < 12; ++k) {  // the pressure falls as the volume rises, written as a pressure
    frames.push_back(melt(k, "Na", 4, 2.8 + 0.02 * static_cast<double>(k)).frame);
    frames.back().stress = Mat3::diagonal(1.0, 1.0, 1.0);
    frames.back().stress = (0.03 - 0.002 * static_cast<double>(k)) * *frames.back().stress;
  }
  const auto file = folder.with("set.extxyz", text(frames));
  auto input = input_of({file});
  const auto warnings = read_dataset({input}).set.warnings;
  REQUIRE(warnings.size() == 1);
  CHECK(has(warnings[0], "stress_sign = \"pressure\""));
  input.labels.pressure_sign = true;
  CHECK(read_dataset({input}).set.warnings.empty());
  input.labels.forces_unit = "kcal/mol/Å";
  CHECK(has(read_dataset({input}).set.warnings.at(0), "forces are not in eV/Å"));
}

TEST_CASE("Of isolated atoms one is kept for each element and head", "[dataset_input_test]") {
  const TemporaryFolder folder;
  Frame atom;
  atom.atoms.cell = Cell::cubic(14.0);
  atom.atoms.add("Na", {});
  atom.info["config_type"] = std::string("IsolatedAtom");
  atom.energy = -5.0;
  Frame other = atom, head = atom;
  other.energy = -5.1;
  head.info["head"] = std::string("scan");
  const auto data = read_dataset({input_of({folder.with("a.extxyz", text({atom}))}),
                                  input_of({folder.with("b.extxyz", text({other}))}),
                                  input_of({folder.with("c.extxyz", text({head}))})});
  REQUIRE(data.set.isolated.size() == 2);
  CHECK(*data.set.isolated[0].frame.energy == -5.0);
  REQUIRE(data.set.warnings.size() == 1);
  CHECK(has(data.set.warnings[0], "the isolated atom of Na has -5 eV in"));
}
