// What several ranks find against what one finds.
#include <catch2/catch.hpp>

#include "core/threads.hpp"
#include "scatter/dynamics/msd.hpp"
#include "scatter/dynamics/msd_file.hpp"
#include "scatter/dynamics/vacf.hpp"
#include "walks.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// Three atoms are fewer than the ranks.
std::vector<Frame> frames(Index atoms) {
  auto all = timed(folded(walkers(atoms, 90, 0.3, 12.0, 1), false), 2.0);
  for (std::size_t f = 0; f < all.size(); ++f)
    for (Index i = 0; i < atoms; ++i)
      all[f].atoms.v.push_back(0.01 * Random(2, Stream::packing, i, static_cast<Index>(f)).normal3());
  return all;
}

void check_same(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  for (std::size_t k = 0; k < a.size(); ++k) CHECK(a[k] == Approx(b[k]).epsilon(1e-10).margin(1e-10));
}

}  // namespace

TEST_CASE("ranks share atoms and find what one finds", "[ranks_test]") {
  const auto ranks = Communicator::world();
  for (const Index atoms : {3, 40}) {
    const auto all = frames(atoms);
    Msd msd({}, ranks), msd_alone({});
    VacfOptions options;
    options.longest = 20.0;
    Vacf vacf(options, ranks), vacf_alone(options);
    show(msd, all);
    show(msd_alone, all);
    show(vacf, all);
    show(vacf_alone, all);
    check_same(msd.sums().moments.means().values, msd_alone.sums().moments.means().values);
    check_same(vacf.sums().curves.means().values, vacf_alone.sums().curves.means().values);
    // gone on with on another number of ranks
    Vacf again(options);
    again.restore(vacf.state());
    check_same(again.sums().curves.means().values, vacf_alone.sums().curves.means().values);
    Vacf spread(options, ranks);
    spread.restore(vacf_alone.state());
    check_same(spread.sums().curves.means().values, vacf_alone.sums().curves.means().values);
  }
}

TEST_CASE("the exact mean square displacement of a file is the same on any number of ranks", "[ranks_test]") {
  const auto ranks = Communicator::world();
  const TemporaryFile file("ranks" + std::to_string(ranks.size()) + ".h5");
  if (ranks.is_root()) write_file(file.path, frames(40));
  ranks.barrier();
  const MsdSums shared = exact_msd({file.path, {}, not_known, {}}, {}, ranks),
                one = exact_msd({file.path, {}, not_known, {}}, {});
  check_same(shared.squares.means().values, one.squares.means().values);
  check_same(shared.moments.means().values, one.moments.means().values);
  ranks.barrier();
}
