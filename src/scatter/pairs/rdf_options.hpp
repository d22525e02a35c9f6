#pragma once
#include <array>
#include <limits>
#include <string>
#include <vector>

#include "core/options.hpp"
#include "scatter/pairs/pair_distribution.hpp"

namespace liquidus {

/// `[[measure]] type = "rdf"`.
struct RdfOptions : MeasureKeys {
  RdfOptions() { type = "rdf"; }                             // what a [[measure]] is that names no type
  double cutoff = 10.0, width = 0.02;                        // Å
  double volume = std::numeric_limits<double>::quiet_NaN();  // Å³
};

inline constexpr auto rdf_fields = joined(
    measure_fields<RdfOptions>,
    std::array{
        Field<RdfOptions>{"cutoff", "Å", "largest distance; may be beyond half the box", &RdfOptions::cutoff},
        Field<RdfOptions>{"width", "Å", "width of a bin", &RdfOptions::width},
        Field<RdfOptions>{"volume", "Å^3", "volume of the sample, where the cell isn't periodic in all directions",
                          &RdfOptions::volume},
    });

/// @throws InputError naming the option that is out of range
PairDistributionOptions pair_distribution_options(const RdfOptions& options);

/// pair_table() as a file. @throws Error if the file can't be written
void write_pair_distributions(const std::string& path, const PairDistributions& result);

}  // namespace liquidus
