#pragma once
#include <array>
#include <string>
#include <vector>

#include "app/measuring.hpp"

namespace liquidus {

/// `[sample]` of a file for `liquidus data`.
struct SampleKeys {
  std::vector<std::string> species;
  std::vector<double> amounts;
  Quantity density;
};

inline constexpr std::array sample_fields = {
    Field<SampleKeys>{"species", "", "what it is made of, as [\"Na\", \"Cl\"]", &SampleKeys::species, true},
    Field<SampleKeys>{"amounts", "", "how much of each, in any common measure of numbers, as [1, 1]",
                      &SampleKeys::amounts, true},
    Field<SampleKeys>{"density", "1/Å^3|g/cm^3", "of the sample", &SampleKeys::density, true},
};

struct DataKeys {
  std::string title, output = "data";
};

inline constexpr std::array data_fields = {
    Field<DataKeys>{"title", "", "for the screen", &DataKeys::title},
    Field<DataKeys>{"output", "", "folder of the curves and summary.json", &DataKeys::output},
};

/// Measured totals of one sample, without a model.
struct DataOptions {
  DataKeys keys;
  SampleKeys sample;
  std::vector<double> fractions;  // [species] Σ = 1
  double density = 0.0;           // 1/Å³
  std::vector<ExperimentOptions> experiments;
};

/// @throws InputError with every mistake
DataOptions read_data_file(const std::string& path, const std::vector<std::string>& overrides);
std::vector<std::pair<std::string, Echo>> echo(const DataOptions& options);
std::string data_file_help();

}  // namespace liquidus
