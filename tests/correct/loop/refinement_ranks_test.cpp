// A fit over several ranks against the same on one.
#include <catch2/catch.hpp>
#include <cmath>

#include "core/errors.hpp"
#include "correct/layer/correction_file.hpp"
#include "correct/loop/small_fit.hpp"
#include "parallel/agreement.hpp"

using namespace liquidus;

namespace {

/// A folder of all ranks, removed by the root.
class SharedFolder {
 public:
  explicit SharedFolder(const Communicator& ranks) : ranks_(ranks) {
    on_root(ranks, [&] {
      own_ = std::make_unique<SmallFit::Folder>();
      path_ = *own_ / "";
    });
    ranks.broadcast(path_);
  }
  ~SharedFolder() { ranks_.barrier(); }
  std::string operator/(const std::string& name) const { return path_ + name; }

 private:
  const Communicator& ranks_;
  std::unique_ptr<SmallFit::Folder> own_;
  std::string path_;
};

/// Steps so few that rounding hasn't grown into another trajectory yet.
FitOptions short_fit(const std::string& folder, const std::string& data) {
  auto options = SmallFit::options(folder, data);
  options.correct.iterations = 2;
  options.correct.interval = 5;
  options.correct.noise = false;
  options.states[0].equilibrate = 250.0;
  options.states[0].produce = 500.0;
  return options;
}

FitResult fit(const FitOptions& options, const Communicator& ranks) {
  FitWatch watch;
  watch.program = "test";
  return Refinement(options, SmallFit::base_potential(), watch, ranks).run();
}

std::string write_flat(const std::string& file, const Communicator& ranks) {
  CurveColumn r{"r", "Å", {}}, g{"g", "", {}}, e{"err_g", "", {}};
  for (int k = 0; k < 120; ++k) {
    r.values.push_back(3.0 + 0.05 * k);
    g.values.push_back(r.values.back() < 3.2 ? 0.0 : 1.0 + std::exp(3.2 - r.values.back()));
    e.values.push_back(0.02);
  }
  on_root(ranks, [&] { write_curves(file, {r, g, e}); });
  return file;
}

}  // namespace

TEST_CASE("a fit over ranks makes the step that one rank makes", "[refinement_ranks_test]") {
  const auto world = Communicator::world();
  const SharedFolder folder(world);
  const auto data = write_flat(folder / "g.csv", world);
  const auto together = fit(short_fit(folder / "all", data), world);
  const auto alone = fit(short_fit(folder / ("rank" + std::to_string(world.rank())), data), Communicator::self());
  REQUIRE(together.finished);
  // 150 steps of 5 fs multiply rounding of 1e-16 by less than 1e6, and a pair of 5778 hardly ever changes its bin.
  const auto& one = alone.first.quality.chi2;
  CHECK(together.first.quality.chi2.value == Approx(one.value).epsilon(1e-6));
  CHECK(together.best.quality.chi2.value == Approx(alone.best.quality.chi2.value).epsilon(1e-2));
  const auto &a = together.correction.values[0], &b = alone.correction.values[0];
  REQUIRE(a.size() == b.size());
  double largest = 0.0, difference = 0.0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    largest = std::max(largest, std::abs(b[k]));
    difference = std::max(difference, std::abs(a[k] - b[k]));
  }
  CHECK(difference <= 1e-6 * largest);
  // Files once, and all ranks have the correction that they hold.
  CHECK(load_correction(folder / "all/correction.h5").values == together.correction.values);
}

TEST_CASE("a rank that can't read the data ends the fit on all", "[refinement_ranks_test]") {
  const auto world = Communicator::world();
  const SharedFolder folder(world);
  auto options = short_fit(folder / "all", write_flat(folder / "g.csv", world));
  if (world.rank() == world.size() - 1) options.targets[0].file = folder / "none.csv";
  CHECK_THROWS_WITH(fit(options, world), Catch::Contains("none.csv"));
}

TEST_CASE("a rank that is asked to stop stops all, and they go on together", "[refinement_ranks_test]") {
  const auto world = Communicator::world();
  const SharedFolder folder(world);
  const auto options = short_fit(folder / "all", write_flat(folder / "g.csv", world));
  FitWatch watch;
  watch.stop = [&] { return world.rank() == world.size() - 1; };
  CHECK_FALSE(Refinement(options, SmallFit::base_potential(), watch, world).run().finished);
  Refinement again(options, SmallFit::base_potential(), {}, world);
  again.restore();
  const auto rest = again.run();
  CHECK(rest.finished);
  CHECK(rest.first.iteration == 0);
}
