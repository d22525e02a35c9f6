#include <fmt/format.h>

#include <memory>

#include "app/command.hpp"
#include "app/report.hpp"
#include "core/errors.hpp"
#include "scatter/measure_trajectory.hpp"
#include "scatter/pairs/rdf_options.hpp"

namespace liquidus {
namespace {

struct Options {
  std::string trajectory, out, cutoff = "10 Å", width = "0.02 Å", volume;
  Index blocks = 10;
  FrameRange range;
  RdfCompareOptions compare;
  std::string from, to, density;
  int threads = 0;
};

void scatter(const Options& options) {
  use_threads(options.threads, Communicator());
  RdfOptions rdf;
  rdf.cutoff = quantity_argument("--cutoff", options.cutoff, "Å");
  rdf.width = quantity_argument("--width", options.width, "Å");
  rdf.blocks = options.blocks;
  if (!options.volume.empty()) rdf.volume = quantity_argument("--volume", options.volume, "Å^3");
  PairDistribution distribution(pair_distribution_options(rdf));
  Measure* const measures[] = {&distribution};
  measure_trajectory(options.trajectory, options.range, measures);
  const auto result = distribution.result();
  fmt::print("{}: {} frames, {:.5f} atoms/Å³\n\n{}", options.trajectory, result.frames, result.number_density,
             shells_table(result));
  if (!options.out.empty()) {
    write_pair_distributions(options.out, result);
    fmt::print("\ng(r) and coordination numbers are in {}\n", options.out);
  }
  if (options.compare.file.empty()) return;
  RdfCompareOptions compare = options.compare;
  if (options.from.empty() || options.to.empty())
    throw InputError("--compare needs --from and --to, such as --from \"2 Å\" --to \"10 Å\"");
  if (compare.pair.empty()) throw InputError("--compare needs --pair, such as --pair Na-Cl");
  compare.from = quantity_argument("--from", options.from, "Å");
  compare.to = quantity_argument("--to", options.to, "Å");
  if (!options.density.empty()) compare.density = quantity_argument("--density", options.density, "1/Å^3");
  fmt::print("\n{}", agreement_text(compare, compare_with_file(result, compare)));
}

}  // namespace

void add_scatter_command(CLI::App& program) {
  auto* command = program.add_subcommand("scatter", "Pair distributions g(r) of a trajectory, and how they compare");
  auto options = std::make_shared<Options>();
  command->add_option("trajectory", options->trajectory, "H5MD, extended XYZ, or a structure")->required();
  command->add_option("-o,--output", options->out, "CSV file for the partial g(r) and coordination numbers");
  command->add_option("--cutoff", options->cutoff, "Largest distance; may be beyond half the box")
      ->capture_default_str();
  command->add_option("--width", options->width, "Width of a bin")->capture_default_str();
  command->add_option("--blocks", options->blocks, "Least number of blocks for the error bars")->capture_default_str();
  command->add_option("--volume", options->volume, "Volume of the sample where the cell isn't periodic");
  command->add_option("--first", options->range.first, "First frame, counted from 0");
  command->add_option("--last", options->range.last, "Last frame; -1 is the end");
  command->add_option("--every", options->range.every, "Take every n-th frame");
  command->add_option("--compare", options->compare.file, "Measured curve: columns r (Å) and the function");
  command->add_option("--pair", options->compare.pair, "The pair it is held against, as Na-Cl, or total");
  command->add_option("--holds", options->compare.holds, "The function in the file: g, D or T")->capture_default_str();
  command->add_option("--function", options->compare.function, "The function that R_χ is taken on: g, D or T")
      ->capture_default_str();
  command->add_option("--from", options->from, "Lower end of the range of comparison");
  command->add_option("--to", options->to, "Upper end of the range of comparison");
  command->add_option("--density", options->density, "Number density of the measurement, if the file holds D or T");
  command->add_option("--threads", options->threads, "Threads; all cores if left out");
  command->footer(
      "Examples:\n"
      "  liquidus scatter run/trajectory.h5 -o gr.csv\n"
      "  liquidus scatter run/trajectory.h5 --compare datasets/argon/yarnell-1973-gr.csv --pair Ar-Ar --from \"1 Å\" "
      "--to \"10 Å\"");
  command->callback([options] { scatter(*options); });
}

}  // namespace liquidus
