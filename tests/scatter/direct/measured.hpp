#pragma once
#include <vector>

#include "scatter/direct/structure_factor.hpp"

namespace liquidus::testing {

inline StructureFactorOptions up_to(double q_max, double width, Index vectors = Index{1} << 40) {
  StructureFactorOptions options;
  options.q_max = q_max;
  options.width = width;
  options.vectors = vectors;
  return options;
}

inline DirectStructureFactors measured(const std::vector<Structure>& frames, const StructureFactorOptions& options) {
  DirectStructureFactor measure(options);
  for (const auto& frame : frames) measure.add(frame);
  return measure.result();
}

}  // namespace liquidus::testing
