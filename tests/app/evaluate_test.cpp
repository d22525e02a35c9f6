#include <catch2/catch.hpp>
#include <cmath>

#include "app/parameter_file.hpp"
#include "app/program.hpp"
#include "core/random.hpp"
#include "core/units.hpp"
#include "io/xyz.hpp"

using namespace liquidus;
using liquidus::test::argon_potential;
using liquidus::test::WorkFolder;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// Krypton-like atoms off a lattice, by argon's potential; strong enough a potential that the units are not suspected.
std::string potential() {
  auto text = argon_potential();
  return text.replace(text.find("0.0104"), 6, "0.5000");
}

std::vector<Frame> frames(int n) {
  std::vector<Frame> all;
  for (int k = 0; k < n; ++k) {
    Random random(5, Stream::packing, 0, static_cast<std::uint64_t>(k));
    Frame frame;
    frame.atoms.cell = Cell::cubic(16.4);
    for (int i = 0; i < 64; ++i) {
      const Vec3 site{i % 4 * 4.1, i / 4 % 4 * 4.1, i / 16 * 4.1};
      frame.atoms.add("Ar", site + Vec3{0.4 * random.uniform(), 0.4 * random.uniform(), 0.4 * random.uniform()});
    }
    if (k >= 2) frame.info["config_type"] = std::string("late");
    all.push_back(std::move(frame));
  }
  return all;
}

std::string text(const std::vector<Frame>& all, const std::string& prefix = "REF_") {
  std::string result;
  for (const auto& frame : all) result += format_xyz(frame, prefix);
  return result;
}

/// The potential's own energies, forces and stresses as labels.
std::vector<Frame> labelled(const WorkFolder& folder, int n) {
  folder.write("argon.toml", potential());
  folder.write("bare.extxyz", text(frames(n)));
  const auto outcome = folder.run("evaluate --potential argon.toml bare.extxyz -o labelled.extxyz");
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  return read_xyz((folder.path() / "labelled.extxyz").string());
}

WorkFolder::Outcome evaluate(const WorkFolder& folder, const std::string& arguments) {
  return folder.run("evaluate --potential argon.toml set.extxyz -o out.extxyz " + arguments);
}

}  // namespace

TEST_CASE("labels are compared by type and element, and stay in the output", "[evaluate_test]") {
  const WorkFolder folder;
  auto all = labelled(folder, 4);
  for (auto& frame : all) *frame.energy += 64 * 0.005;  // 5 meV/atom
  for (auto& force : all[3].forces) force += Vec3{0.02, -0.02, 0.02};
  folder.write("set.extxyz", text(all));
  const auto outcome = evaluate(folder, "--parity parity");
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  CHECK(has(outcome.out, "Default                        2       5.00       5.00       0.00       0.00       0.00"));
  CHECK(has(outcome.out, "late                           2       5.00       5.00      10.00      14.14       0.00"));
  CHECK(has(outcome.out, "all                            4       5.00       5.00       5.00      10.00"));
  CHECK(has(outcome.out, "\nAr                           256"));
  CHECK(has(outcome.out, "The energies differ by -5.00 meV/atom on average"));
  CHECK(has(folder.read("parity/energy.csv"), "\nset.extxyz,3,late,64,"));
  const auto out = read_xyz((folder.path() / "out.extxyz").string(), {{""}});
  REQUIRE(out.size() == 4);
  CHECK(std::get<double>(out[0].info.at("REF_energy")) - *out[0].energy == Approx(0.32));
  CHECK(out[3].arrays.at("REF_forces")[1] - out[3].forces[0][1] == Approx(-0.02));
  CHECK(out[0].atomic_energies.size() == 64);
  CHECK(out[0].stress);
}

TEST_CASE("labels that are asked for and absent are an error with counts", "[evaluate_test]") {
  const WorkFolder folder;
  auto all = labelled(folder, 3);
  all[1].forces.clear();
  folder.write("set.extxyz", text(all));
  const auto missing = evaluate(folder, "--labels energy,forces");
  CHECK(missing.code == 2);
  CHECK(missing.err ==
        "liquidus: set.extxyz: 1 of 3 frames have no forces (first: frame 1, line 67; looked for 'REF_forces' or "
        "'forces'); a frame without a label must say so by config_energy_weight=0, config_forces_weight=0 or "
        "config_stress_weight=0\n");
  CHECK(evaluate(folder, "").code == 0);  // nothing is asked for: what is there is compared
  CHECK(evaluate(folder, "--labels energy,stress").code == 0);
  CHECK(evaluate(folder, "--labels energy,force").err ==
        "liquidus: --labels: there is no label 'force'; did you mean 'forces'?\n");
}

TEST_CASE("labels without a prefix are compared when asked for", "[evaluate_test]") {
  const WorkFolder folder;
  folder.write("set.extxyz", text(labelled(folder, 3), ""));
  CHECK_FALSE(has(evaluate(folder, "").out, "config_type"));
  CHECK(has(evaluate(folder, "--labels energy,forces").out, "config_type"));
  CHECK(has(evaluate(folder, "--reference-prefix ''").out, "config_type"));
  CHECK(has(evaluate(folder, "--parity parity").err, "--parity: 'set.extxyz' has no labels"));
  CHECK(evaluate(folder, "--reference-prefix DFT_ --labels energy").code == 2);
}

TEST_CASE("frames are chosen, and a choice of none is refused", "[evaluate_test]") {
  const WorkFolder folder;
  folder.write("set.extxyz", text(labelled(folder, 4)));
  CHECK(has(evaluate(folder, "--first 1 --every 2").out, "out.extxyz: 2 frames"));
  CHECK(evaluate(folder, "--first 9").err == "liquidus: set.extxyz: --first 9 --last -1 --every 1 leave no frame\n");
  CHECK(evaluate(folder, "--every 0").code == 2);
}

TEST_CASE("labels in other units are suspected, unless they are to be trusted", "[evaluate_test]") {
  const WorkFolder folder;
  auto all = labelled(folder, 4);
  for (auto& frame : all)
    for (auto& species : frame.atoms.species) species = make_species("Na");
  folder.write("sodium.toml", [] {
    auto file = potential();
    for (auto at = file.find("Ar"); at != std::string::npos; at = file.find("Ar")) file.replace(at, 2, "Na");
    return file;
  }());
  for (auto& frame : all)
    for (auto& force : frame.forces) force *= units::bohr / units::hartree;
  folder.write("set.extxyz", text(all));
  const std::string arguments = "evaluate --potential sodium.toml set.extxyz -o out.extxyz ";
  const auto outcome = folder.run(arguments);
  CHECK(outcome.code == 2);
  CHECK(has(outcome.err, "set.extxyz: by their size the forces are not in eV/Å"));
  CHECK(has(outcome.err, "in hartree/bohr it would be"));
  CHECK(folder.run(arguments + "--trust-units").code == 0);
}

TEST_CASE("the input isn't written over", "[evaluate_test]") {
  const WorkFolder folder;
  folder.write("argon.toml", potential());
  folder.write("set.extxyz", text(frames(1)));
  const auto before = folder.read("set.extxyz");
  for (const std::string command : {"evaluate --potential argon.toml", "convert"}) {
    const auto outcome = folder.run(command + " set.extxyz -o ./set.extxyz");
    CHECK(outcome.code == 2);
    CHECK(outcome.err == "liquidus: './set.extxyz' is the input and can't be the output too\n");
  }
  CHECK(folder.read("set.extxyz") == before);
}

TEST_CASE("a potential is named once, and options of learned ones go with those", "[evaluate_test]") {
  const WorkFolder folder;
  folder.write("set.extxyz", text(labelled(folder, 1)));
  const std::string what =
      "liquidus: evaluate needs either --potential (a name or a parameter file) or --model (a "
      "learned potential)\n";
  CHECK(folder.run("evaluate set.extxyz -o out.extxyz").err == what);
  CHECK(evaluate(folder, "--model a.pt").err == what);
  CHECK(evaluate(folder, "--device cuda").err ==
        "liquidus: device, precision, head and memory are for learned potentials, and 'argon.toml' has none\n");
  CHECK(has(evaluate(folder, "--atomic-virials").err, "--atomic-virials: 'Argon for tests' gives none"));
  CHECK(evaluate(folder, "--precision half").code == 2);
}

TEST_CASE("frames of several species are evaluated by one potential", "[evaluate_test]") {
  const WorkFolder folder;
  folder.write("salt.toml", liquidus::test::lj("cutoff = \"9 Å\"\n"));
  folder.write("set.extxyz", "1\n\nNa 0 0 0\n2\n\nCl 0 0 0\nNa 2.5 0 0\n1\n\nCl 0 0 0\n");
  const auto outcome = folder.run("evaluate --potential salt.toml set.extxyz -o out.extxyz");
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  const auto out = read_xyz((folder.path() / "out.extxyz").string());
  CHECK(out[0].energy == 0.0);
  CHECK(out[1].atoms.name(0) == "Cl");
  CHECK(*out[1].energy == Approx(0.0).margin(1e-9));       // Na and Cl at their σ
  CHECK(out[1].forces[1][0] == Approx(24.0 * 0.2 / 2.5));  // 24 ε/σ
}
