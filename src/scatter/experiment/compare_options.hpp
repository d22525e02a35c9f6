#pragma once
#include <array>
#include <limits>
#include <string>

#include "core/options.hpp"
#include "scatter/experiment/compare.hpp"

namespace liquidus {

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

/// Reads the measured file and compares. @throws InputError as read_curve, PairDistributions::pair and compare
Agreement compare_with_file(const PairDistributions& model, const RdfCompareOptions& options);

}  // namespace liquidus
