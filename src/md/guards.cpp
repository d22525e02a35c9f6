#include "md/guards.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"

namespace liquidus {
namespace {

bool finite(const Vec3& v) { return std::isfinite(v[0]) && std::isfinite(v[1]) && std::isfinite(v[2]); }

std::string atom(const Motion& motion, Index i) { return fmt::format("{} '{}'", i, motion.atoms.name(i)); }

std::string numbers(const Vec3& v) { return fmt::format("({:g}, {:g}, {:g})", v[0], v[1], v[2]); }

[[noreturn]] void stop_at_what_is_not_finite(const Motion& motion, const Forces& forces) {
  for (Index i = 0; i < motion.size(); ++i) {
    const auto a = static_cast<std::size_t>(i);
    const auto refuse = [&](std::string_view what, const Vec3& v, std::string_view unit) {
      if (!finite(v))
        throw SimulationError(
            fmt::format("the {} of atom {} is not finite: {} {}", what, atom(motion, i), numbers(v), unit));
    };
    refuse("force", forces.forces()[a], "eV/Å");
    refuse("velocity", motion.atoms.v[a], "Å/fs");
    refuse("position", motion.atoms.r[a], "Å");
  }
  throw SimulationError("the kinetic energy is not finite");
}

Index fastest(const Motion& motion) {
  Index best = 0;
  double most = -1.0;
  for (std::size_t i = 0; i < motion.mass.size(); ++i)
    if (const double energy = motion.mass[i] * norm2(motion.atoms.v[i]); energy > most) {
      most = energy;
      best = static_cast<Index>(i);
    }
  return best;
}

}  // namespace

void Guards::check_step(const Motion& motion, const Forces& forces, double kinetic) const {
  if (!std::isfinite(kinetic)) stop_at_what_is_not_finite(motion, forces);
  if (forces.has_energy() && !std::isfinite(forces.energy()))
    throw SimulationError(fmt::format("the potential energy is not finite: {:g} eV", forces.energy()));
  const double now = temperature(kinetic, motion.degrees);
  if (now > options_.hottest) {
    const Index i = fastest(motion);
    const auto a = static_cast<std::size_t>(i);
    throw SimulationError(
        fmt::format("the temperature is {:.0f} K, above guards.hottest = {:g} K; the hottest atom is {} with {:.4g} eV",
                    now, options_.hottest, atom(motion, i), 0.5 * motion.mass[a] * norm2(motion.atoms.v[a])));
  }
}

void Guards::check_deviations(const Motion& motion, const Forces& forces) const {
  const auto all = forces.deviations();
  // one that is no number is above every limit
  const auto most = std::find_if(all.begin(), all.end(), [](double x) { return !std::isfinite(x); });
  const auto worst = most != all.end() ? most : std::max_element(all.begin(), all.end());
  if (worst == all.end() || !(options_.max_deviation > 0.0) || *worst <= options_.max_deviation) return;
  throw SimulationError(
      fmt::format("the committee disagrees by {:.4g} eV/Å on the force on atom {}, above guards.max_deviation = {:g} "
                  "eV/Å: a configuration that its members were not trained for",
                  *worst, atom(motion, worst - all.begin()), options_.max_deviation));
}

void Guards::check_distances(const Motion& motion) {
  if (!(options_.closest > 0.0)) return;
  if (const auto pair = closest_.find(motion.atoms, options_.closest))
    throw SimulationError(fmt::format("atoms {} and {} are {:.4g} Å apart, closer than guards.closest = {:g} Å",
                                      atom(motion, pair->i), atom(motion, pair->j), pair->distance, options_.closest));
}

}  // namespace liquidus
