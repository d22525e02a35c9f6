#include "scatter/transform/functions.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "core/errors.hpp"
#include "core/units.hpp"

using namespace liquidus;

namespace {

using Kind = Normalisation::Kind;
constexpr PairFunction pair_functions[] = {PairFunction::g, PairFunction::D, PairFunction::T, PairFunction::G,
                                           PairFunction::R};
constexpr StructureFunction structure_functions[] = {StructureFunction::S, StructureFunction::i, StructureFunction::F,
                                                     StructureFunction::Qi};
const Normalisation kinds[] = {{}, {Kind::absolute_fm2, 47.0}, {Kind::absolute_barn, 47.0}};

double one(PairFunction f, double r, double g, double density, const Normalisation& n = {}) {
  return from_g(f, std::vector<double>{r}, std::vector<double>{g}, density, n)[0];
}
double one(StructureFunction f, double q, double s_minus_1, const Normalisation& n = {}) {
  return from_s_minus_1(f, std::vector<double>{q}, std::vector<double>{s_minus_1}, n)[0];
}

}  // namespace

TEST_CASE("functions of r are what Keen defines", "[functions_test]") {
  const double r = 2.5, g = 1.7, rho = 0.06, shell = 4.0 * units::pi * rho * r;
  CHECK(one(PairFunction::g, r, g, rho) == g);
  CHECK(one(PairFunction::D, r, g, rho) == Approx(shell * 0.7));
  CHECK(one(PairFunction::T, r, g, rho) == Approx(shell * 1.7));
  CHECK(one(PairFunction::G, r, g, rho) == Approx(0.7));
  CHECK(one(PairFunction::R, r, g, rho) == Approx(shell * r * 1.7));
  const Normalisation fm2{Kind::absolute_fm2, 47.0}, barn{Kind::absolute_barn, 47.0};
  CHECK(one(PairFunction::g, r, g, rho, fm2) == g);
  CHECK(one(PairFunction::D, r, g, rho, fm2) == Approx(47.0 * shell * 0.7));
  CHECK(one(PairFunction::D, r, g, rho, barn) == Approx(0.47 * shell * 0.7));
  // T = D + 4πρ r ⟨b⟩², G(0) = −⟨b⟩²
  CHECK(one(PairFunction::T, r, g, rho, fm2) == Approx(one(PairFunction::D, r, g, rho, fm2) + shell * 47.0));
  CHECK(one(PairFunction::G, 0.0, 0.0, rho, fm2) == -47.0);
}

TEST_CASE("functions of Q carry the same factor", "[functions_test]") {
  const Normalisation barn{Kind::absolute_barn, 47.0};
  CHECK(one(StructureFunction::S, 3.0, 0.2) == 1.2);
  CHECK(one(StructureFunction::i, 3.0, 0.2, barn) == 0.2);
  CHECK(one(StructureFunction::F, 3.0, 0.2) == 0.2);
  CHECK(one(StructureFunction::F, 3.0, 0.2, barn) == Approx(0.2 * 0.47));
  CHECK(one(StructureFunction::Qi, 3.0, 0.2) == Approx(0.6));
  CHECK(one(StructureFunction::Qi, 3.0, 0.2, barn) == Approx(0.6 * 0.47));
}

TEST_CASE("all functions go there and back", "[functions_test]") {
  const std::vector<double> x{0.3, 1.0, 2.0, 7.5}, y{0.0, 0.5, 1.5, -0.2};
  const double rho = 0.03;
  for (const auto& kind : kinds) {
    for (const auto f : pair_functions) {
      const auto g = to_g(f, x, from_g(f, x, y, rho, kind), rho, kind);
      for (std::size_t i = 0; i < x.size(); ++i) CHECK(g[i] == Approx(y[i]).margin(1e-14));
    }
    for (const auto f : structure_functions) {
      const auto s = to_s_minus_1(f, x, from_s_minus_1(f, x, y, kind), kind);
      for (std::size_t i = 0; i < x.size(); ++i) CHECK(s[i] == Approx(y[i]).margin(1e-14));
    }
  }
}

TEST_CASE("where a function says nothing about g, at r = 0, g is 0", "[functions_test]") {
  const std::vector<double> r{0.0}, y{0.0};
  for (const auto f : {PairFunction::D, PairFunction::T, PairFunction::R}) CHECK(to_g(f, r, y, 0.03)[0] == 0.0);
  CHECK(to_g(PairFunction::G, r, y, 0.03)[0] == 1.0);
  CHECK(to_s_minus_1(StructureFunction::Qi, r, y)[0] == 0.0);
}

TEST_CASE("functions have names, units and a normalisation that is stated", "[functions_test]") {
  for (const auto f : pair_functions) CHECK(pair_function(name_of(f)) == f);
  for (const auto f : structure_functions) CHECK(structure_function(name_of(f)) == f);
  const Normalisation fm2 = normalisation("fm^2", 47.0), barn = normalisation("barn", 47.0);
  CHECK(unit_of(PairFunction::g) == "");
  CHECK(unit_of(PairFunction::g, barn) == "");
  CHECK(unit_of(PairFunction::T) == "1/Å²");
  CHECK(unit_of(PairFunction::R) == "1/Å");
  CHECK(unit_of(PairFunction::G) == "");
  CHECK(unit_of(PairFunction::D, fm2) == "fm²/Å²");
  CHECK(unit_of(PairFunction::G, barn) == "barn");
  CHECK(unit_of(StructureFunction::Qi) == "1/Å");
  CHECK(unit_of(StructureFunction::Qi, barn) == "barn/Å");
  CHECK(unit_of(StructureFunction::F, fm2) == "fm²");
  CHECK(unit_of(StructureFunction::S, fm2) == "");
  CHECK(statement(PairFunction::D) == "D(r) = 4πρ r [g(r) - 1], normalised (divided by <b>²)");
  CHECK(statement(PairFunction::D, barn) == "D(r) = 4πρ r <b>² [g(r) - 1], absolute: <b>² = 0.47 barn");
  CHECK(statement(PairFunction::G, fm2) == "G(r) = <b>² [g(r) - 1], absolute: <b>² = 47 fm²");
  CHECK(statement(PairFunction::G) == "G(r) = [g(r) - 1], normalised (divided by <b>²)");
  CHECK(statement(PairFunction::g, fm2) == "g(r): pair distribution function, tends to 1");
  CHECK(statement(StructureFunction::F, barn) == "F(Q) = <b>² [S(Q) - 1], absolute: <b>² = 0.47 barn");
}

TEST_CASE("names that aren't there are met with those that are", "[functions_test]") {
  CHECK_THROWS_WITH(pair_function("h"), "there is no pair function 'h'; known: g, D, T, G, R");
  CHECK_THROWS_WITH(structure_function("s"), "there is no structure function 's'; known: S, i, F, Qi");
  CHECK_THROWS_WITH(normalisation("barns", 1.0), "there is no normalisation 'barns'; known: normalised, fm^2, barn");
  CHECK_THROWS_WITH(normalisation("barn", 0.0), "an absolute function carries <b>², which must be given and positive");
  CHECK(normalisation("normalised", 0.0) == Normalisation{});
}
