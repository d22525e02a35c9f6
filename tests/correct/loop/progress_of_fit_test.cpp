#include "correct/loop/progress_of_fit.hpp"

#include <catch2/catch.hpp>

#include "core/errors.hpp"

using namespace liquidus;
using Verdict = ProgressOfFit::Verdict;

namespace {

FitQuality misfit(double chi2, double error = 0.01) { return {{chi2, error}, 1.0, 1000.0}; }

CorrectOptions options() {
  CorrectOptions options;
  options.iterations = 50;
  options.patience = 3;
  return options;
}

}  // namespace

TEST_CASE("A fit ends when its misfit is what noise explains", "[progress_of_fit_test]") {
  ProgressOfFit fit(options());
  CHECK(fit.judge(misfit(20.0)) == Verdict::best);
  CHECK(fit.judge(misfit(1.2)) == Verdict::best);
  // 1 + 2 √(2/1000) = 1.089
  CHECK(fit.judge(misfit(1.08)) == Verdict::finished);
  CHECK(fit.best() == 2);
  CHECK(fit.why().find("noise") != std::string::npos);
}

TEST_CASE("A fit that isn't to stop at the noise goes on to its tolerance", "[progress_of_fit_test]") {
  auto of = options();
  of.noise = false;
  of.tolerance = 5e-4;
  ProgressOfFit fit(of);
  CHECK(fit.judge(misfit(0.5)) == Verdict::best);
  auto close = misfit(0.4);
  close.largest_dg2 = 4e-4;
  CHECK(fit.judge(close) == Verdict::finished);
  CHECK(fit.why().find("tolerance") != std::string::npos);
}

TEST_CASE("What is much worse than the best, or breaks down, halves the gain", "[progress_of_fit_test]") {
  ProgressOfFit fit(options());
  fit.judge(misfit(10.0));
  CHECK(fit.judge(misfit(14.9)) == Verdict::go_on);  // less than 1.5 times
  CHECK(fit.gain() == 1.0);
  CHECK(fit.judge(misfit(20.0)) == Verdict::astray);
  CHECK(fit.gain() == 0.5);
  CHECK(fit.best() == 0);
  ProgressOfFit other(options());
  other.judge(misfit(10.0));
  CHECK(other.judge(std::nullopt) == Verdict::astray);
  CHECK(other.judge(misfit(16.0, 0.5)) == Verdict::go_on);  // 1.5 times and three errors
}

TEST_CASE("A fit that no longer gets better ends, with its best iteration known", "[progress_of_fit_test]") {
  ProgressOfFit fit(options());
  fit.judge(misfit(10.0));
  fit.judge(misfit(5.0));
  CHECK(fit.judge(misfit(5.1)) == Verdict::go_on);
  CHECK(fit.judge(misfit(5.2)) == Verdict::go_on);
  CHECK(fit.judge(misfit(5.1)) == Verdict::finished);
  CHECK(fit.best() == 1);
  auto few = options();
  few.iterations = 1;
  CHECK(ProgressOfFit(few).judge(misfit(5.0)) == Verdict::finished);
}

TEST_CASE("A restarted fit decides as an unbroken one", "[progress_of_fit_test]") {
  ProgressOfFit fit(options()), other(options());
  for (const double chi2 : {10.0, 30.0, 8.0}) fit.judge(misfit(chi2));
  other.restore(fit.state());
  CHECK(other.gain() == fit.gain());
  CHECK(other.best() == 2);
  for (const double chi2 : {9.0, 8.5, 8.2}) CHECK(other.judge(misfit(chi2)) == fit.judge(misfit(chi2)));
  CHECK(other.state() == fit.state());
  // What has ended stays so, unless it was for the number of iterations and there are to be more.
  auto few = options();
  few.iterations = 1;
  ProgressOfFit ended(few), again(few), longer(options());
  ended.judge(misfit(5.0));
  again.restore(ended.state(), ended.why());
  longer.restore(ended.state(), ended.why());
  CHECK(again.why() == ended.why());
  CHECK(longer.why().empty());
  CHECK_THROWS_AS(other.restore({1.0, 2.0, 3.0}), InputError);
}
