#include "correct/loop/refinement.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/errors.hpp"
#include "correct/layer/correction_file.hpp"
#include "correct/loop/small_fit.hpp"
#include "io/measured.hpp"

using namespace liquidus;

namespace {

FitWatch quiet() {
  FitWatch watch;
  watch.program = "test";
  return watch;
}

FitResult fit(const FitOptions& options, FitWatch watch = quiet()) {
  return Refinement(options, SmallFit::base_potential(), std::move(watch), Communicator::self()).run();
}

bool exists(const std::string& path) { return std::filesystem::exists(path); }

}  // namespace

TEST_CASE("A fit to a g(r) made by another potential brings the misfit down to the noise", "[refinement_test]") {
  const SmallFit::Folder folder;
  auto options = SmallFit::options(folder / "fit", SmallFit::data(folder / "g.csv"));
  const auto result = fit(options);
  REQUIRE(result.finished);
  CHECK(result.first.quality.chi2.value > 5.0);
  CHECK(result.best.quality.chi2.value < 0.3 * result.first.quality.chi2.value);
  CHECK(result.best.states[0].result.targets[0].r_chi.value <
        0.6 * result.first.states[0].result.targets[0].r_chi.value);
  const auto saved = load_correction(folder / "fit/correction.h5");
  CHECK(saved == result.correction);
  CHECK_FALSE(saved.covariance.empty());
  CHECK(saved.provenance.base.name == "lj");
  CHECK(saved.provenance.data.size() == 1);
  REQUIRE(saved.provenance.states.size() == 1);
  CHECK(saved.provenance.states[0].misfit_after < saved.provenance.states[0].misfit_before);
  for (const char* name : {"history.csv", "targets.csv", "240K-rdf.csv", "correction-240K.csv", "resolution.csv"})
    CHECK(exists(folder / (std::string("fit/") + name)));

  const auto s = read_measured(folder / "fit/240K-partials.csv", {"Q", "A_Ar-Ar", "err_A_Ar-Ar"}).curve;
  const auto band = read_measured(folder / "fit/240K-partials.csv", {"Q", "band_Ar-Ar", "none"}).curve;
  REQUIRE(s.x.front() == Approx(0.3));
  REQUIRE(s.x.back() > 14.9);
  // a dense gas's S(Q): below 1 at small Q, 1 where the transform has died away
  CHECK(s.y.front() < 0.9);
  CHECK(std::abs(s.y.back() - 1.0) < 0.03);
  for (std::size_t k = 0; k < s.x.size(); ++k) {
    CHECK((s.error[k] > 0.0 && s.error[k] < 0.2));
    CHECK((band.y[k] > 0.0 && band.y[k] < 0.2));
  }
}

TEST_CASE("A fit that is stopped at any moment and restarted ends as an unbroken one, bit for bit",
          "[refinement_test]") {
  const SmallFit::Folder folder;
  const auto data = SmallFit::data(folder / "g.csv");
  auto options = SmallFit::options(folder / "whole", data);
  options.correct.iterations = 3;
  options.correct.noise = false;
  const auto whole = fit(options);
  options.run.output = folder / "broken";
  // Asked to stop at the third look at the watch, five times a second: within simulations of about a second.
  Index starts = 0;
  FitResult broken;
  while (!broken.finished && starts < 100) {
    FitWatch watch = quiet();
    watch.progress = [&, asked = 0](const std::string&, const Progress&) mutable { return ++asked < 3; };
    Refinement refinement(options, SmallFit::base_potential(), watch, Communicator::self());
    if (exists(folder / "broken/fit.h5")) refinement.restore();
    broken = refinement.run();
    ++starts;
  }
  REQUIRE(broken.finished);
  CHECK(starts > 1);
  CHECK(broken.correction.values == whole.correction.values);
  CHECK(broken.correction.covariance == whole.correction.covariance);
  CHECK(broken.best.quality.chi2.value == whole.best.quality.chi2.value);
}

TEST_CASE("A restart with other states or knots is refused", "[refinement_test]") {
  const SmallFit::Folder folder;
  auto options = SmallFit::options(folder / "fit", SmallFit::data(folder / "g.csv"));
  options.correct.iterations = 1;
  options.states[0].produce = 2000.0;
  fit(options);
  options.correct.spacing = 0.1;
  Refinement other(options, SmallFit::base_potential(), quiet(), Communicator::self());
  CHECK_THROWS_WITH(other.restore(), Catch::Contains("another fit"));
}

TEST_CASE("What a fit can't be is refused before anything is simulated", "[refinement_test]") {
  const SmallFit::Folder folder;
  const auto good = SmallFit::options(folder / "fit", SmallFit::data(folder / "g.csv"));
  const auto why = [&](auto&& change) {
    auto options = good;
    change(options);
    try {
      Refinement(options, SmallFit::base_potential(), quiet(), Communicator::self());
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(why([](auto&) {}).empty());
  CHECK_THAT(why([](auto& o) { o.correct.cutoff = 12.0; }), Catch::Contains("half the box is"));
  CHECK_THAT(why([](auto& o) { o.targets[0].state = "240k"; }), Catch::Contains("did you mean '240K'"));
  CHECK_THAT(why([](auto& o) { o.targets.clear(); }), Catch::Contains("nothing to hold it against"));
  CHECK_THAT(why([](auto& o) { o.correct.start = "none.h5"; }), Catch::Contains("none.h5"));
}
