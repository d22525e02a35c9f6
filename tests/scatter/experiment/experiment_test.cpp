#include "scatter/experiment/experiment.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "io/curve.hpp"
#include "io/run_file.hpp"
#include "scatter/systems.hpp"
#include "scatter/transform/partials_from_pairs.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

using Numbers = std::vector<double>;

struct TemporaryFile {
  explicit TemporaryFile(const std::string& name) : path("experiment_test_" + name) {}
  ~TemporaryFile() { std::remove(path.c_str()); }
  const std::string path;
};

/// A hot crystal: a g(r) with peaks and errors.
const PairDistributions& melt() {
  static const PairDistributions pairs = [] {
    std::vector<Structure> frames;
    for (Index f = 0; f < 6; ++f) frames.push_back(shaken(rocksalt(5.6, 3), 0.3, f));
    return of_frames(frames, bins(8.4, 0.05, 3));
  }();
  return pairs;
}

ExperimentResult run(const ExperimentOptions& options, const PairDistributions& pairs = melt()) {
  return run_experiment(options, {&pairs, nullptr});
}

ExperimentOptions plain(const std::string& radiation) {
  ExperimentOptions options;
  options.radiation = radiation;
  options.qmax = 12.0;
  options.to = 8.0;
  options.r_max = 9.0;
  options.checks = false;
  return options;
}

/// The model's own total as a file of the convention that the options state, with errors of 0.01 of the function.
void write_model(const std::string& path, const ExperimentOptions& options, double error = 0.01) {
  auto alone = options;
  alone.file.clear();
  const auto result = run(alone);
  Numbers q, y;
  const auto all = result.convention.from_total(result.total.q, result.total.value.value);
  for (std::size_t k = 20; k < all.size(); k += 2) {
    q.push_back(result.total.q[k]);
    y.push_back(all[k]);
  }
  write_curves(path, {{"Q", "1/Å", q}, {"y", result.convention.unit(), y}, {"err_y", "", Numbers(q.size(), error)}});
}

double number(const Findings& all, const std::string& name) {
  for (const auto& n : all.numbers)
    if (n.name == name) return n.value.value;
  FAIL("there is no number '" << name << "'");
  return 0.0;
}

const CurveColumn& column(const CurveTable& table, const std::string& name) {
  for (const auto& c : table.columns)
    if (c.name == name) return c;
  FAIL("there is no column '" << name << "'");
  return table.columns.front();
}

}  // namespace

TEST_CASE("a model's own total agrees with it in every convention", "[experiment_test]") {
  struct Case {
    std::string radiation, holds, normalisation;
  };
  for (const auto& c : {Case{"neutron", "S", "<b>^2"}, Case{"neutron", "S", "<b^2>"}, Case{"neutron", "i", "<b>^2"},
                        Case{"neutron", "F", "barn"}, Case{"neutron", "F", "fm^2"}, Case{"neutron", "Qi", "barn"},
                        Case{"x-ray", "S", "<b>^2"}, Case{"x-ray", "Qi", "<b^2>"}, Case{"x-ray", "F", "electrons^2"}}) {
    INFO(c.radiation << ' ' << c.holds << ' ' << c.normalisation);
    auto options = plain(c.radiation);
    options.holds = c.holds;
    options.normalisation = c.normalisation;
    const TemporaryFile file("own.csv");
    write_model(file.path, options);
    options.file = file.path;
    const auto result = run(options);
    const auto all = result.findings();
    REQUIRE(result.in_q);
    // the file keeps all digits; partials at a Q don't depend on the other Q
    const double size = c.normalisation == "electrons^2" ? 200.0 : c.normalisation == "fm^2" ? 50.0 : 1.0;
    CHECK(result.in_q->rms < 1e-11 * size);
    CHECK(*result.in_q->chi2 < 1e-15 * size * size);
    CHECK(result.agreement->r_chi < 1e-10);
    CHECK(number(all, "R_chi") == result.agreement->r_chi);
    CHECK(result.agreement->r_chi_error);
    CHECK(all.tables.size() == 2);
    CHECK(column(all.tables[0], c.holds + "_model").unit == result.convention.unit());
    CHECK(all.tables[0].comment.find(c.normalisation) != std::string::npos);
  }
}

TEST_CASE("conventions differ by the factors that they name", "[experiment_test]") {
  const auto values = [](const std::string& radiation, const std::string& holds, const std::string& normalisation) {
    auto options = plain(radiation);
    options.holds = holds;
    options.normalisation = normalisation;
    const auto result = run(options);
    return result.convention.from_total(result.total.q, result.total.value.value);
  };
  const auto q = run(plain("neutron")).total.q;
  const auto s = values("neutron", "S", "<b>^2"), i = values("neutron", "i", "<b>^2"),
             fm = values("neutron", "F", "fm^2"), barn = values("neutron", "F", "barn"),
             qi = values("neutron", "Qi", "barn"), square = values("neutron", "i", "<b^2>");
  const double b_na = 3.63, b_cl = 9.5792, b2 = 0.25 * (b_na + b_cl) * (b_na + b_cl);
  const auto x = values("x-ray", "i", "<b>^2"), electrons = values("x-ray", "F", "electrons^2");
  const Scatterers xrays(Radiation::xray, {"Na", "Cl"});
  for (std::size_t k = 0; k < q.size(); k += 53) {
    CHECK(s[k] - 1.0 == Approx(i[k]).margin(1e-12));
    CHECK(fm[k] == Approx(b2 * i[k]));
    CHECK(barn[k] == Approx(0.01 * fm[k]));
    CHECK(qi[k] == Approx(q[k] * barn[k]));
    CHECK(square[k] == Approx(i[k] * b2 / (0.5 * (b_na * b_na + b_cl * b_cl))));
    const auto f = xrays.at(q[k]);
    CHECK(electrons[k] == Approx(x[k] * 0.25 * (f[0] + f[1]) * (f[0] + f[1])));
  }
}

TEST_CASE("what pairs add makes up the total in Q and in r", "[experiment_test]") {
  for (const auto* radiation : {"neutron", "x-ray"}) {
    auto options = plain(radiation);
    options.window = "lorch";
    const auto all = run(options).findings();
    const auto& q = all.tables[0];
    const auto& r = all.tables[1];
    for (std::size_t k = 0; k < q.columns[0].values.size(); k += 37) {
      double sum = 1.0;
      for (const auto* pair : {"Na-Na", "Na-Cl", "Cl-Cl"}) sum += column(q, std::string("part_") + pair).values[k];
      CHECK(sum == Approx(column(q, "S_model").values[k]).epsilon(1e-12));
    }
    for (std::size_t k = 0; k < r.columns[0].values.size(); k += 37) {
      double sum = 0.0;
      for (const auto* pair : {"Na-Na", "Na-Cl", "Cl-Cl"}) sum += column(r, std::string("part_D_") + pair).values[k];
      CHECK(sum == Approx(column(r, "D_model").values[k]).margin(1e-10));
    }
    CHECK(column(q, "err_S_model").values.size() == q.columns[0].values.size());
    CHECK(column(r, "D_model").unit == "1/Å²");
    CHECK(r.comment.find("window lorch to 12 1/Å") != std::string::npos);
    CHECK(r.comment.find("normalised") != std::string::npos);
  }
}

TEST_CASE("totals are the weighted sum of the partials that the transform gives", "[experiment_test]") {
  auto options = plain("neutron");
  options.isotopes = {"Cl = 37Cl"};
  const auto result = run(options);
  const auto partials = partials_from_pairs(melt(), result.total.q);
  const double b_na = 3.63, b_cl = 3.08, average = 0.5 * (b_na + b_cl);
  for (std::size_t k = 0; k < result.total.q.size(); k += 50) {
    const auto a = [&](const char* pair) { return partials.pairs[partials.find(pair)].value[k] - 1.0; };
    const double f = 0.25 * (b_na * b_na * a("Na-Na") + 2.0 * b_na * b_cl * a("Na-Cl") + b_cl * b_cl * a("Cl-Cl"));
    CHECK(result.total.value.value[k] == Approx(f / (average * average)).epsilon(1e-12));
  }
  CHECK(result.scatterers == "Na: natural Na, b = 3.63 fm; Cl: 37Cl, b = 3.08 fm");
}

TEST_CASE("χ² and R_χ grow with what is wrong with the data", "[experiment_test]") {
  auto options = plain("neutron");
  const TemporaryFile file("scaled.csv");
  write_model(file.path, options, 0.02);
  options.file = file.path;
  options.offset = 0.02;
  options.model_errors = false;
  const auto result = run(options);
  CHECK(result.in_q->rms == Approx(0.02).epsilon(1e-9));
  CHECK(*result.in_q->chi2 == Approx(1.0).epsilon(1e-9));
  options.model_errors = true;
  CHECK(*run(options).in_q->chi2 < 1.0);
  // all of S − 1 taller by 5 %: D is, and R_χ = 0.05/1.05
  options.scale = 1.05;
  options.offset = -0.05;
  options.q_from = 2.0;
  options.q_to = 10.0;
  const auto taller = run(options);
  CHECK(taller.agreement->r_chi == Approx(0.05 / 1.05).epsilon(1e-6));
  CHECK(taller.agreement->function == PairFunction::D);
  CHECK(taller.in_q->from == 2.0);
  CHECK(taller.in_q->points < result.in_q->points);
}

TEST_CASE("the same end and window stand on model and data", "[experiment_test]") {
  // Data that go on to 12 1/Å against themselves cut at 8: both are cut, so that nothing is left between them.
  auto options = plain("x-ray");
  const TemporaryFile file("cut.csv");
  write_model(file.path, options);
  options.file = file.path;
  options.qmax = 8.0;
  const auto cut = run(options);
  CHECK(cut.model_r.window.end == Approx(8.0).margin(0.05));
  CHECK(cut.measured_r.window == cut.model_r.window);
  CHECK(cut.agreement->r_chi < 1e-10);
}

TEST_CASE("a measured function of r is met by a model transformed as it was, or by fixed weights",
          "[experiment_test]") {
  auto options = plain("neutron");
  options.function = "T";
  const auto model = run(options);
  const TemporaryFile file("t.csv");
  const auto t = model.model_r.as(PairFunction::T, model.in_r);
  write_curves(file.path, {{"r", "Å", model.model_r.r}, {"T", "1/Å²", t.value}}, "qmax = 12");
  options.file = file.path;
  options.holds = "T";
  options.qmax = ExperimentOptions::unset;  // the header knows
  const auto result = run(options);
  CHECK(result.agreement->r_chi < 1e-10);
  CHECK_FALSE(result.fixed_weights);

  // fixed weights: for neutrons the same but for the transform's end
  const TemporaryFile bare("bare.csv");
  write_curves(bare.path, {{"r", "Å", model.model_r.r}, {"T", "1/Å²", t.value}});
  options.file = bare.path;
  const auto fixed = run(options);
  CHECK(fixed.fixed_weights);
  CHECK(fixed.agreement->r_chi < 0.1);
  CHECK(fixed.agreement->r_chi > 1e-4);
  CHECK(fixed.findings().tables.size() == 1);
  options.radiation = "x-ray";
  bool said = false;
  for (const auto& remark : run(options).remarks)
    said = said || remark.find("that is an approximation") != std::string::npos;
  CHECK(said);
}

TEST_CASE("direct structure factors stand alone or are merged in at low Q", "[experiment_test]") {
  auto options = plain("neutron");
  options.qmax = 6.0;
  const auto alone = run(options);
  Numbers q;
  for (double at = 0.4; at < 7.0; at += 0.01) q.push_back(at);
  // "direct" ones that are the transform's plus 0.1 say where they were used
  auto direct = partials_from_pairs(melt(), q);
  for (auto& pair : direct.pairs) {
    for (double& y : pair.value) y += 0.1;
    for (auto& without : pair.without)
      for (double& y : without) y += 0.1;
  }
  const auto only = run_experiment(options, {nullptr, &direct});
  CHECK(only.total.q.front() >= 0.4);
  options.merge_from = 1.0;
  options.merge_to = 2.0;
  const auto both = run_experiment(options, {&melt(), &direct});
  const auto at = [](const ExperimentResult& r, double where) {
    std::size_t k = 0;
    while (r.total.q[k] < where - 1e-9) ++k;
    return r.total.value.value[k];
  };
  // normalised weights add up to 1, so that 0.1 on every partial is 0.1 on the total
  CHECK(at(both, 0.8) - at(alone, 0.8) == Approx(0.1).margin(1e-3));
  CHECK(at(both, 3.0) - at(alone, 3.0) == Approx(0.0).margin(1e-10));
  CHECK(at(only, 3.0) - at(alone, 3.0) == Approx(0.1).margin(1e-3));
  CHECK(both.total.value.error.size() == both.total.q.size());
}

TEST_CASE("a null scatterer is met in its own units", "[experiment_test]") {
  auto options = plain("neutron");
  options.lengths = {"Na = -3 fm", "Cl = 3 fm"};
  CHECK_THROWS_WITH(run(options), Catch::Contains("null scatterer"));
  options.holds = "F";
  options.normalisation = "barn";
  const auto result = run(options);
  CHECK(unit_of(result.function, result.in_r) == "barn/Å²");
  options.function = "T";
  CHECK_THROWS_WITH(run(options), Catch::Contains("only function = \"D\" or \"G\" can be made"));
}

TEST_CASE("mistakes in an experiment are named", "[experiment_test]") {
  const auto refused = [](auto change, const std::string& message) {
    auto options = plain("neutron");
    change(options);
    CHECK_THROWS_WITH(run(options), Catch::Contains(message));
  };
  refused([](auto& o) { o.isotopes = {"Cl = 36Cl"}; }, "known: natural Cl, 35Cl, 37Cl");
  refused([](auto& o) { o.density = -1.0; }, "[[experiment]] 'experiment': density must be positive");
  refused([](auto& o) { o.scale = 0.0; }, "scale must be a number other than 0");
  refused([](auto& o) { o.r_step = 0.0; }, "r_step must be positive");
  refused([](auto& o) { o.from = 9.0; }, "from and to must be a range");
  refused([](auto& o) { o.normalisation = "electrons^2"; }, "isn't for radiation = \"neutron\"");
  refused([](auto& o) { o.normalisation = "barn"; }, "S and S − 1 are normalised");
  refused([](auto& o) { o.normalisation = "b2"; }, "known: <b>^2, <b^2>, fm^2, barn, electrons^2");
  refused([](auto& o) { o.file = "no/such.sq"; }, "cannot open 'no/such.sq'");
  refused([](auto& o) { o.window = "hann"; }, "hann");
  CHECK_THROWS_AS(run_experiment(plain("neutron"), {}), std::invalid_argument);

  // species without a form factor, and data with a gap
  std::vector<Structure> frames{ideal_gas(60, 12.0, {"Es", "Cl"}, 0), ideal_gas(60, 12.0, {"Es", "Cl"}, 1)};
  const auto odd = of_frames(frames, bins(6.0, 0.1, 2));
  CHECK_THROWS_WITH(run(plain("x-ray"), odd),
                    Catch::Contains("there is no x-ray form factor of 'Es'") && Catch::Contains("form_factors = ["));
  CHECK_THROWS_WITH(run(plain("neutron"), odd), Catch::Contains("there is no neutron scattering length of 'Es'"));
  const TemporaryFile file("gap.csv");
  write_curves(file.path, {{"Q", "1/Å", {1.0, 1.1, 1.2, 3.0, 3.1, 3.2}}, {"S", "", Numbers(6, 1.0)}});
  auto options = plain("neutron");
  options.file = file.path;
  CHECK_THROWS_WITH(run(options), Catch::Contains("gap"));
}

TEST_CASE("an experiment is read from a run file with its units", "[experiment_test]") {
  Problems problems;
  const auto table =
      parse_run_file(
          "[[experiment]]\nname = \"d4c\"\nisotopes = [\"Cl = 37Cl 0.9, 35Cl 0.1\"]\nfile = \"a.mint01\"\n"
          "holds = \"F\"\nnormalisation = \"barn\"\ndensity = \"0.03 1/Å^3\"\nqmax = \"200 1/nm\"\n"
          "function = \"T\"\nfrom = \"0.15 nm\"\nchecks = false\n",
          "run.toml")
          .tables("experiment", problems);
  const auto options = read_section<ExperimentOptions>(table.at(0), experiment_fields, problems);
  problems.throw_if_any();
  CHECK(options.name == "d4c");
  CHECK(options.isotopes == std::vector<std::string>{"Cl = 37Cl 0.9, 35Cl 0.1"});
  CHECK(options.normalisation == "barn");
  CHECK(options.qmax == Approx(20.0));
  CHECK(options.from == Approx(1.5));
  CHECK(std::isnan(options.to));
  CHECK_FALSE(options.checks);
  check(options);
  // what isn't set isn't echoed
  for (const auto& item : echo_section<ExperimentOptions>(options, experiment_fields)) CHECK(item.key != "to");
}

TEST_CASE("what a set of experiments can tell is found from their options", "[experiment_test]") {
  auto neutron = plain("neutron"), xray = plain("x-ray");
  neutron.name = "neutron";
  xray.name = "x-ray";
  const auto all = information_of({neutron, xray}, {"Fe", "O"}, {0.5, 0.5});
  CHECK(number(all, "share Fe-Fe") == Approx(0.97).margin(0.005));
  CHECK(number(all, "share O-O") == Approx(0.20).margin(0.005));
  REQUIRE(all.tables.size() == 1);
  CHECK(all.tables[0].columns.front().values.size() == 41);
  REQUIRE(all.remarks.size() == 1);
  CHECK(all.remarks[0].starts_with("At Q = 0 these data say nothing of "));
}
