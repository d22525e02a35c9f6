#pragma once
#include <array>

#include "core/options.hpp"
#include "scatter/measure.hpp"

namespace liquidus {

/// `[[measure]] type = "structure-factor"`: by direct sums over the wave vectors of the box.
struct StructureFactorOptions : MeasureKeys {
  double q_max = 10.0, width = 0.05;  // 1/Å
  Index vectors = 300;
  Index seed = 1;
};

inline constexpr auto structure_factor_fields = joined(
    measure_fields<StructureFactorOptions>,
    std::array{
        Field<StructureFactorOptions>{"q_max", "1/Å", "largest Q; the smallest is 2π over the box",
                                      &StructureFactorOptions::q_max},
        Field<StructureFactorOptions>{"width", "1/Å", "width of a bin in Q", &StructureFactorOptions::width},
        Field<StructureFactorOptions>{"vectors", "", "most wave vectors of a bin; of more, a random choice is taken",
                                      &StructureFactorOptions::vectors},
        Field<StructureFactorOptions>{"seed", "", "of the choice of wave vectors", &StructureFactorOptions::seed},
    });

}  // namespace liquidus
