#pragma once
#include <catch2/catch.hpp>

#include "support.hpp"

namespace liquidus::testing {

/// Largest distance between the paths of two runs of the same atoms, Å.
inline double parting(const Structure& a, const Structure& b) {
  double worst = a.r.size() == b.r.size() ? 0.0 : 1e300;
  for (std::size_t i = 0; i < a.r.size() && i < b.r.size(); ++i)
    worst = std::max(worst, norm(a.cell.translated(a.r[i], a.image[i]) - b.cell.translated(b.r[i], b.image[i])));
  return worst;
}

/// A run over all ranks, and by every rank the same alone.
struct Both {
  Memory together, alone;
  Structure end_together, end_alone;  // of together on the root
};

/// @param make  makes the potential for ranks
template <class Make>
Both run_both(const Structure& start, Make make, const MdOptions& options, const Communicator& ranks) {
  Both both;
  const auto shared = make(ranks);
  Simulation over(start, *shared, options, &both.together, ranks);
  over.run();
  both.end_together = over.atoms();
  const auto own = make(Communicator::self());
  Simulation alone(start, *own, options, &both.alone);
  alone.run();
  both.end_alone = alone.atoms();
  return both;
}

/// Whether a number is the same to the last bit on all ranks. Collective.
inline bool same_on_all(const Communicator& ranks, double x) { return ranks.max(x) == ranks.min(x); }

/// On the root: what was handed over, and where the atoms have gone, is that of the run alone.
inline void require_equal(const Both& both, const Communicator& ranks) {
  if (!ranks.is_root()) return;
  const double gap = parting(both.end_together, both.end_alone);
  INFO("the paths part by " << gap << " Å");
  REQUIRE(gap < 1e-8);
  REQUIRE(both.together.rows.size() == both.alone.rows.size());
  for (std::size_t k = 0; k < both.alone.rows.size(); ++k) {
    const auto &a = both.together.rows[k], &b = both.alone.rows[k];
    REQUIRE(a.step == b.step);
    REQUIRE(a.potential == Approx(b.potential).epsilon(1e-10));
    REQUIRE(a.conserved == Approx(b.conserved).epsilon(1e-10));
    REQUIRE(a.temperature == Approx(b.temperature).epsilon(1e-9));
    REQUIRE(a.pressure == Approx(b.pressure).epsilon(1e-8).margin(1e-10));
    REQUIRE(a.density == Approx(b.density).epsilon(1e-11));
  }
  REQUIRE(both.together.frames.size() == both.alone.frames.size());
  for (std::size_t k = 0; k < both.alone.frames.size(); ++k) {
    const auto &a = both.together.frames[k], &b = both.alone.frames[k];
    REQUIRE(parting(a.atoms, b.atoms) < 1e-8);
    REQUIRE(a.forces.size() == b.forces.size());
    for (std::size_t i = 0; i < b.forces.size(); ++i) REQUIRE(norm(a.forces[i] - b.forces[i]) < 1e-8);
  }
}

}  // namespace liquidus::testing
