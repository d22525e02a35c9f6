#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>

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

/// Places keyed by (seed, atom) in a cubic box of that density.
Structure at_random(const Composition& composition, const Quantity& density, Index seed) {
  Structure atoms;
  for (const auto& [name, count] : composition)
    for (Index k = 0; k < count; ++k) atoms.add(name, Vec3{});
  if (atoms.size() == 0) throw InputError("there are no atoms to pack");
  const double side = std::cbrt(volume_of(atoms, density));
  atoms.cell = Cell::cubic(side);
  for (std::size_t i = 0; i < atoms.r.size(); ++i) {
    Random random(static_cast<std::uint64_t>(seed), Stream::packing, static_cast<Index>(i), 0);
    for (auto& x : atoms.r[i]) x = side * random.uniform();
  }
  return atoms;
}

using Separate = std::function<bool(const Structure&)>;

/// Pushes them apart until `separate` says that they are. @return whether it came to that
bool push_apart(Structure& atoms, std::vector<double> closest, const Separate& separate) {
  const double largest = *std::max_element(closest.begin(), closest.end());
  for (double& distance : closest) distance *= 1.06;
  MinimiseOptions options;
  options.steps = 5000;
  options.force = 0.0;
  options.longest_move = 0.1 * largest;
  options.skin = Skin{0.3 * largest};
  minimise(atoms, SoftCore(std::move(closest), 10.0), options, separate);
  return separate(atoms);
}

/// Whether no two atoms are closer than their kinds may be; [kinds × kinds].
bool all_separate(const Structure& atoms, const std::vector<double>& closest) {
  const std::size_t kinds = atoms.species.size();
  for (std::size_t i = 0; i < atoms.r.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const double least =
          closest[static_cast<std::size_t>(atoms.type[i]) * kinds + static_cast<std::size_t>(atoms.type[j])];
      if (norm2(atoms.cell.minimum_image(atoms.r[i] - atoms.r[j])) < least * least) return false;
    }
  return true;
}

}  // namespace

Structure pack(const Composition& composition, const Quantity& density, Index seed, std::optional<double> closest) {
  Structure atoms = at_random(composition, density, seed);
  const double spacing = std::cbrt(volume_of(atoms, density) / static_cast<double>(atoms.size()));
  const double least = closest.value_or(0.85 * spacing);
  // spheres of that diameter would fill half of the box; they jam at 0.64
  if (!(least > 0.0 && least <= spacing))
    throw InputError(
        fmt::format("closest = {:.4g} Å does not fit: at this density atoms can be packed at random with "
                    "distances up to {:.4g} Å",
                    least, spacing));
  ClosestPair pair;
  if (!push_apart(atoms, {least}, [&](const Structure& now) { return !pair.find(now, least); }))
    throw InputError(
        fmt::format("could not pack {} atoms without two being closer than {:.4g} Å; ask for a smaller "
                    "'closest' or another seed",
                    atoms.size(), least));
  return atoms;
}

Structure pack(const Composition& composition, const Quantity& density, Index seed,
               const std::vector<double>& closest) {
  Structure atoms = at_random(composition, density, seed);
  if (closest.size() != atoms.species.size() * atoms.species.size())
    throw std::invalid_argument("expected a least distance for each pair of species");
  if (!push_apart(atoms, closest, [&](const Structure& now) { return all_separate(now, closest); }))
    throw InputError(
        fmt::format("could not pack {} atoms into a box of {:.4g} Å with their least distances; ask for "
                    "smaller ones, a lower density or another seed",
                    atoms.size(), std::cbrt(atoms.cell.volume())));
  return atoms;
}

}  // namespace liquidus
