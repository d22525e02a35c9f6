#include <catch2/catch.hpp>
#include <filesystem>
#include <map>

#include "active/mixtures/melt_volume.hpp"
#include "app/mix_options.hpp"
#include "core/units.hpp"
#include "program.hpp"
#include "support/error_of.hpp"

using namespace liquidus;
using namespace liquidus::test;

namespace {

/// Two salts and three mixtures of them.
std::string salts(const std::string& more = "") {
  return "title = \"Two chlorides\"\n"
         "output = \"salts\"\n" +
         more +
         "[ions]\n"
         "cations = [\"Na\", \"K\"]\n"
         "anions = [\"Cl\"]\n"
         "[grid]\n"
         "atoms = [16, 24]\n"
         "[start]\n"
         "temperatures = [\"1150 K\"]\n";
}

std::map<std::string, std::string> all_files(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file())
      files[entry.path().lexically_relative(folder).string()] = liquidus::testing::contents(entry.path().string());
  return files;
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("mixtures are listed, written and added to", "[mix_test]") {
  const WorkFolder folder;
  folder.write("salts.toml", salts("campaign = \"template.toml\"\n"));
  folder.write("template.toml", "title = \"{{name}} at {{temperature}}\"\n");
  const auto check = folder.run("mix salts.toml --check --set 'ions.cations=[\"Na\"]'");
  CHECK(check.code == 0);
  CHECK(holds(check.out, "grid points: 1; mixtures: 1; the same as another: 0; without a mixture: 0\n"));
  CHECK(holds(check.out, "\nNa-Cl     Na8Cl8        16    0.0000      1150      1.515(8)      8.00\n"));
  CHECK_FALSE(std::filesystem::exists(folder.path() / "salts"));
  // a folder that a kill left behind, and another that somebody changed
  REQUIRE(folder.run("mix salts.toml --set 'ions.cations=[\"Na\"]'").code == 0);
  std::filesystem::create_directories(folder.path() / "salts/K-Cl");
  folder.write("salts/Na-Cl/campaign.toml", "mine\n");
  const auto refused = folder.run("mix salts.toml");
  CHECK(refused.code == 2);
  CHECK(
      refused.err ==
      "liquidus: 'salts/Na-Cl' holds something else than what would be written; replace it with --overwrite, or choose "
      "another output\n");
  CHECK(folder.read("salts/Na-Cl/campaign.toml") == "mine\n");
  folder.write("salts/Na-Cl/campaign.toml", "title = \"Na-Cl at 1150 K\"\n");
  CHECK(holds(folder.run("mix salts.toml").out, "\n4 folders written to salts, 1 were there already\n"));
  const auto files = all_files(folder.path() / "salts");
  CHECK(files.size() == 5 * 3 + 2);
  CHECK(files.at("K-Cl/campaign.toml") == "title = \"K-Cl at 1150 K\"\n");
  CHECK(holds(files.at("mixtures.csv"), "\nNa0.50K0.50-Cl,Na4K4Cl8,16,0.000000,1150,"));
}

TEST_CASE("more mixtures than asked for aren't written", "[mix_test]") {
  const WorkFolder folder;
  folder.write("salts.toml", salts());
  const auto outcome = folder.run("mix salts.toml --set most=4");
  CHECK(outcome.code == 2);
  CHECK(outcome.err == "liquidus: 5 mixtures are more than most = 4; ask for fewer, or raise it: --set most=5\n");
  CHECK_FALSE(std::filesystem::exists(folder.path() / "salts"));
}

TEST_CASE("ions and salts of one's own are mixed with those of the table", "[mix_test]") {
  const WorkFolder folder;
  folder.write("oxide.toml",
               "output = \"oxide\"\n[ions]\ncations = [\"Fe\", \"Mg\"]\nanions = [\"O\"]\n[grid]\natoms = [20, 20]\n"
               "[[ion]]\nname = \"Fe\"\ncharge = 2\nradius = \"0.78 Å\"\n"
               "[[ion]]\nname = \"O\"\ncharge = -2\nradius = \"1.40 Å\"\n"
               "[[salt]]\ncation = \"Fe\"\nanion = \"O\"\ndensity = \"4.35 g/cm^3\"\nfrom = \"1673 K\"\nerror = 0.02\n"
               "source = \"Millot 2009\"\n");
  const MixOptions options = read_mix_file(folder / "oxide.toml", {});
  const MixtureList list = enumerate_mixtures(options.mixture_grid());
  REQUIRE(list.made.size() + list.unmade.size() == 5);
  CHECK(list.made[1].formula() == "Fe10O10");  // in the order of the table: its own ions come first
  const MeltVolumes volumes(options.table, 1673.0, 0.02);
  CHECK(volumes.of(list.made[1]).density / units::g_per_cm3 == Approx(4.35));
  CHECK(liquidus::testing::error_of([&] { volumes.of(list.made[0]); }) ==
        "the table of salts has no density at 1673 K of MgO, nor enough to estimate it; add a [[salt]]");
}

TEST_CASE("mistakes of a file of mixtures are told", "[mix_test]") {
  const WorkFolder folder;
  folder.write("salts.toml", salts());
  const auto error = [&](const std::string& setting) {
    return liquidus::testing::error_of([&] { read_mix_file(folder / "salts.toml", {setting}); });
  };
  CHECK(error("seed=3") == "no error");
  CHECK(error("ions.cations=[\"Na\", \"Kk\"]") ==
        "--set ions.cations=[\"Na\", \"Kk\"]: there is no ion 'Kk'; did you mean 'K'?");
  CHECK(holds(error("ions.anions=[\"Na\"]"), "'Na' has the charge +1 and is none of the anions"));
  CHECK(holds(error("ions.cations=[\"Na\", \"Na\"]"), "'Na' stands twice among the cations"));
  CHECK(holds(error("ions.cation_kinds=[3, 2]"), "cation_kinds must be two numbers, least and most, such as [1, 2]"));
  CHECK(holds(error("grid.cation_step=0.3"),
              "cation_step: a step of 0.3 does not divide 1; the nearest that do are 0.25 and 0.333333"));
  CHECK(holds(error("grid.atoms=[20]"), "atoms must be two numbers"));
  CHECK(holds(error("grid.atms=3"), "did you mean 'atoms'?"));
  CHECK(holds(error("start.temperatures=[\"-5 K\"]"), "temperatures must be above 0 K, and one at least"));
  CHECK(holds(error("start.densities=[]"), "densities must be positive, and one at least"));
  CHECK(error("salts=molten-salt") == "there is no table of salts 'molten-salt'; did you mean 'molten-salts'?");
  CHECK(error("salts=own.toml") == "cannot open 'own.toml': No such file or directory");
}

TEST_CASE("without a file all ions of the table are mixed", "[mix_test]") {
  const MixOptions options = read_mix_file("", {"ions.cation_kinds=[1, 3]", "ions.anion_kinds=[1, 2]"});
  const MixtureList list = enumerate_mixtures(options.mixture_grid());
  CHECK(list.points == 14762);
  const MeltVolumes volumes(options.table, 1200.0, 0.02);
  double least = 1e300, most = 0.0;
  for (const auto& mixture : list.made) {
    const double density = volumes.of(mixture).density / units::g_per_cm3;
    least = std::min(least, density);
    most = std::max(most, density);
  }
  CHECK(least == Approx(1.365).epsilon(0.005));  // LiCl, 1.502 − 4.32e-4 (1200 − 883.15) g/cm³
  CHECK(most == Approx(6.197).epsilon(0.005));   // ThF4, 6.058 + 7.59e-4 (1383.15 − 1200) g/cm³
}

TEST_CASE("the example of mixtures is in order", "[mix_test]") {
  const MixOptions options = read_mix_file(LIQUIDUS_SOURCE_DIR "/examples/mix-chlorides.toml", {});
  const MixtureList list = enumerate_mixtures(options.mixture_grid());
  CHECK(list.made.size() == 30);  // as its first line says
  CHECK(list.unmade.empty());
}
