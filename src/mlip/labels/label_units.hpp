#pragma once
#include <span>
#include <string>
#include <vector>

#include "mlip/labelled_set.hpp"

namespace liquidus {

/// −ΔE against the work of the forces, over consecutive frames of one file that are a small step apart.
struct WorkCheck {
  Index steps = 0;           // pairs of frames that could be used
  double factor = 1.0;       // least squares through the origin: −ΔE = factor · ½ Σ (F₁ + F₂)·Δr
  double correlation = 0.0;  // of the two
};
WorkCheck work_of_forces(std::span<const LabelledFrame> frames);

/// Judges the units of one file as read_labelled_set says. @throws InputError; what is less than certain becomes a
/// sentence in `warnings`
void check_units(std::span<const LabelledFrame> frames, std::vector<std::string>& warnings);

}  // namespace liquidus
