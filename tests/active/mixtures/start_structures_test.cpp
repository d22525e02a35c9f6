#include "active/mixtures/start_structures.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/units.hpp"
#include "io/run_file.hpp"
#include "support/error_of.hpp"

using namespace liquidus;

namespace {

struct Prepared {
  Mixture mixture;
  std::vector<double> temperatures;
  std::vector<MeltVolume> melts;
};

Prepared prepared(std::vector<std::pair<std::string, Index>> counts, std::vector<double> temperatures) {
  IonTable table;
  Problems problems;
  read_ions(load_run_file(LIQUIDUS_SOURCE_DIR "/datasets/molten-salts/salts.toml"), table, problems);
  problems.throw_if_any();
  Prepared made{{"test", {}, {}, 0.0}, std::move(temperatures), {}};
  for (const auto& [name, count] : counts) {
    const Ion& ion = *table.find(name);
    (ion.charge > 0 ? made.mixture.cations : made.mixture.anions).push_back({ion, 1.0, count});
  }
  for (const double t : made.temperatures) made.melts.push_back(MeltVolumes(table, t, 0.02).of(made.mixture));
  return made;
}

std::vector<Frame> packed(const Prepared& p, const StartOptions& options) {
  return start_structures(p.mixture, p.temperatures, p.melts, options);
}

}  // namespace

TEST_CASE("Ions keep their least distances, like ones larger than unlike ones", "[start_structures_test]") {
  const auto salt = prepared({{"Na", 32}, {"Cl", 32}}, {1150.0});
  const auto distances = least_distances(salt.mixture, 1.0);
  REQUIRE(distances.size() == 4);
  CHECK(distances[0] == Approx(1.06 * 2.83));
  CHECK(distances[1] == Approx(0.8 * 2.83));
  CHECK(distances[2] == distances[1]);
  const auto frames = packed(salt, {});
  REQUIRE(frames.size() == 1);
  const Structure& atoms = frames[0].atoms;
  CHECK(atoms.density() / units::g_per_cm3 == Approx(1.5147).epsilon(1e-4));
  for (std::size_t i = 0; i < atoms.r.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      CHECK(norm(atoms.cell.minimum_image(atoms.r[i] - atoms.r[j])) >=
            distances[static_cast<std::size_t>(2 * atoms.type[i] + atoms.type[j])]);
}

TEST_CASE("Every kind of salt can be packed, also at a fifth more than its density", "[start_structures_test]") {
  for (const auto& [cation, charge] : {std::pair("Li", 1), std::pair("Cs", 1), std::pair("Mg", 2), std::pair("Ba", 2),
                                       std::pair("Nd", 3), std::pair("Th", 4)})
    for (const auto* anion : {"F", "Cl", "I"}) {
      CAPTURE(cation, anion);
      const Index units = 60 / (1 + charge);
      const auto salt = prepared({{cation, units}, {anion, units * charge}}, {1200.0});
      StartOptions options;
      options.densities = {1.0, 1.2};
      CHECK(packed(salt, options).size() == 2);
    }
}

TEST_CASE("Structures are the same for the same seed, one for each temperature and density and place",
          "[start_structures_test]") {
  const auto melt = prepared({{"Li", 10}, {"K", 10}, {"F", 4}, {"Cl", 16}}, {900.0, 1300.0});
  StartOptions options;
  options.count = 2;
  options.densities = {0.95, 1.0};
  const auto frames = packed(melt, options), again = packed(melt, options);
  REQUIRE(frames.size() == 8);
  for (std::size_t k = 0; k < frames.size(); ++k) {
    CHECK(frames[k].atoms.r == again[k].atoms.r);
    CHECK(frames[k].info == again[k].info);
    CHECK(std::get<double>(frames[k].info.at("temperature_K")) == (k < 4 ? 900.0 : 1300.0));
    const double scale = k % 4 < 2 ? 0.95 : 1.0;
    CHECK(frames[k].atoms.density() == Approx(scale * melt.melts[k < 4 ? 0 : 1].density));
    for (std::size_t j = 0; j < k; ++j) CHECK(frames[j].info.at("packing_seed") != frames[k].info.at("packing_seed"));
  }
  CHECK(std::get<std::string>(frames[0].info.at("density_source")) ==
        "ideal mixing of LiF (Janz 1988), LiCl (Janz 1988), KF (Janz 1988), KCl (Janz 1988)");
  options.seed = 2;
  CHECK(packed(melt, options)[0].atoms.r != frames[0].atoms.r);
}

TEST_CASE("Ions that can't be packed are told with their mixture", "[start_structures_test]") {
  const auto salt = prepared({{"Na", 10}, {"Cl", 10}}, {1150.0});
  StartOptions options;
  options.closest = 3.0;
  CHECK(testing::error_of([&] {
          packed(salt, options);
        }).find("test at 1 times its density: could not pack 20 atoms into a box of ") == 0);
}
