#include "scatter/experiment/compare_options.hpp"

#include <catch2/catch.hpp>
#include <cstdio>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "io/curve.hpp"
#include "io/run_file.hpp"
#include "scatter/systems.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

const std::string yarnell = LIQUIDUS_SOURCE_DIR "/datasets/argon/yarnell-1973-gr.csv";

/// A file of this test program that goes away with it.
struct TemporaryFile {
  explicit TemporaryFile(const std::string& name) : path("compare_options_test_" + name) {}
  ~TemporaryFile() { std::remove(path.c_str()); }
  const std::string path;
};

RdfCompareOptions read_compare(const std::string& text) {
  Problems problems;
  const auto tables = parse_run_file(text, "run.toml").tables("compare", problems);
  const auto options = read_section<RdfCompareOptions>(tables.at(0), rdf_compare_fields, problems);
  problems.throw_if_any();
  return options;
}

}  // namespace

TEST_CASE("a comparison is read from a run file", "[compare_options_test]") {
  const auto options = read_compare(
      "[[compare]]\nmeasure = \"rdf\"\npair = \"Ar-Ar\"\nfile = \"a.csv\"\nfrom = \"2 Å\"\nto = \"1 nm\"\n");
  CHECK(options.pair == "Ar-Ar");
  CHECK(options.to == Approx(10.0));
  CHECK(options.holds == "g");
  CHECK(options.function == "T");
  CHECK_THROWS_WITH(read_compare("[[compare]]\nfile = \"a.csv\"\nfrom = \"2 Å\"\nto = \"1 nm\"\n"),
                    Catch::Contains("lacks the key 'pair'"));
  CHECK_THROWS_WITH(read_compare("[[compare]]\npair = \"Ar-Ar\"\nfile = \"a.csv\"\nfrom = \"2 Å\"\nto = \"1 nm\"\n"
                                 "function = \"Q\"\n"),
                    Catch::Contains("run.toml:6"));
}

TEST_CASE("a model is held against a measured file", "[compare_options_test]") {
  PairDistributionOptions measure;
  measure.cutoff = 12.0;
  PairDistribution distribution(measure);
  distribution.add(ideal_gas(3000, 52.0, {"Ar"}, 0));
  const auto gas = distribution.result();
  RdfCompareOptions options;
  options.pair = "Ar-Ar";
  options.file = yarnell;
  options.from = 1.0;
  options.to = 10.0;
  // g ≡ 1 has 0.3502; noise adds to its square 1/(pairs per bin), 0.011 and less
  CHECK(compare_with_file(gas, options).r_chi == Approx(0.3502).margin(0.02));
  CHECK(compare_with_file(gas, options).function == PairFunction::T);

  // the same measurement as D(r), with its own density
  const Curve argon = read_curve(yarnell);
  std::vector<double> d;
  for (std::size_t i = 0; i < argon.x.size(); ++i)
    d.push_back(4.0 * units::pi * 0.02125 * argon.x[i] * (argon.y[i] - 1.0));
  const TemporaryFile file("d.csv");
  write_curves(file.path, {{"r", "Å", argon.x}, {"D", "1/Å^2", d}});
  auto as_d = options;
  as_d.file = file.path;
  as_d.holds = "D";
  as_d.density = 0.02125;
  CHECK(compare_with_file(gas, as_d).r_chi == Approx(compare_with_file(gas, options).r_chi).epsilon(1e-9));

  auto wrong = options;
  wrong.to = 20.0;
  CHECK_THROWS_WITH(compare_with_file(gas, wrong),
                    yarnell +
                        ": the model's g(r) ends at 12 Å, but is compared out to 20 Å: lower 'to' or raise the "
                        "cutoff of the measure");
  wrong = options;
  wrong.pair = "Ar-Kr";
  CHECK_THROWS_AS(compare_with_file(gas, wrong), InputError);
  wrong = options;
  wrong.file = "no-such-file.csv";
  CHECK_THROWS_AS(compare_with_file(gas, wrong), InputError);
  wrong = options;
  wrong.density = -1.0;
  CHECK_THROWS_WITH(compare_with_file(gas, wrong), "[[compare]]: density must be positive");
}
