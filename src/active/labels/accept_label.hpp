#pragma once
#include <optional>
#include <string>

#include "active/labels/label_output.hpp"
#include "core/structure.hpp"

namespace liquidus {

/// What a label must keep to.
struct LabelRules {
  double displacement = 1e-3;  // Å, that positions may differ by from those asked for; printed digits
  double net_force = 0.05;     // eV/Å, largest component of the sum of all forces: a grid that is too coarse
  bool stress = true;          // must be there
};

/// A label that can be taken, or why not.
struct Acceptance {
  std::optional<Frame> frame;  // the structure asked for, atoms in its order, with energy, forces and stress
  std::string reason;          // empty with a frame
};

/// Takes what an output says for a structure. The output must be finished, complete and finite, and show the cell and
/// the atoms that were asked for; those may stand in another order, as programs that sort by element have them.
Acceptance accept_label(const LabelOutput& output, const Structure& asked, const LabelRules& rules = {});

}  // namespace liquidus
