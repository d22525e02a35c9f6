#pragma once
#include <string>
#include <utility>
#include <vector>

#include "app/run_options.hpp"
#include "correct/loop/fit_options.hpp"

namespace liquidus {

/// All that `liquidus correct` reads from its file.
struct CorrectFileOptions {
  PotentialOptions potential;
  FitOptions fit;
};

/// Reads and checks the file, with the overrides of --set, and what its data hold. @throws InputError with every
/// mistake, one per line
CorrectFileOptions read_correct_file(const std::string& path, const std::vector<std::string>& overrides);

/// Every option used, as a TOML file that gives the same fit.
std::vector<std::pair<std::string, Echo>> echo(const CorrectFileOptions& options);
std::string correct_file_help();

}  // namespace liquidus
