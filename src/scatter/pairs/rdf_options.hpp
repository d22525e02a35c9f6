#pragma once
#include <array>
#include <limits>
#include <string>
#include <vector>

#include "core/options.hpp"
#include "scatter/experiment/compare.hpp"
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

/// `[[compare]]`: a measured g(r) to hold a measure against.
struct RdfCompareOptions {
  std::string measure = "rdf", pair, file;
  std::string holds = "g", function = "T";
  double from = 0.0, to = 0.0;                                // Å
  double density = std::numeric_limits<double>::quiet_NaN();  // 1/Å³
};

inline constexpr std::array rdf_compare_fields = {
    Field<RdfCompareOptions>{"measure", "", "name of the [[measure]]", &RdfCompareOptions::measure},
    Field<RdfCompareOptions>{"pair", "", "the pair, as \"Na-Cl\", or \"total\"", &RdfCompareOptions::pair, true},
    Field<RdfCompareOptions>{"file", "", "measured curve: columns r (Å) and the function", &RdfCompareOptions::file,
                             true},
    Field<RdfCompareOptions>{"holds", "",
                             "the function in the file: g, D = 4πρr(g−1), T = 4πρrg, G = g−1 or R = 4πρr²g",
                             &RdfCompareOptions::holds, false, "g|D|T|G|R"},
    Field<RdfCompareOptions>{"function", "", "the function that R_χ is taken on", &RdfCompareOptions::function, false,
                             "g|D|T|G|R"},
    Field<RdfCompareOptions>{"from", "Å", "lower end of the range", &RdfCompareOptions::from, true},
    Field<RdfCompareOptions>{"to", "Å", "upper end of the range", &RdfCompareOptions::to, true},
    Field<RdfCompareOptions>{"density", "1/Å^3",
                             "number density that the file's D or T were made with; the model's if left out",
                             &RdfCompareOptions::density},
};

/// @throws InputError naming the option that is out of range
PairDistributionOptions pair_distribution_options(const RdfOptions& options);

/// Reads the measured file and compares. @throws InputError as read_curve, PairDistributions::pair and compare
Agreement compare_with_file(const PairDistributions& model, const RdfCompareOptions& options);

/// pair_table() as a file. @throws Error if the file can't be written
void write_pair_distributions(const std::string& path, const PairDistributions& result);

}  // namespace liquidus
