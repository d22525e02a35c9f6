#include <catch2/catch.hpp>
#include <cstdlib>
#include <new>

#include "support.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {
bool counting = false;
long allocations = 0;
}  // namespace

void* operator new(std::size_t size) {
  if (counting) ++allocations;
  if (void* memory = std::malloc(size ? size : 1)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

TEST_CASE("a step allocates nothing", "[allocation_test]") {
  const auto potential = argon_potential();
  const Structure start = liquid_argon(*potential, 3);
  for (const auto* ensemble : {"nve", "nvt", "npt"})
    for (const auto* thermostat : {"nose-hoover", "langevin", "rescaling"}) {
      auto options = stage(ensemble, 120.0, 100000);
      if (options.ensemble != "nve") options.thermostat = thermostat;
      options.compressibility = 30.0;
      auto run = run_of({options}, 0);
      run.neighbours.skin = 6.0;  // wide enough for no rebuild; those may allocate
      Simulation simulation(start, *potential, run);
      simulation.run(200);
      counting = true;
      allocations = 0;
      simulation.run(100);
      counting = false;
      INFO(ensemble << " " << thermostat);
      CHECK(allocations == 0);
    }
}
