#include "md/build.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "core/errors.hpp"
#include "io/read_structure.hpp"

namespace liquidus {

Structure build_structure(const StructureOptions& options, Index seed) {
  Structure atoms;
  if (options.file.empty()) {
    const Composition all =
        options.counts.empty() ? scaled_to(parse_formula(options.formula), options.atoms) : options.counts;
    const auto closest = std::isnan(options.closest) ? std::nullopt : std::optional(options.closest);
    atoms = pack(all, options.density, seed, closest);
  } else {
    auto frames = read_frames(options.file);
    const auto n = static_cast<Index>(frames.size());
    const Index index = options.frame < 0 ? n + options.frame : options.frame;
    if (index < 0 || index >= n)
      throw InputError(
          fmt::format("frame = {}: '{}' has {} frame{}", options.frame, options.file, n, n == 1 ? "" : "s"));
    atoms = std::move(frames[static_cast<std::size_t>(index)].atoms);
  }
  if (options.replicate.empty()) return atoms;
  try {
    return replicate(atoms, {options.replicate[0], options.replicate[1], options.replicate[2]});
  } catch (const std::invalid_argument& error) {
    throw InputError(fmt::format("replicate: {}", error.what()));
  }
}

}  // namespace liquidus
