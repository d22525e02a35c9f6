#include "mlip/labels/label_units.hpp"

#include <catch2/catch.hpp>

#include "core/units.hpp"
#include "io/xyz.hpp"
#include "mlip/labelled_set.hpp"
#include "mlip/labels/samples.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

std::vector<Frame> path(double energy_unit, double force_unit) {
  std::vector<Frame> frames;
  for (int i = 0; i < 12; ++i) frames.push_back(harmonic(0.3 * i, energy_unit, force_unit));
  return frames;
}

LabelledSet read(const std::vector<Frame>& frames, bool trust = false, bool stress = false) {
  const TemporaryFolder folder;
  LabelsWanted wanted;
  wanted.stress = stress;
  wanted.trust_units = trust;
  return read_labelled_set({folder.with("set.extxyz", xyz(frames))}, wanted);
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string mistake(const std::vector<Frame>& frames) {
  return error_of([&] { read(frames); });
}

}  // namespace

TEST_CASE("Along a path the energy falls by the work of the forces", "[label_units_test]") {
  std::vector<LabelledFrame> frames;
  for (auto& frame : path(1.0, 1.0)) {
    frames.emplace_back();
    frames.back().frame = frame;
  }
  const auto check = work_of_forces(frames);
  CHECK(check.steps == 11);
  CHECK(check.factor == Approx(1.0).epsilon(1e-10));  // a trapezoid is exact where forces are linear
  CHECK(check.correlation == Approx(1.0));
  CHECK(read(path(1.0, 1.0)).warnings.empty());
}

TEST_CASE("Wrong units are named by the work of the forces", "[label_units_test]") {
  using namespace units;
  CHECK(has(mistake(path(1.0, hartree / bohr)), "51.42 times the work of the forces"));
  CHECK(has(mistake(path(1.0, hartree / bohr)), "as with forces in hartree/bohr and energies in eV"));
  CHECK(has(mistake(path(hartree, hartree / bohr)), "as with forces and energies in hartree (and bohr)"));
  CHECK(has(mistake(path(hartree, 1.0)), "as with forces in eV/Å and energies in hartree"));
  CHECK(has(mistake(path(kcal_per_mol, 1.0)), "as with forces in eV/Å and energies in kcal/mol"));
  CHECK(has(mistake(path(1.0, kJ_per_mol / nm)), "as with forces in kJ/mol/nm and energies in eV"));
  CHECK(has(mistake(path(1.0, -1.0)), "as with gradients in place of forces"));
  CHECK(has(mistake(path(1.0, 3.0)), "as with energies and forces that don't belong together"));
  CHECK(read(path(hartree, hartree / bohr), true).frames.size() == 12);
}

TEST_CASE("Forces of frames that follow no path are judged by their size", "[label_units_test]") {
  CHECK(read(scattered(20)).warnings.empty());
  const auto small = mistake(scattered(20, 1.0, units::hartree / units::bohr));
  CHECK(has(small, "set.extxyz: by their size the forces are not in eV/Å: the median rms force of a frame is 0.01"));
  CHECK(has(small, "in hartree/bohr it would be 0.7"));
  CHECK(has(small, "--trust-units"));
  CHECK(has(mistake(scattered(20, 1.0, units::kJ_per_mol / units::nm)), "in kJ/mol/nm 0.7"));
  const auto warned = read(scattered(20, 1.0, units::kcal_per_mol)).warnings;
  REQUIRE(warned.size() == 1);
  CHECK(has(warned[0], "in kcal/mol/Å it would be 0.7"));
  CHECK(read(scattered(20, 1.0, units::hartree / units::bohr), true).warnings.empty());
}

TEST_CASE("Noble gases may have small forces", "[label_units_test]") {
  auto frames = scattered(20, 1.0, 30.0);
  for (auto& frame : frames)
    for (auto& species : frame.atoms.species) species.name = "Ar";
  CHECK(read(frames).warnings.empty());
}

TEST_CASE("A stress as large as in GPa or kbar is noticed", "[label_units_test]") {
  auto frames = scattered(5);
  const auto with = [&](double pressure) {
    for (auto& frame : frames) frame.stress = Mat3::diagonal(-pressure, -pressure, -pressure);
    return frames;
  };
  CHECK(read(with(0.03), false, true).warnings.empty());
  const auto warned = read(with(5.0), false, true).warnings;
  REQUIRE(warned.size() == 1);
  CHECK(has(warned[0], "in GPa it would be 0.0312 eV/Å³"));
  CHECK(has(mistake(with(50.0)), "in kbar 0.0312 eV/Å³"));
}

TEST_CASE("Labels of real melts are not suspected; the same in hartree/bohr are", "[label_units_test]") {
  for (const char* name : {"labels/kthcl-scan-test.extxyz", "labels/nacl64-pbe-pool.extxyz"}) {
    const auto file = shared_data(name);
    if (file.empty()) return;
    LabelsWanted wanted;
    wanted.stress = true;
    const auto set = read_labelled_set({file}, wanted);
    CHECK(set.warnings.empty());
    std::vector<Frame> frames;
    for (const auto& labelled : set.frames) {
      frames.push_back(labelled.frame);
      for (auto& f : frames.back().forces) f *= units::bohr / units::hartree;
    }
    CHECK(has(mistake(frames), "not in eV"));
  }
}
