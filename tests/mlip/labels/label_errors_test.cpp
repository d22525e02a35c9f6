#include "mlip/label_errors.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "mlip/labels/samples.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

LabelledFrame labelled(double t, const std::string& type) {
  LabelledFrame result;
  result.frame = harmonic(t);
  result.frame.stress = Mat3::diagonal(0.01, 0.02, 0.03);
  result.config_type = type;
  result.file = "set.extxyz";
  return result;
}

/// Off by known amounts: 4 × e in energy (four atoms), ±f in the forces on Na and ±2f on Cl, s in every stress.
Frame predicted(const LabelledFrame& label, double e, double f, double s) {
  Frame result = label.frame;
  *result.energy += 4.0 * e;
  for (std::size_t i = 0; i < 4; ++i)
    for (auto& x : result.forces[i]) x += (i % 2 == 0 ? 1.0 : -1.0) * (i < 2 ? f : 2.0 * f);
  for (auto& row : *result.stress) row += Vec3{s, s, s};
  return result;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

Index lines(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }

}  // namespace

TEST_CASE("Errors are counted by type and by element", "[label_errors_test]") {
  LabelErrorTable table;
  const auto melt = labelled(0.0, "melt"), other = labelled(5.0, "melt"), solid = labelled(9.0, "solid");
  table.add(melt, predicted(melt, 0.003, 0.1, 0.002));
  table.add(other, predicted(other, -0.001, 0.1, 0.002));
  table.add(solid, predicted(solid, 0.002, 0.0, -0.004));
  const auto& errors = table.by_type().at("melt");
  CHECK(errors.frames == 2);
  CHECK(errors.energy.mae() == Approx(0.002));
  CHECK(errors.energy.rmse() == Approx(std::sqrt(5e-6)));
  CHECK(errors.energy.mean() == Approx(0.001));
  CHECK(errors.energy.largest() == Approx(0.003));
  CHECK(errors.forces.count() == 24);
  CHECK(errors.forces.mae() == Approx(0.15));
  CHECK(errors.forces.rmse() == Approx(std::sqrt(0.025)));
  CHECK(errors.forces.mean() == Approx(0.0).margin(1e-15));
  CHECK(errors.forces_on.at("Na").rmse() == Approx(0.1));
  CHECK(errors.forces_on.at("Cl").rmse() == Approx(0.2));
  CHECK(errors.stress.count() == 18);
  CHECK(errors.stress.mae() == Approx(0.002));
  CHECK(table.total().frames == 3);
  CHECK(table.total().energy.mae() == Approx(0.002));
  CHECK(table.total().stress.rmse() == Approx(std::sqrt(8e-6)));
}

TEST_CASE("Labels without a weight are left out", "[label_errors_test]") {
  LabelErrorTable table;
  auto label = labelled(0.0, "melt");
  label.forces_weight = 0.0;
  table.add(label, predicted(label, 0.003, 0.1, 0.002));
  CHECK(table.total().energy.count() == 1);
  CHECK(table.total().forces.count() == 0);
  CHECK(std::isnan(table.total().forces.mae()));
  CHECK(has(error_text(table), "-"));
}

TEST_CASE("The table is for people", "[label_errors_test]") {
  LabelErrorTable table;
  for (const double t : {0.0, 5.0, 9.0}) {
    const auto label = labelled(t, t < 8.0 ? "melt" : "solid");
    table.add(label, predicted(label, t == 5.0 ? 0.004 : -0.002, 0.1, 0.002));
  }
  const auto text = error_text(table);
  CHECK(
      has(text, "melt                           2       3.00       3.16     150.00     158.11       2.00       2.00"));
  CHECK(has(text, "\nall                            3       2.67"));
  CHECK(has(text, "\nNa                             6"));
  CHECK_FALSE(has(text, "zero of"));
}

TEST_CASE("Another zero of energy is told from an error", "[label_errors_test]") {
  LabelErrorTable table;
  for (const double t : {0.0, 5.0, 9.0}) {
    const auto label = labelled(t, "melt");
    table.add(label, predicted(label, 200.0 + 1e-3 * std::cos(t), 0.0, 0.0));
  }
  CHECK(has(error_text(table), "The energies differ by 200000"));
}

TEST_CASE("Parity files hold a row for each number", "[label_errors_test]") {
  const TemporaryFolder folder;
  ParityFiles files(folder / "parity");
  auto label = labelled(0.0, "melt, hot");
  files.add(label, predicted(label, 0.25, 0.1, 0.002));
  label.number = 1;
  label.frame.stress.reset();
  files.add(label, predicted(labelled(0.0, ""), 0.25, 0.1, 0.002));
  files.close();
  const auto energy = contents(folder / "parity/energy.csv"), forces = contents(folder / "parity/forces.csv"),
             stress = contents(folder / "parity/stress.csv");
  CHECK(lines(energy) == 3);
  CHECK(lines(forces) == 25);
  CHECK(lines(stress) == 10);
  CHECK(
      energy.starts_with("file,frame,config_type,atoms,label/(eV/atom),predicted/(eV/atom)\n"
                         "set.extxyz,0,\"melt, hot\",4,-24."));
  CHECK(has(forces, "set.extxyz,1,\"melt, hot\",3,Cl,z,"));
  CHECK(has(stress, "set.extxyz,0,\"melt, hot\",yy,0.02,0.022\n"));
  CHECK(has(error_of([&] { ParityFiles(folder.with("file", "") + "/x"); }), "cannot make the folder"));
}
