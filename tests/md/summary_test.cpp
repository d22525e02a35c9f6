#include "md/summary.hpp"

#include <catch2/catch.hpp>

#include "core/random.hpp"
#include "md/run_sink.hpp"

using namespace liquidus;

TEST_CASE("the error of uncorrelated samples is σ/√n", "[summary_test]") {
  BlockAverage average;
  for (Index i = 0; i < 4096; ++i) average.add(3.0 + 2.0 * Random(1, Stream::bootstrap, i, 0).normal());
  const Average result = average.result();
  CHECK(result.samples == 4096);
  CHECK(result.mean == Approx(3.0).margin(4.0 * 2.0 / 64.0));
  CHECK(result.deviation == Approx(2.0).epsilon(0.05));
  // the largest over levels with down to 16 blocks, whose own spread is 1/√30
  CHECK(result.error >= 2.0 / 64.0 * 0.95);
  CHECK(result.error <= 2.0 / 64.0 * 1.8);
}

TEST_CASE("the error of correlated samples counts the correlation", "[summary_test]") {
  // x' = a x + noise has the statistical inefficiency (1 + a)/(1 − a) = 19
  BlockAverage average;
  double x = 0.0;
  const double a = 0.9;
  for (Index i = 0; i < 65536; ++i) {
    x = a * x + std::sqrt(1.0 - a * a) * Random(2, Stream::bootstrap, i, 0).normal();
    average.add(x);
  }
  CHECK(average.result().error == Approx(std::sqrt(19.0 / 65536.0)).epsilon(0.4));
}

TEST_CASE("few samples have no error, none has no mean", "[summary_test]") {
  BlockAverage average;
  CHECK(average.result().samples == 0);
  for (int i = 0; i < 15; ++i) average.add(i);
  CHECK(average.result().mean == Approx(7.0));
  CHECK(std::isnan(average.result().error));
}

TEST_CASE("an average that is saved and restored goes on with the same bits", "[summary_test]") {
  BlockAverage all, first, second;
  LineFit line, line_first, line_second;
  const auto sample = [](Index i) { return Random(3, Stream::bootstrap, i, 0).normal(); };
  for (Index i = 0; i < 1000; ++i) {
    all.add(sample(i));
    line.add(static_cast<double>(i), sample(i));
  }
  for (Index i = 0; i < 333; ++i) {
    first.add(sample(i));
    line_first.add(static_cast<double>(i), sample(i));
  }
  second.restore(first.state());
  line_second.restore(line_first.state());
  for (Index i = 333; i < 1000; ++i) {
    second.add(sample(i));
    line_second.add(static_cast<double>(i), sample(i));
  }
  CHECK(second.state() == all.state());
  CHECK(line_second.state() == line.state());
  CHECK_THROWS(second.restore({1.0, 2.0}));
}

TEST_CASE("a line is fitted through points", "[summary_test]") {
  LineFit line;
  for (int i = 0; i < 100; ++i) line.add(i, 5.0 - 0.25 * i + (i % 2 ? 0.1 : -0.1));
  CHECK(line.slope() == Approx(-0.25).epsilon(1e-3));
  CHECK(line.change() == Approx(-0.25 * 99.0 + 0.2));
  CHECK(LineFit().slope() == 0.0);
}

TEST_CASE("the line of progress fits a terminal", "[summary_test]") {
  Progress now;
  now.stage = "melt";
  now.stages = 3;
  now.step = 12000;
  now.steps = 40000;
  now.temperature = 1148.3;
  CHECK(progress_line(now) == "melt 1/3  12000/40000 steps  1148 K");
  now.steps_per_second = 512.3;
  now.seconds_left = 54.4;
  CHECK(progress_line(now) == "melt 1/3  12000/40000 steps  1148 K  512 steps/s  0:54 left");
  now.seconds_left = 36754.0;
  now.steps_per_second = 1.25;
  CHECK(progress_line(now) == "melt 1/3  12000/40000 steps  1148 K  1.2 steps/s  10:12:34 left");
  now.stage = "a name that is much longer than anyone should give to a stage of a run";
  CHECK(progress_line(now).size() <= 79);
}
