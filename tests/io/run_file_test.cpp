#include "io/run_file.hpp"

#include <cmath>
#include <limits>

#include "core/units.hpp"
#include "helpers.hpp"

using namespace liquidus;
using liquidus::testing::error_of;
using liquidus::testing::TemporaryFolder;

namespace {

struct Options {
  double timestep = 0.5 * units::fs;
  double friction = std::numeric_limits<double>::quiet_NaN();
  double factor = 1.5;
  Index steps = 1000;
  bool restart = false;
  std::string ensemble = "nvt", potential;
  Quantity density;
  std::vector<double> temperature;
  std::vector<Index> repeat;
  std::vector<std::string> observe;
};

constexpr std::array fields = {
    Field<Options>{"timestep", "fs", "integration step", &Options::timestep},
    Field<Options>{"friction", "1/ps", "coupling to the bath", &Options::friction},
    Field<Options>{"factor", "", "a pure number", &Options::factor},
    Field<Options>{"steps", "", "number of steps", &Options::steps},
    Field<Options>{"restart", "", "go on from the checkpoint", &Options::restart},
    Field<Options>{"ensemble", "", "what is kept", &Options::ensemble, false, "nve|nvt|npt"},
    Field<Options>{"potential", "", "file of the potential", &Options::potential, true},
    Field<Options>{"density", "g/cm^3|1/Å^3", "mass or number density", &Options::density},
    Field<Options>{"temperature", "K", "one value, or the two ends of a ramp", &Options::temperature},
    Field<Options>{"repeat", "", "copies of the cell", &Options::repeat},
    Field<Options>{"observe", "", "what is measured", &Options::observe, false, "gr|msd"},
};

Options read(const std::string& text, const std::vector<std::string>& overrides = {}) {
  Problems problems;
  const auto file = parse_run_file(text, "run.toml", overrides);
  const auto options = read_section<Options>(file.table("md", problems), fields, problems);
  problems.throw_if_any();
  return options;
}

/// What is said about one line in [md], which stands on line 3.
std::string mistake(const std::string& line) {
  return error_of([&] { read("[md]\npotential = \"lj.toml\"\n" + line + "\n"); });
}

std::string syntax(const std::string& text) {
  return error_of([&] { parse_run_file(text, "run.toml"); });
}

}  // namespace

TEST_CASE("A section is read into a struct in internal units", "[run_file_test]") {
  const auto md = read(R"([md]
potential = "lj.toml"
timestep = "0.002 ps"
friction = "1 1/ps"
factor = 2
steps = 1e6
restart = true
ensemble = "npt"
density = "1.5 g/cm^3"
temperature = ["2500 K", "1150 K"]
repeat = [2, 2, 3]
observe = ["gr", "msd"]
)");
  CHECK(md.timestep == 0.002 * 1e3);
  CHECK(md.friction == Approx(1e-3).epsilon(1e-15));
  CHECK(md.factor == 2.0);
  CHECK(md.steps == 1000000);
  CHECK(md.restart);
  CHECK(md.ensemble == "npt");
  CHECK(md.density.value == Approx(1.5 * units::g_per_cm3).epsilon(1e-14));
  CHECK(md.density.dimension.name() == "mass density");
  CHECK(md.temperature == std::vector<double>{2500.0, 1150.0});
  CHECK(md.repeat == std::vector<Index>{2, 2, 3});
  CHECK(md.observe == std::vector<std::string>{"gr", "msd"});
}

TEST_CASE("What a section leaves out keeps its default, and a single value is a list of one", "[run_file_test]") {
  const auto md = read("[md]\npotential = 'x'\ntemperature = \"85 K\"\ndensity = '0.02 1/Å^3'\n");
  CHECK(md.timestep == 0.5);
  CHECK(md.steps == 1000);
  CHECK(std::isnan(md.friction));
  CHECK(md.temperature == std::vector<double>{85.0});
  CHECK(md.density.value == 0.02);
}

TEST_CASE("A wrong unit is met with what was found and what was expected", "[run_file_test]") {
  CHECK(mistake("timestep = \"0.5 eV\"") ==
        "run.toml:3: 'timestep' is an energy (0.5 eV); expected a time such as \"0.5 fs\"");
  CHECK(mistake("timestep = 0.7") ==
        "run.toml:3: 'timestep' is 0.7 without a unit; expected a time such as \"0.7 fs\"");
  CHECK(mistake("timestep = 2") == "run.toml:3: 'timestep' is 2 without a unit; expected a time such as \"2 fs\"");
  CHECK(mistake("timestep = \"2\"") ==
        "run.toml:3: 'timestep' is \"2\" without a unit; expected a time such as \"0.5 fs\"");
  CHECK(mistake("timestep = true") == "run.toml:3: 'timestep' is the boolean true; expected a time such as \"0.5 fs\"");
  CHECK(mistake("density = \"3 K\"") ==
        "run.toml:3: 'density' is a temperature (3 K); expected a mass density such as \"1 g/cm^3\" or a number "
        "density such as \"1 1/Å^3\"");
  CHECK(mistake("temperature = [\"300 K\", \"1 bar\"]") ==
        "run.toml:3: 'temperature', value 2, is a pressure (1 bar); expected a temperature such as \"1 K\"");
}

TEST_CASE("A quantity that can't be read is met with the reason", "[run_file_test]") {
  const auto text = mistake("timestep = \"0.5 fz\"");
  CHECK(text.starts_with("run.toml:3: 'timestep' is \"0.5 fz\": "));
  CHECK(text.ends_with("; expected a time such as \"0.5 fs\""));
}

TEST_CASE("A wrong type is met with what was found and what was expected", "[run_file_test]") {
  CHECK(mistake("steps = \"many\"") == "run.toml:3: 'steps' is the string \"many\"; expected an integer");
  CHECK(mistake("steps = 1.5") == "run.toml:3: 'steps' is the number 1.5; expected an integer");
  CHECK(mistake("restart = 1") == "run.toml:3: 'restart' is the number 1; expected true or false");
  CHECK(mistake("factor = \"2\"") == "run.toml:3: 'factor' is the string \"2\"; expected a number without a unit");
  CHECK(mistake("factor = nan") == "run.toml:3: 'factor' is nan; expected a finite number");
  CHECK(mistake("factor = 1e999") == "run.toml:3: the number is too large");
  CHECK(mistake("steps = 99999999999999999999") == "run.toml:3: the integer is too large");
  CHECK(mistake("ensemble = 3") == "run.toml:3: 'ensemble' is the number 3; expected a string");
  CHECK(mistake("ensemble = 2020-01-01") == "run.toml:3: 'ensemble' is a date; expected a string");
  CHECK(mistake("repeat = [2, \"x\", 2.5]") ==
        "run.toml:3: 'repeat', value 2, is the string \"x\"; expected an integer\n"
        "run.toml:3: 'repeat', value 3, is the number 2.5; expected an integer");
  CHECK(mistake("steps = [1, 2]") == "run.toml:3: 'steps' is an array of 2 values; expected an integer");
  CHECK(mistake("[md.steps]") == "run.toml:3: 'steps' is a section; expected an integer");
  CHECK(error_of([] { read("md = 3"); }) ==
        "run.toml:1: 'md' is the number 3; expected a section [md]\nrun.toml: [md] lacks the key 'potential'");
}

TEST_CASE("Unknown names are met with the nearest one", "[run_file_test]") {
  CHECK(mistake("timstep = \"1 fs\"") == "run.toml:3: unknown key 'timstep' in [md]; did you mean 'timestep'?");
  CHECK(mistake("ensemble = \"nvp\"") == "run.toml:3: 'ensemble' is \"nvp\"; did you mean 'nve'?");
  CHECK(mistake("observe = [\"gr\", \"heat\"]") == "run.toml:3: 'observe', value 2, is \"heat\"; known: gr, msd");
  CHECK(mistake("[md.output]") ==
        "run.toml:3: unknown section [md.output]; known: timestep, friction, factor, steps, restart, ensemble, "
        "potential, density, temperature, repeat, observe");
}

TEST_CASE("All mistakes of a file are told at once, in its order", "[run_file_test]") {
  CHECK(error_of([] { read("[md]\nstep = 3\nrestart = 1\ntimestep = \"1 K\"\n"); }) ==
        "run.toml:1: [md] lacks the key 'potential'\n"
        "run.toml:2: unknown key 'step' in [md]; did you mean 'steps'?\n"
        "run.toml:3: 'restart' is the number 1; expected true or false\n"
        "run.toml:4: 'timestep' is a temperature (1 K); expected a time such as \"0.5 fs\"");
}

TEST_CASE("A mistake of syntax is met with its line", "[run_file_test]") {
  CHECK(syntax("[md]\nsteps = \n") == "run.toml:2: not valid TOML: missing value after key-value separator '='");
  CHECK(syntax("[md]\nx = 1\nx = 2\n") == "run.toml:3: not valid TOML: value (\"x\") already exists");
  CHECK(syntax("[md]\n\nx = 0.5 fs\n") ==
        "run.toml:3: not valid TOML: expected newline, but got 'f' (text, and a value with a unit, stand in quotes: "
        "\"0.5 fs\")");
  CHECK(syntax("[md\nx = 1\n") == "run.toml:1: not valid TOML: an invalid key appeared");
  CHECK(syntax("x = [1,\n2\ny = 3") == "run.toml:3: not valid TOML: missing array separator `,` after a value");
  CHECK(syntax("x = tru") == "run.toml:1: not valid TOML: the next token is not a boolean");
  CHECK(syntax("a = 1\nb = " + std::string(40, '[')) == "run.toml:2: values are nested more than 32 deep");
  std::string deep = "a";
  for (int i = 0; i < 40; ++i) deep += ".a";
  CHECK(syntax(deep + " = 1") == "run.toml:1: values are nested more than 32 deep");
  for (const auto* bytes : {"\xff", "\xc0\x80", "\xe2\x82", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x99\x94"})
    CHECK(syntax("a = 1\nb = '" + std::string(bytes) + "'\n") == "run.toml:2: the text is not UTF-8");
  CHECK_NOTHROW(parse_run_file("a = 'é€😀 Å'", "run.toml"));
  CHECK(syntax(std::string((16 << 20) + 1, ' ')) == "run.toml: a run file has at most 16 MiB");
  CHECK(error_of([] { load_run_file("no/run.toml"); }) == "cannot open 'no/run.toml': No such file or directory");
}

TEST_CASE("Brackets and dots in strings, comments and numbers are no nesting", "[run_file_test]") {
  std::string numbers;
  for (int i = 0; i < 100; ++i) numbers += "0.5, ";
  CHECK_NOTHROW(parse_run_file("a = \"" + std::string(100, '[') + "\"\n# " + std::string(100, '{') + "\nb = [" +
                                   numbers + "]\nc = '''\n" + std::string(100, '[') + "'''\nd = \"\\\"" +
                                   std::string(50, '.') + "\"\n",
                               "run.toml"));
}

TEST_CASE("Sections are walked in the order of the file", "[run_file_test]") {
  const std::string text =
      "title = 'melt'\n[zeta]\nz = 1\na = 2\n[[stage]]\nname = 'melt'\nsteps = 1\n[[stage]]\nsteps = 2\n[alpha]\n";
  const auto file = parse_run_file(text, "run.toml");
  CHECK(file.keys() == std::vector<std::string>{"title", "zeta", "stage", "alpha"});
  Problems problems;
  const auto zeta = file.table("zeta", problems);
  CHECK(zeta.keys() == std::vector<std::string>{"z", "a"});
  CHECK(zeta.location("a").line == 4);
  CHECK(zeta.title() == "[zeta]");
  const auto stages = file.tables("stage", problems);
  REQUIRE(stages.size() == 2);
  CHECK(stages[0].name() == "stage.melt");
  CHECK(stages[0].location().line == 5);
  CHECK(stages[1].name() == "stage[2]");
  CHECK(file.tables("zeta", problems).size() == 1);
  CHECK(file.tables("absent", problems).empty());
  CHECK(problems.empty());
  file.tables("title", problems);
  CHECK(problems.text() == "run.toml:1: 'title' is the string \"melt\"; expected sections [[title]]");
  Problems more;
  file.refuse_unknown({"title", "zeta", "stages"}, more);
  CHECK(more.text() ==
        "run.toml:5: unknown section [stage]; did you mean 'stages'?\n"
        "run.toml:10: unknown section [alpha]; known: title, zeta, stages");
}

TEST_CASE("A value can be set from the command line", "[run_file_test]") {
  const std::string text = "[md]\npotential = \"a\"\nsteps = 5\ntimestep = \"1 fs\"\n";
  CHECK(read(text, {"md.steps=7"}).steps == 7);
  CHECK(read(text, {"md.timestep=2 fs"}).timestep == 2.0);
  CHECK(read(text, {"md.timestep=\"3 fs\""}).timestep == 3.0);
  CHECK(read(text, {"md.potential=lj.toml", "md.restart=true"}).potential == "lj.toml");
  CHECK(read(text, {"md.repeat=[1, 2, 3]"}).repeat == std::vector<Index>{1, 2, 3});
  CHECK(read("", {"md.potential=x"}).potential == "x");

  const std::string stages = "[[stage]]\nname = 'melt'\nsteps = 1\n[[stage]]\nname = 'production'\nsteps = 2\n";
  Problems problems;
  Index steps = 0;
  const auto file = parse_run_file(stages, "run.toml", std::vector<std::string>{"stage.production.steps=2000"});
  CHECK(file.tables("stage", problems)[1].read({"steps"}, steps, problems));
  CHECK(steps == 2000);
}

TEST_CASE("A wrong --set is met with itself", "[run_file_test]") {
  const std::string text = "title = 'x'\n[md]\npotential = \"a\"\n[[stage]]\nname = 'melt'\n";
  const auto set = [&](const std::string& change) { return error_of([&] { read(text, {change}); }); };
  CHECK(set("md.steps") == "--set md.steps: expected section.key=value");
  CHECK(set("md..steps=3") == "--set md..steps=3: expected section.key=value");
  CHECK(set("md=3") == "--set md=3: 'md' is a section; expected a key in it");
  CHECK(set("stage.mellt.steps=3") ==
        "--set stage.mellt.steps=3: no [[stage]] has the name 'mellt'; did you mean 'melt'?");
  CHECK(set("title.x=3") == "--set title.x=3: 'title' is a value; there is no 'x' in it");
  CHECK(set("md.timestep=1 eV") ==
        "--set md.timestep=1 eV: 'timestep' is an energy (1 eV); expected a time such as \"0.5 fs\"");
  CHECK(set("md.stepps=3") == "--set md.stepps=3: unknown key 'stepps' in [md]; did you mean 'steps'?");
}

TEST_CASE("What is echoed reads back bit for bit", "[run_file_test]") {
  Options md;
  md.potential = "a \"quoted\\\" name\n";
  md.timestep = 1.0 / 3.0;
  md.friction = parse_quantity("0.033 1/ps").value;
  md.factor = 4.0;
  md.density = parse_quantity("1.54 g/cm^3");
  md.temperature = {2500.0, 1150.1};
  md.repeat = {1, 2};
  const auto text = to_toml("md", echo_section<Options>(md, fields));
  CHECK(text.find("density = \"1.54 g/cm^3\"\n") != std::string::npos);
  CHECK(text.find("temperature = [\"2500 K\", \"1150.1 K\"]\n") != std::string::npos);
  CHECK(text.find("factor = 4.0\n") != std::string::npos);
  CHECK(text.find("observe") == std::string::npos);
  const auto back = read(text);
  CHECK(back.potential == md.potential);
  CHECK(back.timestep == md.timestep);
  CHECK(back.friction == md.friction);
  CHECK(back.density.value == md.density.value);
  CHECK(back.density.dimension == md.density.dimension);
  CHECK(back.temperature == md.temperature);
  CHECK(back.repeat == md.repeat);
}

TEST_CASE("Echoed quantities read back bit for bit for almost all numbers and units", "[run_file_test]") {
  // A product of two doubles misses some doubles, so that a few numbers have no exact decimal in a unit: those come
  // back within one unit in the last place.
  std::uint64_t bits = 12345;
  int exact = 0, total = 0;
  for (const auto* unit : {"fs", "ps", "g/cm^3", "GPa", "kcal/mol", "1/Å^3"})
    for (int i = 0; i < 300; ++i) {
      bits = bits * 6364136223846793005ULL + 1442695040888963407ULL;
      const double x = static_cast<double>(bits >> 11) * 0x1p-50;
      const double scale = parse_unit(unit).value;
      Options in, out;
      Problems problems;
      const std::array one = {Field<Options>{"timestep", unit, "", &Options::timestep}};
      in.timestep = x;
      const auto file = parse_run_file(to_toml("", echo_section<Options>(in, one)), "echo");
      out = read_section<Options>(file, one, problems);
      REQUIRE(problems.empty());
      exact += out.timestep == x;
      ++total;
      REQUIRE(std::abs(out.timestep - x) <= 0x1p-52 * x * 1.01);
      CHECK(scale > 0.0);
    }
  CHECK(exact > total * 9 / 10);
}

TEST_CASE("Help is made from the same table", "[run_file_test]") {
  const auto text = help_text<Options>(fields);
  const auto line = [](const std::string& left, const std::string& right) {
    return "  " + left + std::string(38 - left.size(), ' ') + right + "\n";
  };
  CHECK(text.find(line("timestep = \"0.5 fs\"", "integration step")) != std::string::npos);
  CHECK(text.find(line("potential (required)", "file of the potential")) != std::string::npos);
  CHECK(text.find(line("ensemble = \"nvt\"", "what is kept: nve, nvt, npt")) != std::string::npos);
  CHECK(text.find("mass or number density [g/cm^3|1/Å^3]\n") != std::string::npos);
}
