#include <catch2/catch.hpp>

#include "mlip/label_errors.hpp"
#include "mlip/labelled_set.hpp"
#include "mlip/model_potential.hpp"

using namespace liquidus;

TEST_CASE("the shipped NaCl model has the errors on held-out frames that models/README.md states",
          "[shipped_model_test]") {
  const std::string root = LIQUIDUS_SOURCE_DIR;
  LabelsWanted wanted;
  wanted.stress = true;
  const auto set = read_labelled_set({root + "/datasets/nacl-pbe/held-out.extxyz.gz"}, wanted);
  REQUIRE(set.frames.size() == 9);
  LabelErrorTable errors;
  for (const auto& labelled : set.frames) {
    const auto& atoms = labelled.frame.atoms;
    const auto model = make_model_potential(root + "/models/nacl-pbe.pt", atoms.species);
    const auto found = evaluate(*model, atoms);
    Frame predicted = labelled.frame;
    predicted.energy = found.energy;
    predicted.forces = found.forces;
    predicted.stress = (-1.0 / atoms.cell.volume()) * found.virial;
    errors.add(labelled, predicted);
  }
  // half a unit of the last digit that is stated
  CHECK(1e3 * errors.total().energy.mae() == Approx(0.56).margin(0.01));
  CHECK(1e3 * errors.total().forces.rmse() == Approx(19.6).margin(0.06));
  CHECK(1e3 * errors.total().stress.mae() == Approx(0.085).margin(0.0006));
}
