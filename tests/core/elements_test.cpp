#include "core/elements.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

using namespace liquidus;

TEST_CASE("the elements stand in order, each symbol once", "[elements_test]") {
  std::set<std::string_view> symbols;
  int Z = 0;
  for (const auto& e : elements()) {
    CHECK(e.Z == ++Z);
    CHECK(symbols.insert(e.symbol).second);
    CHECK(find_element(e.symbol)->Z == e.Z);
  }
  CHECK(Z == 118);
}

TEST_CASE("symbols are found as they are usually written, and nothing else is", "[elements_test]") {
  CHECK(find_element("Na")->Z == 11);
  CHECK(find_element("Og")->Z == 118);
  for (const auto* wrong : {"", "na", "NA", "Na ", "Xx", "Sodium"}) CHECK_FALSE(find_element(wrong));
}

TEST_CASE("atomic weights are those of CIAAW", "[elements_test]") {
  const std::pair<const char*, double> published[] = {{"H", 1.0080},  {"O", 15.999},  {"F", 18.998},  {"Na", 22.990},
                                                      {"Al", 26.982}, {"Si", 28.085}, {"Cl", 35.45},  {"Ar", 39.95},
                                                      {"K", 39.098},  {"Ca", 40.078}, {"Fe", 55.845}, {"Zr", 91.224},
                                                      {"Xe", 131.29}, {"Th", 232.04}, {"Pb", 207.2},  {"U", 238.03}};
  for (const auto& [symbol, mass] : published) CHECK(find_element(symbol)->mass == mass);
}

TEST_CASE("weights grow with Z but for the known exceptions", "[elements_test]") {
  // a slip in one number of the table would nearly always add a pair here
  const std::set<std::string> heavier_than_the_next = {"Ar", "Co", "Te", "Th", "U", "Pu", "Bh"};
  std::set<std::string> found;
  const auto all = elements();
  for (std::size_t k = 0; k + 1 < all.size(); ++k)
    if (all[k].mass > all[k + 1].mass) found.insert(std::string(all[k].symbol));
  CHECK(found == heavier_than_the_next);
}
