#include "potential/ewald_error.hpp"

#include <catch2/catch.hpp>

#include "core/units.hpp"
#include "potential/ewald_reference.hpp"
#include "potential/pme.hpp"
#include "support/random_structure.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

struct Case {
  std::string name;
  Structure atoms;
  std::vector<double> charges;
  double cutoff;
};

std::vector<Case> cases() {
  Random random(3, Stream::packing, 0, 0);
  const Cell skewed(Mat3{Vec3{20.0, 0.0, 0.0}, Vec3{3.0, 19.0, 0.0}, Vec3{-4.0, 5.0, 21.0}}, {true, true, true});
  return {{"random ions, triclinic", random_structure(random, skewed, {"Na", "Cl"}, 256, 1.8), {1.0, -1.0}, 8.0},
          {"disordered NaCl", rocksalt(3, 6.35, 0.9, {"Na", "Cl"}), {1.0, -1.0}, 8.0},
          {"disordered dense oxide", rocksalt(3, 4.3, 0.5, {"Fe", "O"}), {2.0, -2.0}, 6.0}};
}

}  // namespace

TEST_CASE("forces of a Coulomb sum are as accurate as asked for, and not much better", "[ewald_error_test]") {
  for (const auto& system : cases()) {
    const auto exact = ewald_by_sum(system.atoms, system.charges, 0.45);
    for (const int order : {5, 6, 7, 8})
      for (const double accuracy : {1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8}) {
        if (accuracy < 0.9e-5 && order < 6) continue;  // meshes of more than 64³ points
        if (accuracy < 0.9e-7 && order < 8) continue;
        INFO(system.name << ", order " << order << ", accuracy " << accuracy);
        EwaldOptions options{system.cutoff, accuracy, order};
        const auto found = evaluate(*make_coulomb_pme(system.charges, options), system.atoms);
        const double error = rms_difference(found.forces, exact.forces) / units::coulomb;
        CHECK(error < accuracy);
        CHECK(error > 0.1 * accuracy);
      }
  }
}

TEST_CASE("each part of the force error is as estimated", "[ewald_error_test]") {
  const auto system = cases().front();
  const auto exact = ewald_by_sum(system.atoms, system.charges, 0.45);
  const auto statistics = charge_statistics(system.charges, system.atoms.counts(), system.atoms.cell.volume());
  const auto error = [&](const EwaldOptions& options) {
    return rms_difference(evaluate(*make_coulomb_pme(system.charges, options), system.atoms).forces, exact.forces) /
           units::coulomb;
  };
  // an average over 256 atoms that aren't wholly independent
  for (const double beta : {0.3, 0.4})
    CHECK(error({8.0, 1e-9, 8, beta}) == Approx(real_space_error(statistics, 8.0, beta)).epsilon(0.25));
  for (const int order : {4, 5, 6, 7, 8}) {
    INFO("order " << order);
    const EwaldOptions options{14.0, 1e-5, order, 0.4, 1.0};
    // the mesh is rounded up to sizes that FFTs are fast at, so take the spacing that came out
    const auto mesh = ParticleMeshEwald(system.charges, options).mesh(system.atoms.cell, system.atoms.counts());
    double spacing = 1.0;
    for (std::size_t k = 0; k < 3; ++k) spacing *= std::cbrt(norm(system.atoms.cell.vectors()[k]) / mesh[k]);
    CHECK(error(options) == Approx(MeshError(order).at(statistics, 0.4, spacing)).epsilon(0.35));
  }
}

TEST_CASE("a mesh is as coarse as its error allows", "[ewald_error_test]") {
  const ChargeStatistics melt{1.0, 1.0, 0.03};
  for (const int order : {4, 8}) {
    const MeshError error(order);
    const double spacing = error.spacing_for(melt, 0.35, 1e-4);
    CHECK(error.at(melt, 0.35, spacing) == Approx(1e-4).epsilon(1e-6));
    CHECK(error.spacing_for(melt, 0.35, 1e-30) == 0.0);
  }
  CHECK(smooth_size(7.2) == 8);
  CHECK(smooth_size(43.1) == 48);
  CHECK(smooth_size(97.0) == 98);
}
