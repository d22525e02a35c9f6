#include "active/curation/outliers.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "active/curation/composition_fit.hpp"
#include "active/curation/labelled_melts.hpp"
#include "support/error_of.hpp"

using namespace liquidus;
using liquidus::testing::melt;

namespace {

std::vector<LabelledFrame> melts(Index count) {
  std::vector<LabelledFrame> all;
  for (Index k = 0; k < count; ++k) all.push_back(melt(k));
  return all;
}

OutlierOptions nothing() {
  OutlierOptions options;
  options.energy = options.radii = OutlierOptions::unset;
  return options;
}

/// The frames that have a reason.
std::vector<std::size_t> picked(const std::vector<std::string>& reasons) {
  std::vector<std::size_t> all;
  for (std::size_t k = 0; k < reasons.size(); ++k)
    if (!reasons[k].empty()) all.push_back(k);
  return all;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("Energies far off the others of a composition are outliers", "[outliers_test]") {
  auto frames = melts(40);
  for (Index k = 0; k < 20; ++k) {  // another composition, 2 eV/atom higher, is none
    frames.push_back(melt(100 + k, "K"));
    *frames.back().frame.energy += 64 * 2.0;
  }
  CHECK(picked(outlier_reasons(frames, {})).empty());
  *frames[5].frame.energy += 64 * 0.5;
  *frames[50].frame.energy -= 64 * 50.0;
  const auto reasons = outlier_reasons(frames, {});
  CHECK(picked(reasons) == std::vector<std::size_t>{5, 50});
  CHECK(has(reasons[5], "eV/atom off the fit to compositions, "));
  frames[5].frame.energy.reset();
  CHECK(picked(outlier_reasons(frames, {})) == std::vector<std::size_t>{50});
  CHECK(picked(outlier_reasons(frames, nothing())).empty());
}

TEST_CASE("Many bad energies don't hide each other", "[outliers_test]") {
  auto frames = melts(40);
  std::vector<std::size_t> bad;
  for (std::size_t k = 0; k < 40; k += 3) bad.push_back(k);  // a third, all to one side
  for (const std::size_t k : bad) *frames[k].frame.energy += 64 * (1.0 + 0.1 * static_cast<double>(k));
  CHECK(picked(outlier_reasons(frames, {})) == bad);
}

TEST_CASE("Types can be judged by themselves", "[outliers_test]") {
  auto frames = melts(40);
  for (std::size_t k = 20; k < 40; ++k) {
    frames[k].config_type = "crystal";
    frames[k].frame.energy = 64 * (-3.0 + 1e-5 * static_cast<double>(k % 2));
  }
  *frames[30].frame.energy += 64 * 0.005;  // lost in the spread of the melts
  OutlierOptions options;
  CHECK(outlier_reasons(frames, options)[30].empty());
  options.by_type = true;
  CHECK(picked(outlier_reasons(frames, options)) == std::vector<std::size_t>{30});
}

TEST_CASE("Few energies aren't judged", "[outliers_test]") {
  auto frames = melts(least_energies - 1);
  *frames[2].frame.energy += 1e5;
  CHECK(picked(outlier_reasons(frames, {})).empty());
}

TEST_CASE("Forces, net forces and distances beyond limits are outliers", "[outliers_test]") {
  auto frames = melts(6);
  for (auto& f : frames) {  // no net force
    Vec3 sum{};
    for (const auto& force : f.frame.forces) sum += force;
    for (auto& force : f.frame.forces) force = force - sum / 64.0;
  }
  frames[1].frame.forces[7] += Vec3{0.0, 30.0, 0.0};
  frames[1].frame.forces[8] += Vec3{0.0, -30.0, 0.0};
  for (auto& force : frames[2].frame.forces) force += Vec3{0.01, 0.0, 0.0};
  auto& r = frames[3].frame.atoms.r;
  r[9] = frames[3].frame.atoms.cell.translated(r[8] + Vec3{0.5, 0.0, 0.0}, {1, 0, -1});
  OutlierOptions options = nothing();
  options.max_force = 20.0;
  CHECK(picked(outlier_reasons(frames, options)) == std::vector<std::size_t>{1});
  options.net_force = 0.5;
  auto reasons = outlier_reasons(frames, options);
  CHECK(picked(reasons) == std::vector<std::size_t>{1, 2});
  CHECK(has(reasons[2], "net force: 0.64 eV/Å"));
  options.radii = 0.5;
  reasons = outlier_reasons(frames, options);
  CHECK(picked(reasons) == std::vector<std::size_t>{1, 2, 3});
  CHECK(has(reasons[3], "distance: Cl-Na 0.5 Å between atoms"));
  options = nothing();
  options.closest["Na-Cl"] = 0.4;
  options.radii = 0.5;  // doesn't speak of pairs that are named
  CHECK(picked(outlier_reasons(frames, options)).empty());
  options.closest["Na-Cl"] = 0.6;
  CHECK(picked(outlier_reasons(frames, options)) == std::vector<std::size_t>{3});
}

TEST_CASE("Labels that a model doesn't share are outliers", "[outliers_test]") {
  auto frames = melts(12);
  std::vector<Prediction> predictions;
  for (const auto& f : frames) predictions.push_back({*f.frame.energy + 64 * 1.0, f.frame.forces, 0.01});
  *predictions[4].energy += 64 * 0.03;
  predictions[6].forces[10] += Vec3{0.3, 0.0, 0.4};
  predictions[8].deviation = 0.9;
  OutlierOptions options = nothing();
  options.model_energy = 0.02;
  CHECK(picked(outlier_reasons(frames, options, predictions)).size() == 12);  // another zero of energy
  options.model_shift = true;
  CHECK(picked(outlier_reasons(frames, options, predictions)) == std::vector<std::size_t>{4});
  options.model_force = 0.45;
  options.deviation = 0.5;
  const auto reasons = outlier_reasons(frames, options, predictions);
  CHECK(picked(reasons) == std::vector<std::size_t>{4, 6, 8});
  CHECK(has(reasons[6], "force 0.5 eV/Å off the label on atom 11"));
}

TEST_CASE("Predictions stand beside labels as evaluate writes them", "[outliers_test]") {
  Frame frame = melt(1).frame;
  frame.info["energy"] = -5.5;
  frame.arrays["forces"] = std::vector<double>(192, 0.25);
  frame.arrays["force_deviation"] = std::vector<double>(64, 0.1);
  frame.arrays["force_deviation"][12] = 0.7;
  const auto found = prediction_in(frame, "energy", "forces", "force_deviation");
  CHECK(found.energy == -5.5);
  REQUIRE(found.forces.size() == 64);
  CHECK(found.forces[63] == Vec3{0.25, 0.25, 0.25});
  CHECK(found.deviation == 0.7);
  CHECK_FALSE(prediction_in(frame, "other", "", "").energy);
}

TEST_CASE("Mistakes in thresholds are told", "[outliers_test]") {
  const auto frames = melts(2);
  OutlierOptions options;
  options.closest["Na-Cr"] = 1.0;
  CHECK(testing::error_of([&] { outlier_reasons(frames, options); }) ==
        "closest: no frame has the species 'Cr' of 'Na-Cr'; did you mean 'Cl'?");
  options = {};
  options.closest["NaCl"] = 1.0;
  CHECK(has(testing::error_of([&] { outlier_reasons(frames, options); }), "expected one such as \"Na-Cl\""));
  options = {};
  options.max_force = -1.0;
  CHECK(testing::error_of([&] { outlier_reasons(frames, options); }) == "outliers: max_force must be positive");
}

TEST_CASE("Species get their energies where compositions tell them", "[outliers_test]") {
  std::vector<Structure> atoms(12);
  std::vector<const Structure*> pointers;
  std::vector<std::optional<double>> energies;
  for (std::size_t k = 0; k < atoms.size(); ++k) {
    for (std::size_t i = 0; i < 10; ++i) atoms[k].add(i < k % 6 ? "K" : "Cl", {});
    energies.emplace_back(static_cast<double>(k % 6) * -2.0 + static_cast<double>(10 - k % 6) * -5.0);
    pointers.push_back(&atoms[k]);
  }
  *energies[3] += 1000.0;
  auto fit = fit_composition(pointers, energies);
  CHECK(fit.species == std::vector<std::string>{"Cl", "K"});
  CHECK(fit.rank == 2);
  CHECK(fit.energies[0] == Approx(-5.0).epsilon(1e-4));  // one bad energy of twelve has no say
  CHECK(fit.energies[1] == Approx(-2.0).epsilon(1e-4));
  CHECK(fit.residual[3] == Approx(100.0).epsilon(1e-4));
  pointers.resize(1);
  energies.resize(1);
  fit = fit_composition(pointers, energies);
  CHECK(fit.residual[0] == Approx(0.0).margin(1e-9));
  const auto spread = robust_spread({1.0, 2.0, 3.0, 4.0, 1e9, std::nan("")});
  CHECK(spread.median == 3.0);
  CHECK(spread.deviation == Approx(1.4826));
}
