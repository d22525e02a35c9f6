#include <fmt/format.h>

#include <cmath>

#include "core/errors.hpp"
#include "core/random.hpp"
#include "core/units.hpp"
#include "md/build.hpp"
#include "md/closest_pair.hpp"
#include "md/minimise.hpp"
#include "md/soft_core.hpp"

namespace liquidus {
namespace {

double volume_of(const Structure& atoms, const Quantity& density) {
  if (!(density.value > 0.0)) throw InputError("the density of the packed atoms must be positive");
  const bool by_number = density.dimension == parse_unit("1/Å^3").dimension;
  return (by_number ? static_cast<double>(atoms.size()) : atoms.total_mass()) / density.value;
}

}  // namespace

Structure pack(const Composition& composition, const Quantity& density, Index seed, std::optional<double> closest) {
  Structure atoms;
  for (const auto& [name, count] : composition)
    for (Index k = 0; k < count; ++k) atoms.add(name, Vec3{});
  if (atoms.size() == 0) throw InputError("there are no atoms to pack");
  const double volume = volume_of(atoms, density), side = std::cbrt(volume);
  const double spacing = std::cbrt(volume / static_cast<double>(atoms.size()));
  const double least = closest.value_or(0.85 * spacing);
  // spheres of that diameter would fill half of the box; they jam at 0.64
  if (!(least > 0.0 && least <= spacing))
    throw InputError(
        fmt::format("closest = {:.4g} Å does not fit: at this density atoms can be packed at random with "
                    "distances up to {:.4g} Å",
                    least, spacing));
  atoms.cell = Cell::cubic(side);
  for (std::size_t i = 0; i < atoms.r.size(); ++i) {
    Random random(static_cast<std::uint64_t>(seed), Stream::packing, static_cast<Index>(i), 0);
    for (auto& x : atoms.r[i]) x = side * random.uniform();
  }
  ClosestPair pair;
  const auto separate = [&](const Structure& now) { return !pair.find(now, least); };
  MinimiseOptions options;
  options.steps = 5000;
  options.force = 0.0;
  options.longest_move = 0.1 * least;
  options.skin = Skin{0.3 * least};
  minimise(atoms, SoftCore(1.06 * least, 10.0), options, separate);
  if (!separate(atoms))
    throw InputError(
        fmt::format("could not pack {} atoms without two being closer than {:.4g} Å; ask for a smaller "
                    "'closest' or another seed",
                    atoms.size(), least));
  return atoms;
}

}  // namespace liquidus
