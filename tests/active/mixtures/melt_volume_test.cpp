#include "active/mixtures/melt_volume.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "active/mixtures/volume_estimate.hpp"
#include "core/structure.hpp"
#include "core/units.hpp"
#include "io/run_file.hpp"
#include "support/error_of.hpp"

using namespace liquidus;

namespace {

IonTable halides() {
  IonTable table;
  Problems problems;
  read_ions(load_run_file(LIQUIDUS_SOURCE_DIR "/datasets/molten-salts/salts.toml"), table, problems);
  problems.throw_if_any();
  return table;
}

Mixture mixture(const IonTable& table, const std::vector<std::pair<std::string, Index>>& counts) {
  Mixture made;
  for (const auto& [name, count] : counts) {
    const Ion& ion = *table.find(name);
    (ion.charge > 0 ? made.cations : made.anions).push_back({ion, 1.0, count});
  }
  return made;
}

double density(const IonTable& table, double temperature, const std::vector<std::pair<std::string, Index>>& counts) {
  return MeltVolumes(table, temperature, 0.02).of(mixture(table, counts)).density / units::g_per_cm3;
}

}  // namespace

TEST_CASE("Measured salts have their literature density", "[melt_volume_test]") {
  const IonTable table = halides();
  // a − b T as Janz and others give it in their older compilations; the table's lines are of 1988, to four digits
  struct Line {
    std::string cation, anion;
    double a, b, temperature;
  };
  for (const auto& line : std::vector<Line>{{"Na", "Cl", 2.1389, 5.426e-4, 1150.0},
                                            {"K", "Cl", 2.1359, 5.831e-4, 1100.0},
                                            {"Li", "Cl", 1.8842, 4.328e-4, 1000.0},
                                            {"Cs", "Cl", 3.7692, 1.065e-3, 1000.0},
                                            {"Ca", "Cl", 2.5261, 4.225e-4, 1100.0},
                                            {"Sr", "Cl", 3.3896, 5.781e-4, 1200.0},
                                            {"Ba", "Cl", 4.0152, 6.813e-4, 1300.0},
                                            {"Li", "F", 2.3581, 4.902e-4, 1200.0},
                                            {"Na", "F", 2.755, 6.36e-4, 1300.0},
                                            {"K", "F", 2.6464, 6.515e-4, 1200.0}}) {
    CAPTURE(line.cation, line.anion);
    const Index charge = table.find(line.cation)->charge;
    const double found = density(table, line.temperature, {{line.cation, 1}, {line.anion, charge}});
    CHECK(found == Approx(line.a - line.b * line.temperature).epsilon(0.001));  // half a unit of the fourth digit
  }
  CHECK(density(table, 1150.0, {{"Na", 30}, {"Cl", 30}}) == Approx(1.515).epsilon(0.0005));
}

TEST_CASE("Ideal mixing has the densities of real mixtures within its error", "[melt_volume_test]") {
  const IonTable table = halides();
  // LiCl-KCl eutectic (58.8 mol% LiCl) at 773 K: 2.0286 − 5.2676e-4 T, Janz et al. 1975, as remembered. Both salts are
  // taken far below their melting points; the measured excess volume is below 1 %.
  const MeltVolumes cool(table, 773.0, 0.02);
  const MeltVolume eutectic = cool.of(mixture(table, {{"Li", 588}, {"K", 412}, {"Cl", 1000}}));
  CHECK(eutectic.density / units::g_per_cm3 == Approx(2.0286 - 5.2676e-4 * 773.0).epsilon(0.01));
  REQUIRE(eutectic.salts.size() == 2);
  CHECK(eutectic.salts[0].salt.extrapolated);
  CHECK(eutectic.salts[1].salt.extrapolated);
  // LiF-LiCl (69.5 mol% LiCl) at 1100 K: the polynomial of Janz, Tomkins and Allen, J. Phys. Chem. Ref. Data 8, 125
  // (1979) gives 1.4622 g/cm³, 1.1 % below ideal mixing.
  const MeltVolume anions =
      MeltVolumes(table, 1100.0, 0.02).of(mixture(table, {{"Li", 1000}, {"F", 305}, {"Cl", 695}}));
  CHECK(anions.density / units::g_per_cm3 == Approx(1.4622).epsilon(0.02));
  CHECK(anions.error > 0.02);
  CHECK(anions.error < 0.03);
}

TEST_CASE("Volumes grow with the temperature and their errors beyond the measured range", "[melt_volume_test]") {
  const IonTable table = halides();
  const Mixture salt = mixture(table, {{"Na", 1}, {"Cl", 1}});
  const MeltVolume inside = MeltVolumes(table, 1200.0, 0.02).of(salt),
                   beyond = MeltVolumes(table, 1500.0, 0.02).of(salt);
  CHECK(beyond.volume > inside.volume);
  CHECK_FALSE(inside.salts[0].salt.extrapolated);
  CHECK(beyond.salts[0].salt.extrapolated);
  CHECK(inside.error == Approx(0.005));  // a salt alone isn't mixed
  // the line changes by 199.85 K · 5.43e-4 g/cm³/K beyond 1300.15 K, and a fifth of it is 0.0217 of 1.3246 g/cm³
  CHECK(beyond.error == Approx(std::hypot(0.005, 0.2 * 5.43e-4 * 199.85 / 1.3246)).epsilon(1e-3));
}

TEST_CASE("A reciprocal mixture is the sum over pairs by equivalents", "[melt_volume_test]") {
  const IonTable table = halides();
  const MeltVolumes at(table, 1100.0, 0.0);
  // Na 4, Ca 3; F 2, Cl 8: charges 4 and 6 of 10, and 2 and 8 of 10
  const MeltVolume melt = at.of(mixture(table, {{"Na", 4}, {"Ca", 3}, {"F", 2}, {"Cl", 8}}));
  const auto v = [&](const char* cation, const char* anion) { return at.salt(cation, anion)->volume; };
  CHECK(melt.volume == Approx(0.8 * v("Na", "F") + 3.2 * v("Na", "Cl") + 0.6 * v("Ca", "F") + 2.4 * v("Ca", "Cl")));
  double cations = 0.0, anions = 0.0;  // the shares hold all ions
  for (const auto& [salt, units] : melt.salts) {
    cations += units;
    anions += units * static_cast<double>(salt.charge);
  }
  CHECK(cations == Approx(7.0));
  CHECK(anions == Approx(10.0));
}

TEST_CASE("Volumes of salts that aren't in the table come from the others with an error that holds",
          "[melt_volume_test]") {
  const IonTable table = halides();
  std::vector<double> off;  // in the estimate's own errors, each salt left out in turn
  double squares = 0.0;
  for (const auto& salt : table.salts) {
    IonTable rest = table;
    std::erase_if(rest.salts, [&](const SaltDensity& s) { return s.cation == salt.cation && s.anion == salt.anion; });
    const MeltVolumes with(table, 1200.0, 0.02), without(rest, 1200.0, 0.02);
    const SaltVolume* estimated = without.salt(salt.cation, salt.anion);
    const double measured = with.salt(salt.cation, salt.anion)->volume;
    REQUIRE(estimated);
    CHECK(estimated->estimated);
    off.push_back(std::log(estimated->volume / measured) / estimated->error);
    squares += std::pow(std::log(estimated->volume / measured), 2);
  }
  double within = 0.0, worst = 0.0;
  for (const double x : off) {
    within += std::abs(x) < 2.0;
    worst = std::max(worst, std::abs(x));
  }
  CHECK(std::sqrt(squares / static_cast<double>(off.size())) < 0.07);
  CHECK(within / static_cast<double>(off.size()) > 0.9);  // 95 % of normal errors
  CHECK(worst < 5.0);                                     // thorium's: two salts, of which the other is left
  const MeltVolumes at(table, 1200.0, 0.02);
  CHECK(at.estimate_scatter() < 0.05);
  // the neighbour that was measured: molten LaI3 has 126 cm³/mol at 1200 K (Janz 1988)
  const double iodide = at.salt("Nd", "I")->volume * 0.602214;
  CHECK(iodide == Approx(126.0).epsilon(2.0 * at.salt("Nd", "I")->error));
}

TEST_CASE("What can't be known isn't estimated", "[melt_volume_test]") {
  IonTable table = halides();
  table.ions.push_back({"O", -2, 1.40});
  const auto oxide = [&] { MeltVolumes(table, 1200.0, 0.02).of(mixture(table, {{"Mg", 1}, {"O", 1}})); };
  CHECK(testing::error_of(oxide) ==
        "the table of salts has no density at 1200 K of MgO, nor enough to estimate it; add a [[salt]]");
  // far beyond any liquid the line of NaCl would be negative
  IonTable alone;
  alone.ions = table.ions;
  alone.salts = {*table.find("Na", "Cl")};
  CHECK(testing::error_of([&] {
          MeltVolumes(alone, 5000.0, 0.02).of(mixture(table, {{"Na", 1}, {"Cl", 1}}));
        }) == "the table of salts has no density at 5000 K of NaCl, nor enough to estimate it; add a [[salt]]");
  CHECK(MeltVolumes(alone, 1200.0, 0.02).salt("K", "Cl") == nullptr);
}

TEST_CASE("Tables of ions and salts tell their mistakes", "[melt_volume_test]") {
  const auto mistakes = [](const std::string& text) {
    IonTable table = halides();
    Problems problems;
    read_ions(parse_run_file(text, "own.toml"), table, problems);
    return problems.text();
  };
  CHECK(
      mistakes("ion = [{name = \"Xx\", charge = 1, radius = \"1 Å\"}]").find("own.toml:1: 'Xx' does not begin with") ==
      0);
  CHECK(mistakes("ion = [{name = \"Fe/2\", charge = 1, radius = \"1 Å\"}]") ==
        "own.toml:1: the name 'Fe/2' of an ion must be of letters, digits, '+', '-' and '_'");
  CHECK(mistakes("ion = [{name = \"Fe\", charge = 0, radius = \"1 Å\"}]") ==
        "own.toml:1: charge = 0 of 'Fe' must be between -8 and 8 and not 0");
  const std::string rest = ", density = \"2 g/cm^3\", from = \"1000 K\", error = 0.01, source = \"me\"}]";
  CHECK(mistakes("salt = [{cation = \"Naa\", anion = \"Cl\"" + rest) ==
        "own.toml:1: there is no ion 'Naa'; did you mean 'Na'?");
  CHECK(mistakes("salt = [{cation = \"Cl\", anion = \"F\"" + rest) ==
        "own.toml:1: 'Cl' has the charge -1 and is no cation");
  CHECK(mistakes("salt = [{cation = \"Na\", anion = \"Cl\"" + rest).empty());
  CHECK(mistakes("salt = [{cation = \"Na\", anion = \"Cl\", to = \"3000 K\", slope = \"-1e-3 g/cm^3/K\"" + rest) ==
        "own.toml:1: the density must be positive between `from` and `to`");
}
