#pragma once
#include "scatter/measure.hpp"

namespace liquidus {

/// `[[measure]] type = "density"`: densities and the shape of the cell.
struct DensityOptions : MeasureKeys {};

inline constexpr auto density_fields = measure_fields<DensityOptions>;

/// @throws InputError naming the option that is out of range
void check(const DensityOptions& options);

}  // namespace liquidus
