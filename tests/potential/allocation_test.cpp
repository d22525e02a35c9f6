#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <new>

#include "core/neighbours.hpp"
#include "core/threads.hpp"
#include "potential/born_mayer_huggins.hpp"
#include "potential/lennard_jones.hpp"
#include "potential/pme.hpp"
#include "potential/tabulated.hpp"
#include "potential/zbl.hpp"
#include "support/random_structure.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {
std::atomic<long> asked{0};
}

void* operator new(std::size_t size) {
  ++asked;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

std::unique_ptr<Sum> all_kinds_of_terms() {
  auto sum = std::make_unique<Sum>();
  const std::vector<double> epsilon{0.01, 0.01, 0.01, 0.01}, sigma{2.0, 2.2, 2.2, 2.4}, charges{1.0, -1.0};
  sum->append(make_lennard_jones(2, epsilon, sigma, {7.0, Truncation::plain, 0.0, true}));
  const std::vector<BornMayerHugginsPair> pairs(4, {0.2, 2.7, 0.317, 7.0, 8.0});
  sum->append(make_born_mayer_huggins(2, pairs, {6.0, Truncation::switched, 5.0}));
  const std::vector<PairTable> tables(4, {{1.0, 3.0, 6.0}, {0.3, 0.1, 0.0}, {}});
  sum->append(make_tabulated(2, tables, {5.0, Truncation::shifted_force}));
  sum->append(make_zbl(std::array{11, 17}, 0.8, 1.4));
  sum->append(make_coulomb_pme(charges, {7.0, 1e-4}));
  return sum;
}

}  // namespace

TEST_CASE("a step asks for no memory between rebuilds of the lists", "[allocation_test]") {
  const int before = threads();
  for (const int count : {1, 2}) {
    set_threads(count);
    for (const bool atomic : {false, true}) {
      INFO(count << " threads, atomic energies " << atomic);
      Random random(83, Stream::packing, 0, 0);
      auto atoms = random_structure(random, Cell::cubic(18.0), {"Na", "Cl"}, 200, 1.8);
      const auto potential = all_kinds_of_terms();
      PeriodicNeighbours neighbours(potential->lists(), Skin{1.0});
      Evaluation out;
      out.with_atomic_energies = atomic;
      const auto step = [&] {
        for (auto& r : atoms.r) r += random_vector(random, 0.002);
        const auto& all = neighbours.update(atoms);
        out.reset(all.total());
        potential->add(all, out);
        neighbours.halo().reverse({out.forces.front().data(), 3 * out.forces.size()}, 3);
      };
      step();
      step();
      const long warm = asked;
      REQUIRE(warm > 0);
      for (int n = 0; n < 20; ++n) step();
      CHECK(asked - warm == 0);
      CHECK(neighbours.rebuilds() == 1);
    }
  }
  set_threads(before);
}
