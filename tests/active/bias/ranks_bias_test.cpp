#include <catch2/catch.hpp>

#include "active/bias/argon_bias.hpp"
#include "support/temporary_folder.hpp"

using namespace liquidus;
using namespace liquidus::testing;

TEST_CASE("A biased run over ranks is the one on a rank, and goes on from a checkpoint", "[ranks_bias_test]") {
  const auto ranks = Communicator::world();
  for (const auto* kind : {"energy", "debye"})
    for (const auto* ensemble : {"nvt", "npt"}) {
      INFO(kind << " " << ensemble);
      const TemporaryFolder folder;
      // short enough that roundings have not grown to what is checked; at the last step, 80, the energy is asked for
      const auto options = run_of_argon(ensemble, 60);
      BiasedRun together(bias_of(kind), options, "", ranks), alone(bias_of(kind), options, "");
      BiasedRun half(bias_of(kind), options, "", ranks), rest(bias_of(kind), options, folder.path().string(), ranks);
      together.simulation.run();
      alone.simulation.run();
      half.simulation.run(43);
      rest.simulation.restore(half.simulation.checkpoint());
      rest.simulation.run();
      const auto over = together.simulation.checkpoint(), one = alone.simulation.checkpoint(),
                 again = rest.simulation.checkpoint();
      CHECK(std::filesystem::exists(folder / "hills.csv") == ranks.is_root());
      if (!ranks.is_root()) continue;
      const std::string hills = std::string("observers/hills-") + (kind == std::string("energy") ? kind : "debye-2");
      const auto &a = over.numbers(hills), &b = one.numbers(hills);
      REQUIRE(a.size() == 12 * 5);
      REQUIRE(b.size() == a.size());
      for (std::size_t k = 0; k < a.size(); ++k) CHECK(a[k] == Approx(b[k]).epsilon(1e-8));
      CHECK(over.number("md/energy") == Approx(one.number("md/energy")).epsilon(1e-9));
      CHECK(again.numbers(hills) == a);
      CHECK(again.numbers("md/forces") == over.numbers("md/forces"));
      CHECK(again.numbers("atoms/v") == over.numbers("atoms/v"));
    }
}
