#include "app/potential_analyse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "app/analyse_report.hpp"
#include "app/command.hpp"
#include "app/model_files.hpp"
#include "core/errors.hpp"
#include "io/file.hpp"

namespace liquidus {
namespace {

struct Arguments {
  std::string input, pair, correction, temperature, output;
  std::vector<std::string> overrides;
};

/// A set's potentials, all of their mistakes at once.
std::vector<AnalysedPotential> analyse_all(const AnalyseOptions& options) {
  std::vector<AnalysedPotential> all;
  Problems problems;
  for (const auto& keys : options.potentials) try {
      all.push_back(analyse(keys, options.keys));
    } catch (const InputError& error) {
      problems.add(keys.at, error.what());
    }
  problems.throw_if_any();
  return all;
}

/// The set of one that the command line names.
AnalyseOptions single(const Arguments& arguments) {
  if (!arguments.overrides.empty()) throw InputError("--set changes a value of a set of potentials (TOML)");
  if (has_ending(arguments.input, ".h5") && arguments.correction.empty())
    throw InputError("'" + arguments.input + "' is a correction; name the potential it is added to, " +
                     "BASE --correction " + arguments.input);
  if (arguments.temperature.empty())
    throw InputError(
        "--temperature is needed, \"85 K\": of the diameters, of B2 and of a correction that depends on it");
  AnalysedKeys keys;
  keys.name = std::filesystem::path(arguments.input).stem().string();
  keys.file = arguments.correction.empty() ? arguments.input : arguments.correction;
  keys.base = arguments.correction.empty() ? "" : arguments.input;
  keys.pair = arguments.pair.empty() ? only_pair(arguments.input, arguments.correction) : arguments.pair;
  keys.temperature = quantity_argument("--temperature", arguments.temperature, "K");
  if (!(keys.temperature > 0.0)) throw InputError("--temperature must be positive");
  AnalyseOptions options;
  options.potentials.push_back(std::move(keys));
  return options;
}

AnalyseOptions set(const Arguments& arguments) {
  for (const auto& [name, given] :
       {std::pair("--temperature", !arguments.temperature.empty()), std::pair("--pair", !arguments.pair.empty()),
        std::pair("--correction", !arguments.correction.empty())})
    if (given) throw InputError(std::string(name) + " is for a single potential; a set has it in its [[potential]]");
  return read_analyse_file(arguments.input, arguments.overrides);
}

void run(const Arguments& arguments) {
  const bool is_set = is_analyse_file(arguments.input);
  AnalyseOptions options = is_set ? set(arguments) : single(arguments);
  if (!arguments.output.empty()) options.keys.output = arguments.output;
  const auto potentials =
      is_set ? analyse_all(options) : std::vector{analyse(options.potentials.front(), options.keys)};
  const auto laws = scaling_laws(potentials, options.scaling.exponent);
  if (!options.keys.title.empty()) fmt::print("{}\n", options.keys.title);
  fmt::print("{}{}", figures_table(potentials), scaling_table(laws, options));
  if (!is_set && arguments.output.empty()) return;
  fmt::print("\nin {}\n", fmt::join(write_analysis(potentials, laws, options), ", "));
}

}  // namespace

void add_potential_analyse(CLI::App& group, const Communicator&) {
  auto* command = group.add_subcommand(
      "analyse", "σ, well, Weeks-Chandler-Andersen split and diameters of pair potentials; laws in the polarisability");
  auto arguments = std::make_shared<Arguments>();
  command
      ->add_option(
          "input", arguments->input,
          "A set of potentials (TOML), or one: a name from `liquidus list potentials`, a parameter file, a model")
      ->required();
  command->add_option("--temperature", arguments->temperature, "Of a single potential's diameters, as \"85 K\"");
  command->add_option("--pair", arguments->pair,
                      "Of a single potential, as Na-Cl; may be left out if it has one species");
  command->add_option("--correction", arguments->correction, "A correction (.h5) to be added to a single potential");
  command->add_option("-o,--output", arguments->output,
                      "Folder of curves and summary.json; for a single potential none");
  command->add_option("--set", arguments->overrides, "Change a value of a set's file: --set draws=2000")
      ->allow_extra_args(false);
  command->footer([] {
    return "Examples:\n"
           "  liquidus potential analyse argon --temperature \"85 K\"\n"
           "  liquidus potential analyse argon --correction argon.h5 --temperature \"85 K\" -o analysis\n"
           "  liquidus potential analyse examples/noble-gases/analyse.toml\n\n" +
           analyse_file_help();
  });
  command->callback([arguments] { run(*arguments); });
}

}  // namespace liquidus
