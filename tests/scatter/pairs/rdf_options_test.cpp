#include "scatter/pairs/rdf_options.hpp"

#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "io/curve.hpp"
#include "io/run_file.hpp"
#include "scatter/systems.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// A file of this test program that goes away with it.
struct TemporaryFile {
  explicit TemporaryFile(const std::string& name) : path("rdf_options_test_" + name) {}
  ~TemporaryFile() { std::remove(path.c_str()); }
  const std::string path;
};

PairDistributions small_result(Index frames) {
  PairDistributionOptions options;
  options.cutoff = 8.0;
  options.width = 0.5;
  PairDistribution distribution(options);
  for (Index f = 0; f < frames; ++f) distribution.add(ideal_gas(60, 10.0, {"Na", "Cl", "Cl"}, f));
  return distribution.result();
}

RdfOptions read_rdf(const std::string& text) {
  Problems problems;
  const auto tables = parse_run_file(text, "run.toml").tables("measure", problems);
  const auto options = read_section<RdfOptions>(tables.at(0), rdf_fields, problems);
  problems.throw_if_any();
  return options;
}

}  // namespace

TEST_CASE("a measure is read from a run file with its units", "[rdf_options_test]") {
  const auto options = read_rdf(
      "[[measure]]\ntype = \"rdf\"\nstages = [\"production\"]\ninterval = 20\ncutoff = \"1.2 nm\"\nwidth = \"0.05 "
      "Å\"\n");
  CHECK(options.stages == std::vector<std::string>{"production"});
  const auto measure = pair_distribution_options(options);
  CHECK(measure.cutoff == Approx(12.0));
  CHECK(measure.width == Approx(0.05));
  CHECK(measure.interval == 20);
  CHECK(measure.blocks == 10);
  CHECK(std::isnan(measure.volume));
}

TEST_CASE("mistakes in a measure are named", "[rdf_options_test]") {
  CHECK_THROWS_WITH(read_rdf("[[measure]]\ntype = \"rdf\"\ncutof = \"12 Å\"\n"),
                    Catch::Contains("run.toml:3") && Catch::Contains("did you mean 'cutoff'?"));
  CHECK_THROWS_WITH(read_rdf("[[measure]]\ntype = \"rdf\"\ncutoff = \"12 eV\"\n"), Catch::Contains("run.toml:3"));
  const auto refused = [](auto change, const std::string& message) {
    RdfOptions options;
    change(options);
    CHECK_THROWS_WITH(pair_distribution_options(options), "[[measure]] type = \"rdf\": " + message);
  };
  refused([](auto& o) { o.width = 0.0; }, "width must be positive");
  refused([](auto& o) { o.cutoff = -1.0; }, "cutoff must be at least one width of a bin");
  refused([](auto& o) { o.width = 1e-8; }, "cutoff / width must be at most 1e7 bins");
  refused([](auto& o) { o.interval = 0; }, "interval must be at least 1 step");
  refused([](auto& o) { o.blocks = 0; }, "blocks must be at least 1");
  refused([](auto& o) { o.volume = -5.0; }, "volume must be positive");
}

TEST_CASE("written columns read back as the result", "[rdf_options_test]") {
  const auto result = small_result(12);
  const TemporaryFile file("gr.csv");
  write_pair_distributions(file.path, result);
  const NumberTable table = read_table(file.path);
  const auto column = [&](const std::string& name) {
    const auto at = std::find(table.names.begin(), table.names.end(), name);
    REQUIRE(at != table.names.end());
    return table.columns[static_cast<std::size_t>(at - table.names.begin())];
  };
  const auto unlike = result.pair("Na-Cl");
  CHECK(column("r") == unlike.r);
  CHECK(column("g_Na-Cl") == unlike.g);
  CHECK(column("err_g_Na-Cl") == unlike.g_error);
  CHECK(column("g_total") == result.total.g);
  CHECK(column("r_n") == unlike.r_upper);
  CHECK(column("n_Na-Cl") == unlike.n_ab);
  CHECK(column("n_Cl-Na") == unlike.n_ba);
  CHECK(column("err_n_Cl-Na") == unlike.n_ba_error);
  CHECK(table.names.front() == "r");
  CHECK(table.header.find("12 frames") != std::string::npos);
  CHECK(table.header.find("units: Å") != std::string::npos);
  CHECK(table.header.find("1 - 1/N") != std::string::npos);
}

TEST_CASE("one frame has no columns of errors", "[rdf_options_test]") {
  const TemporaryFile file("one.csv");
  write_pair_distributions(file.path, small_result(1));
  for (const auto& name : read_table(file.path).names) CHECK(name.find("err") == std::string::npos);
}

TEST_CASE("a folder that isn't there is reported", "[rdf_options_test]") {
  CHECK_THROWS_AS(write_pair_distributions("no/such/folder/gr.csv", small_result(1)), Error);
}
