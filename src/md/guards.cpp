#include "md/guards.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/errors.hpp"

namespace liquidus {
namespace {

bool finite(const Vec3& v) { return std::isfinite(v[0]) && std::isfinite(v[1]) && std::isfinite(v[2]); }

std::string atom(const Motion& motion, Index i) {
  return fmt::format("{} '{}'", motion.id[static_cast<std::size_t>(i)], motion.atoms.name(i));
}

std::string numbers(const Vec3& v) { return fmt::format("({:g}, {:g}, {:g})", v[0], v[1], v[2]); }

constexpr Index no_atom = std::numeric_limits<Index>::max();

/// What a rank has found: of all findings the largest matters, and of equal ones that of the first atom of the whole.
struct Finding {
  double size;
  Index id = no_atom;
};

/// Whether this rank's finding is the one that matters. Collective.
bool matters(const Communicator& ranks, const Finding& mine) {
  const double most = ranks.max(mine.size);
  const bool here = mine.id != no_atom && mine.size == most;
  const Index first = ranks.min(here ? mine.id : no_atom);
  return here && mine.id == first;
}

/// Throws on all ranks what one of them has to say. Collective.
[[noreturn]] void stop_all(const Communicator& ranks, bool speaks, std::string text) {
  const Index speaker = ranks.max(speaks ? Index{ranks.rank()} : Index{0});
  ranks.broadcast(text, static_cast<int>(speaker));
  throw SimulationError(text);
}

/// The largest value(i) of this rank's atoms, and where it is.
template <class Value>
std::pair<Finding, Index> largest(const Motion& motion, Value value) {
  Finding best{-1.0};
  Index at = 0;
  for (Index i = 0; i < motion.size(); ++i) {
    const Finding here{value(static_cast<std::size_t>(i)), motion.id[static_cast<std::size_t>(i)]};
    if (here.size < best.size || (here.size == best.size && here.id > best.id)) continue;
    best = here;
    at = i;
  }
  return {best, at};
}

[[noreturn]] void stop_at_what_is_not_finite(const Motion& motion, const Forces& forces) {
  const auto broken = [&](std::size_t a) {
    return !(finite(forces.forces()[a]) && finite(motion.atoms.v[a]) && finite(motion.atoms.r[a]));
  };
  const auto [worst, i] = largest(motion, [&](std::size_t a) { return broken(a) ? 1.0 : 0.0; });
  const auto a = static_cast<std::size_t>(i);
  const bool speaks = matters(*motion.ranks, worst);
  std::string text = "the kinetic energy is not finite";
  const auto say = [&, i = i](std::string_view what, const Vec3& v, std::string_view unit) {
    text = fmt::format("the {} of atom {} is not finite: {} {}", what, atom(motion, i), numbers(v), unit);
  };
  if (speaks && !finite(forces.forces()[a]))
    say("force", forces.forces()[a], "eV/Å");
  else if (speaks && !finite(motion.atoms.v[a]))
    say("velocity", motion.atoms.v[a], "Å/fs");
  else if (speaks && !finite(motion.atoms.r[a]))
    say("position", motion.atoms.r[a], "Å");
  stop_all(*motion.ranks, speaks, text);
}

}  // namespace

void Guards::check_step(const Motion& motion, const Forces& forces, double kinetic) const {
  if (!std::isfinite(kinetic)) stop_at_what_is_not_finite(motion, forces);
  if (forces.has_energy() && !std::isfinite(forces.energy()))
    throw SimulationError(fmt::format("the potential energy is not finite: {:g} eV", forces.energy()));
  const double now = temperature(kinetic, motion.degrees);
  if (!(now > options_.hottest)) return;
  const auto [hottest, i] = largest(motion, [&](std::size_t a) { return motion.mass[a] * norm2(motion.atoms.v[a]); });
  std::string text;
  const bool speaks = matters(*motion.ranks, hottest);
  if (speaks)
    text =
        fmt::format("the temperature is {:.0f} K, above guards.hottest = {:g} K; the hottest atom is {} with {:.4g} eV",
                    now, options_.hottest, atom(motion, i), 0.5 * hottest.size);
  stop_all(*motion.ranks, speaks, text);
}

void Guards::check_deviations(const Motion& motion, const Forces& forces) const {
  if (!(options_.max_deviation > 0.0)) return;
  const auto all = forces.deviations();
  const auto [worst, i] = largest(motion, [&](std::size_t a) {  // one that is no number is above every limit
    return std::isfinite(all[a]) ? all[a] : std::numeric_limits<double>::infinity();
  });
  if (motion.ranks->max(worst.size) <= options_.max_deviation) return;
  std::string text;
  const bool speaks = matters(*motion.ranks, worst);
  if (speaks)
    text = fmt::format(
        "the committee disagrees by {:.4g} eV/Å on the force on atom {}, above guards.max_deviation = {:g} "
        "eV/Å: a configuration that its members were not trained for",
        all[static_cast<std::size_t>(i)], atom(motion, i), options_.max_deviation);
  stop_all(*motion.ranks, speaks, text);
}

void Guards::check_distances(const Motion& motion, Forces& forces) {
  if (!(options_.closest > 0.0)) return;
  if (!motion.ranks->alone()) return check_distances_over_ranks(motion, forces);
  if (const auto pair = closest_.find(motion.atoms, options_.closest))
    throw SimulationError(fmt::format("atoms {} and {} are {:.4g} Å apart, closer than guards.closest = {:g} Å",
                                      atom(motion, pair->i), atom(motion, pair->j), pair->distance, options_.closest));
}

/// Each rank looks among its own atoms and its ghosts, which are images enough: no direction is periodic there.
void Guards::check_distances_over_ranks(const Motion& motion, Forces& forces) {
  const Communicator& ranks = *motion.ranks;
  const Neighbourhood& all = forces.around(motion);
  const auto pair = closest_.find(Cell(all.cell.vectors(), {false, false, false}), all.r, all.own, options_.closest);
  if (!ranks.any(pair.has_value())) return;
  std::vector<Index> ids(all.r.size());
  std::copy(motion.id.begin(), motion.id.end(), ids.begin());
  forces.halo().forward(ids, 1);
  std::array<std::size_t, 2> two{};  // in the order of their numbers in the whole
  Finding closest{-std::numeric_limits<double>::infinity()};
  if (pair) {
    two = {static_cast<std::size_t>(pair->i), static_cast<std::size_t>(pair->j)};
    if (ids[two[0]] > ids[two[1]]) std::swap(two[0], two[1]);
    closest = {-pair->distance, ids[two[0]]};
  }
  const auto name = [&](std::size_t a) {
    return fmt::format("{} '{}'", ids[a], motion.atoms.species[static_cast<std::size_t>(all.type[a])].name);
  };
  std::string text;
  const bool speaks = matters(ranks, closest);
  if (speaks)
    text = fmt::format("atoms {} and {} are {:.4g} Å apart, closer than guards.closest = {:g} Å", name(two[0]),
                       name(two[1]), pair->distance, options_.closest);
  stop_all(ranks, speaks, text);
}

}  // namespace liquidus
