#include <catch2/catch.hpp>

#include "app/parameter_file.hpp"

using namespace liquidus::test;

TEST_CASE("what is wrong with a parameter file is told with its line", "[parameter_mistakes_test]") {
  const auto replaced = [](std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
  };
  const std::string good = lj("cutoff = \"9 Å\"\n");
  CHECK(mistake(good) == "");
  CHECK(mistake(good, {"Na", "Cl", "K"}) == "set.toml: there are no parameters for 'K'; the file has Na, Cl");
  CHECK(mistake(replaced(good, "title", "tilte")) ==
        "set.toml:1: unknown key 'tilte' in the file; did you mean 'title'?\nset.toml: the file lacks the key 'title'");
  CHECK(mistake(file("")) == "set.toml: the file has no [[term]]");
  CHECK(mistake(file("[[term]]\ncutoff = \"9 Å\"\n")) == "set.toml:9: [[term]] lacks the key 'type'");
  CHECK(mistake(replaced(good, "lennard-jones", "lenard-jones")) ==
        "set.toml:10: there is no term 'lenard-jones'; did you mean 'lennard-jones'?");
  CHECK(mistake(replaced(good, "\"9 Å\"", "\"9 eV\"")) ==
        "set.toml:11: 'cutoff' is an energy (9 eV); expected a length such as \"10 Å\"");
  CHECK(mistake(replaced(good, "\"9 Å\"", "\"0 Å\"")) == "set.toml:11: the cutoff must be positive");
  CHECK(mistake(lj("")) == "set.toml:9: [term[1]] lacks the key 'cutoff'");
  CHECK(mistake(lj("cutoff = \"9 Å\"\ncutof = \"8 Å\"\n")) ==
        "set.toml:12: unknown key 'cutof' in [term[1]]; did you mean 'cutoff'?");
  CHECK(mistake(lj("cutoff = \"9 Å\"\ntruncation = \"switched\"\n")) ==
        "set.toml:9: a switched term needs a switch_from between 0 and the cutoff");
  CHECK(mistake(lj("cutoff = \"9 Å\"\ntruncation = \"shift\"\ntail = true\n")) ==
        "set.toml:13: a tail correction goes with truncation = \"plain\" or \"switched\"");
  CHECK(mistake(replaced(good, "\"0.2 eV\"", "\"-0.2 eV\"")) == "set.toml:17: Na-Cl: epsilon must not be negative");
  CHECK(mistake(replaced(good, "\"2.5 Å\"", "\"0 Å\"")) == "set.toml:17: Na-Cl: sigma must be positive");
  CHECK(mistake(replaced(good, "epsilon = \"0.2 eV\"\n", "")) ==
        "set.toml:16: [term[1].pair[2]] lacks the key 'epsilon'");
  CHECK(mistake(replaced(good, "Na-Cl", "Na-Cll")) ==
        "set.toml:17: 'Cll' is no [[species]] of this file; did you mean 'Cl'?");
  CHECK(mistake(replaced(good, "Na-Cl", "Cl-Cl")) == "set.toml:21: the pair Cl-Cl stands twice in this term");
  CHECK(mistake(replaced(good, "name = \"Cl\"", "name = \"Na\""))
            .starts_with("set.toml:7: the species 'Na' stands twice in this file"));
  CHECK(mistake(replaced(good, "\"1 e\"", "\"1 eV\"")) ==
        "set.toml:5: 'charge' is an energy (1 eV); expected a charge such as \"1 e\"");
  CHECK(mistake(file("[[term]]\ntype = \"zbl\"\ninner = \"2 Å\"\nouter = \"1 Å\"\n")) ==
        "set.toml:11: inner must be below outer, and not negative");
  CHECK(mistake(file("[[term]]\ntype = \"coulomb-dsf\"\nalpha = \"1 1/Å\"\n")) ==
        "set.toml:9: the alpha of a damped Coulomb sum must be positive and at most 8/cutoff");
  CHECK(mistake(file("[[term]]\ntype = \"coulomb-pme\"\norder = 17\n")) ==
        "set.toml:9: the order of the splines must be 4 to 8, not 17");
  CHECK(mistake(file("[[term]]\ntype = \"coulomb-pme\"\ncutoff = \"-3 Å\"\n")) ==
        "set.toml:11: the cutoff must be positive");
  CHECK(mistake("title = \"x\"\nsource = \"y\"\n[[species]]\nname = \"Na\"\n[[term]]\ntype = \"coulomb-pme\"\n",
                {"Na"}) == "set.toml:5: no species has a charge; give them in [[species]]");
  const std::string attracts = file(
      "[[term]]\ntype = \"buckingham\"\ncutoff = \"9 Å\"\nmissing = \"none\"\n[[term.pair]]\npair = \"Na-Cl\"\n"
      "A = \"0 eV\"\nrho = \"0.3 Å\"\nC = \"7 eV*Å^6\"\n");
  CHECK(mistake(attracts) == "set.toml:14: Na-Cl: no core keeps this pair apart: it attracts at every distance");
}
