// Structure factors measured by several ranks against those of one.
#include <catch2/catch.hpp>
#include <cmath>

#include "core/threads.hpp"
#include "scatter/direct/debye_sum.hpp"
#include "scatter/direct/structure_factor.hpp"
#include "scatter/systems.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

DirectStructureFactors measured(const Communicator& ranks, double q_max) {
  StructureFactorOptions options;
  options.q_max = q_max;
  options.vectors = 40;
  options.blocks = 2;
  DirectStructureFactor measure(options, ranks);
  for (Index f = 0; f < 5; ++f) measure.add(ideal_gas(101, 10.0 + 0.1 * static_cast<double>(f), {"Na", "Cl"}, f));
  return measure.result();
}

void check_same(const DirectStructureFactors& a, const DirectStructureFactors& b) {
  REQUIRE(a.partials.q.size() == b.partials.q.size());
  CHECK(a.vectors == b.vectors);
  for (std::size_t p = 0; p < a.partials.pairs.size(); ++p)
    for (std::size_t k = 0; k < a.partials.q.size(); ++k) {
      CHECK(a.partials.q[k] == Approx(b.partials.q[k]).epsilon(1e-14));
      CHECK(a.partials.pairs[p].value[k] == Approx(b.partials.pairs[p].value[k]).epsilon(1e-13).margin(1e-13));
      CHECK(a.partials.pairs[p].error[k] == Approx(b.partials.pairs[p].error[k]).epsilon(1e-12).margin(1e-13));
    }
}

}  // namespace

TEST_CASE("structure factors are the same to rounding on any number of ranks, and to the bit on any of threads",
          "[ranks_test]") {
  const auto ranks = Communicator::world();
  const int before = threads();
  for (const double q_max : {6.0, 0.63}) {  // at 0.63 Å⁻¹ there are three vectors for up to four ranks
    const auto alone = measured(Communicator::self(), q_max), shared = measured(ranks, q_max);
    check_same(shared, alone);
    set_threads(3);
    CHECK(measured(Communicator::self(), q_max).partials.pairs[1].without == alone.partials.pairs[1].without);
    CHECK(measured(ranks, q_max).partials.pairs[1].without == shared.partials.pairs[1].without);
    set_threads(before);
  }
}

TEST_CASE("Debye's sum is the same to rounding on any number of ranks", "[ranks_test]") {
  const auto ranks = Communicator::world();
  const Structure gas = ideal_gas(40, 10.0, {"Na", "Cl"}, 1);
  const std::vector<double> q{0.5, 1.0, 7.0};
  const auto alone = debye_sums(gas.r, gas.type, 2, q), shared = debye_sums(gas.r, gas.type, 2, q, ranks);
  for (std::size_t p = 0; p < 3; ++p)
    for (std::size_t k = 0; k < q.size(); ++k) CHECK(shared[p][k] == Approx(alone[p][k]).epsilon(1e-12).margin(1e-12));
}
