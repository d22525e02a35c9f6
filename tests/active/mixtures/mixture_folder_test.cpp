#include "active/mixtures/mixture_folder.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/units.hpp"
#include "io/run_file.hpp"
#include "io/xyz.hpp"
#include "support/error_of.hpp"
#include "support/temporary_folder.hpp"

using namespace liquidus;

namespace {

MixtureCampaign chlorides() {
  IonTable table;
  Problems problems;
  read_ions(load_run_file(LIQUIDUS_SOURCE_DIR "/datasets/molten-salts/salts.toml"), table, problems);
  problems.throw_if_any();
  MixtureCampaign campaign;
  campaign.mixture = {
      "K0.50Th0.50-Cl", {{*table.find("K"), 0.5, 4}, {*table.find("Th"), 0.5, 4}}, {{*table.find("Cl"), 1.0, 20}}, 0.0};
  campaign.temperatures = {1100.0, 1200.0};
  for (const double t : campaign.temperatures)
    campaign.melts.push_back(MeltVolumes(table, t, 0.02).of(campaign.mixture));
  return campaign;
}

/// Names with contents.
std::map<std::string, std::string> files_in(const std::string& path) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(path))
    files[entry.path().filename().string()] = testing::contents(entry.path().string());
  return files;
}

}  // namespace

TEST_CASE("A folder has structures, composition and the filled template", "[mixture_folder_test]") {
  const testing::TemporaryFolder folder;
  const InputTemplate input(
      "title = \"{{name}} {{formula}} {{atoms}}\"\nspecies = {{species}}\nelements = {{elements}}\n"
      "temperature = \"{{temperature}}\"\nall = {{temperatures}}\ndensity = \"{{density}}\"\nstart = \"{{start}}\"\n",
      "template.toml");
  const MixtureFolder made(folder / "K0.50Th0.50-Cl", chlorides(), &input);
  CHECK(made.state() == FolderState::absent);
  made.write(false);
  CHECK(made.state() == FolderState::same);
  const auto files = files_in(made.path());
  CHECK(files.size() == 3);
  const double density = made.campaign().melts[0].density / units::g_per_cm3;
  char rounded[32];
  std::snprintf(rounded, sizeof rounded, "%.5g", density);
  CHECK(
      files.at("campaign.toml") ==
      "title = \"K0.50Th0.50-Cl K4Th4Cl20 28\"\nspecies = [\"K\", \"Th\", \"Cl\"]\nelements = [\"K\", \"Th\", \"Cl\"]\n"
      "temperature = \"1100 K\"\nall = [\"1100 K\", \"1200 K\"]\ndensity = \"" +
          std::string(rounded) + " g/cm^3\"\nstart = \"start.extxyz\"\n");
  const auto frames = read_xyz(made.path() + "/start.extxyz");
  REQUIRE(frames.size() == 2);
  CHECK(frames[0].atoms.counts() == std::vector<Index>{4, 4, 20});
  CHECK(std::get<std::string>(frames[0].info.at("mixture")) == "K0.50Th0.50-Cl");
  const auto json = nlohmann::json::parse(files.at("composition.json"));
  Index charge = 0;
  for (const auto* part : {"cations", "anions"})
    for (const auto& ion : json[part]) charge += ion["charge"].get<Index>() * ion["count"].get<Index>();
  CHECK(charge == 0);
  CHECK(json["melt"][0]["density_g_per_cm3"].get<double>() == Approx(density));
  // 28 ions weigh M = 4 (39.098 + 232.04) + 20 · 35.45 g/mol, and M/28/ρ is the volume of a mole of them
  CHECK(json["melt"][0]["volume_cm3_per_mol_of_ions"].get<double>() ==
        Approx((4.0 * (39.098 + 232.04) + 20.0 * 35.45) / 28.0 / density).epsilon(1e-4));
}

TEST_CASE("A folder that was left before it was whole is finished, with the same files", "[mixture_folder_test]") {
  const testing::TemporaryFolder folder;
  const InputTemplate input("{{name}}\n", "template.toml");
  const MixtureFolder made(folder / "a", chlorides(), &input);
  made.write(false);
  const auto whole = files_in(made.path());
  // what a kill can leave: nothing but the folder, or files in the order of writing, the last one perhaps half under
  // its temporary name
  for (const auto& left :
       std::vector<std::vector<std::string>>{{}, {"start.extxyz"}, {"start.extxyz", "campaign.toml"}}) {
    std::filesystem::remove_all(made.path());
    std::filesystem::create_directories(made.path());
    for (const auto& name : left) folder.with("a/" + name, whole.at(name));
    folder.with("a/composition.json.tmp", whole.at("composition.json").substr(0, 100));
    CHECK(made.state() == FolderState::incomplete);
    made.write(false);
    CHECK(made.state() == FolderState::same);
    CHECK(files_in(made.path()) == whole);
  }
}

TEST_CASE("What is different is neither taken for the same nor replaced unasked", "[mixture_folder_test]") {
  const testing::TemporaryFolder folder;
  const InputTemplate input("{{name}}\n", "template.toml");
  const MixtureFolder made(folder / "a", chlorides(), &input);
  made.write(false);
  const auto whole = files_in(made.path());
  for (const auto* name : {"start.extxyz", "campaign.toml"}) {
    folder.with(std::string("a/") + name, "mine\n");
    CHECK(made.state() == FolderState::different);
    CHECK(testing::error_of([&] { made.write(false); }) ==
          "'" + made.path() + "/" + name +
              "' is there and different; replace it with --overwrite, or choose another output");
    CHECK(testing::contents(made.path() + "/" + name) == "mine\n");
    CHECK(files_in(made.path()).size() == 3);
    made.write(true);
    CHECK(files_in(made.path()) == whole);
  }
  const InputTemplate other("{{name}} again\n", "template.toml");
  CHECK(MixtureFolder(made.path(), chlorides(), &other).state() == FolderState::different);
  CHECK(MixtureFolder(made.path(), chlorides(), nullptr).state() == FolderState::different);
  auto denser = chlorides();
  denser.start.densities = {1.0, 1.1};
  CHECK(MixtureFolder(made.path(), denser, &input).state() == FolderState::different);
  folder.with("a/composition.json", "{\"files\": 3");
  CHECK(made.state() == FolderState::different);
}

TEST_CASE("A name in the template that nothing stands for is told with its line", "[mixture_folder_test]") {
  const InputTemplate input("\n{{densiti}}\n", "template.toml");
  CHECK(testing::error_of([&] { MixtureFolder("a", chlorides(), &input); }) ==
        "template.toml:2: there is no value for '{{densiti}}'; did you mean 'density'?");
}
