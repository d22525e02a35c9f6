#include "mlip/train/reference_energies.hpp"

#include <catch2/catch.hpp>

#include "core/errors.hpp"

using namespace liquidus;
using Catch::Matchers::Contains;

namespace {

LabelledFrame frame_of(int sodium, int chlorine, double energy) {
  LabelledFrame labelled;
  for (int k = 0; k < sodium; ++k) labelled.frame.atoms.add("Na", {3.0 * k, 0.0, 0.0});
  for (int k = 0; k < chlorine; ++k) labelled.frame.atoms.add("Cl", {3.0 * k, 3.0, 0.0});
  labelled.frame.energy = energy;
  return labelled;
}

const std::vector<std::string> both = {"Na", "Cl"};

}  // namespace

TEST_CASE("least squares finds the energies that made the set", "[reference_energies_test]") {
  LabelledSet set;
  for (const auto& [na, cl] : {std::pair{1, 1}, {2, 1}, {3, 5}, {4, 0}})
    set.frames.push_back(frame_of(na, cl, -1.5 * na - 4.25 * cl));
  const auto found = reference_energies(both, set, "", {});
  CHECK(found.energies.at("Na") == Approx(-1.5).epsilon(1e-12));
  CHECK(found.energies.at("Cl") == Approx(-4.25).epsilon(1e-12));
  CHECK_THAT(found.source, Contains("least squares") && !Contains("least norm"));
}

TEST_CASE("one stoichiometry determines one number: the solution of least norm, and it is said",
          "[reference_energies_test]") {
  LabelledSet set;
  set.frames = {frame_of(2, 2, -20.0), frame_of(4, 4, -40.0)};
  const auto found = reference_energies(both, set, "least-squares", {});
  CHECK(found.energies.at("Na") == Approx(-5.0));
  CHECK(found.energies.at("Cl") == Approx(-5.0));
  CHECK_THAT(found.source, Contains("only 1 of 2") && Contains("least norm"));
  set.frames = {frame_of(1, 2, -10.0)};  // Σ n E = −10 at least norm: E along (1, 2)
  const auto uneven = reference_energies(both, set, "least-squares", {});
  CHECK(uneven.energies.at("Na") == Approx(-2.0));
  CHECK(uneven.energies.at("Cl") == Approx(-4.0));
}

TEST_CASE("isolated atoms come first, given energies before them", "[reference_energies_test]") {
  LabelledSet set;
  set.frames = {frame_of(1, 1, -10.0)};
  set.isolated = {frame_of(1, 0, -1.0), frame_of(0, 1, -3.0)};
  CHECK(reference_energies(both, set, "", {}).energies.at("Cl") == -3.0);
  CHECK(reference_energies(both, set, "", {{"Na", -7.0}, {"Cl", -8.0}}).energies.at("Cl") == -8.0);
  CHECK(reference_energies(both, set, "least-squares", {}).energies.at("Cl") == Approx(-5.0));
}

TEST_CASE("an element without energy is named", "[reference_energies_test]") {
  LabelledSet set;
  set.frames = {frame_of(1, 1, -10.0)};
  set.isolated = {frame_of(1, 0, -1.0)};
  CHECK_THROWS_WITH(reference_energies(both, set, "isolated", {}), Contains("isolated atom") && Contains("Cl"));
  CHECK_THROWS_WITH(reference_energies(both, set, "", {{"Cl", -8.0}}), Contains("Na"));
  CHECK_THROWS_AS(reference_energies(both, set, "", {}), InputError);  // one isolated atom of two
  set.frames.front().frame.energy.reset();
  CHECK_THROWS_WITH(reference_energies(both, set, "least-squares", {}), Contains("no energies"));
}
