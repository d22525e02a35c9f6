#include "active/input_template.hpp"

#include <catch2/catch.hpp>

#include "support/error_of.hpp"

using namespace liquidus;

TEST_CASE("Values stand where their names did, lines below each other", "[input_template_test]") {
  const InputTemplate input("&COORD\n    {{atoms}}\n&END\nCUTOFF {{ cutoff }} ! {{cutoff}}\n", "nacl.inp");
  CHECK(input.names() == std::vector<std::string>{"atoms", "cutoff"});
  CHECK(input.filled({{"atoms", "Na 0 0 0\nCl 1 1 1"}, {"cutoff", "300"}, {"unused", "1"}}) ==
        "&COORD\n    Na 0 0 0\n    Cl 1 1 1\n&END\nCUTOFF 300 ! 300\n");
  CHECK(InputTemplate("{{cell}}", "x").filled({{"cell", "a\nb"}}) == "a\nb");
  CHECK(InputTemplate("no names, $x and {y}", "x").filled({}) == "no names, $x and {y}");
}

TEST_CASE("A value with braces is taken as it is", "[input_template_test]") {
  CHECK(InputTemplate("{{a}} {{b}}", "x").filled({{"a", "{{b}}"}, {"b", "2"}}) == "{{b}} 2");
}

TEST_CASE("A template's mistakes are told with their line", "[input_template_test]") {
  const auto mistake = [](const std::string& text) {
    return testing::error_of([&] { InputTemplate(text, "nacl.inp"); });
  };
  CHECK(mistake("\nCUTOFF {{cutoff\n") == "nacl.inp:2: '{{' without '}}'");
  CHECK(mistake("{{}}") == "nacl.inp:1: expected a name of letters, digits, '_', '-' and '.' between '{{' and '}}'");
  CHECK(testing::error_of([&] {
          InputTemplate("\n\n{{cutof}}", "nacl.inp").filled({{"cutoff", "1"}, {"mixing", "2"}});
        }) == "nacl.inp:3: there is no value for '{{cutof}}'; did you mean 'cutoff'?");
}
