#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <memory>

#include "app/command.hpp"
#include "app/measured_json.hpp"
#include "app/report.hpp"
#include "app/scatter_options.hpp"
#include "app/version.hpp"
#include "core/errors.hpp"
#include "core/threads.hpp"
#include "io/file.hpp"
#include "parallel/agreement.hpp"
#include "scatter/measure_trajectory.hpp"

namespace liquidus {
namespace {

struct Options {
  std::string input, out, cutoff = "10 Å", width = "0.02 Å", volume;
  std::vector<std::string> overrides;
  Index blocks = 10;
  FrameRange range;
  RdfCompareOptions compare;
  std::string from, to, density;
  int threads = 0;
};

void make_folder(const std::string& folder) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure) throw Error("can't make the folder '" + folder + "': " + failure.message());
}

/// What would stop the experiments at the end of a long trajectory stops them here.
void check_first_frame(const ScatterOptions& options) {
  if (options.measuring.experiments.empty()) return;
  const auto frame = open_trajectory(options.keys.trajectory, trajectory_of(options.keys).notes)->next();
  if (frame) check_scatterers(options.measuring.experiments, frame->atoms.species);
}

/// All measures of the file in one pass over the trajectory; every rank reads the frames and does its share of each.
void scatter_file(const Options& given, const Communicator& ranks) {
  ScatterOptions options;
  on_root(ranks, [&] {
    options = read_scatter_file(given.input, given.overrides);
    check_first_frame(options);
  });
  together(ranks, [&] {
    if (!ranks.is_root()) options = read_scatter_file(given.input, given.overrides);
  });
  const auto start = std::chrono::steady_clock::now();
  auto found = measure_file(options.measuring.measures, trajectory_of(options.keys), ranks);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  on_root(ranks, [&] {
    const Index frames = found.front().frames;
    const MeasuredResults results = evaluate(options.measuring, std::move(found));
    const std::string& folder = options.keys.output;
    make_folder(folder);
    write_curves(folder, results);
    Json json = {{"program", "liquidus"},
                 {"version", version},
                 {"file", given.input},
                 {"options", options_json(echo(options))},
                 {"frames", frames}};
    add_measured(json, results);
    json["performance"] = {{"ranks", ranks.size()}, {"threads", threads()}, {"seconds", seconds.count()}};
    write_json(folder + "/summary.json", json);
    if (!options.keys.title.empty()) fmt::print("{}\n", options.keys.title);
    fmt::print("{}: {} frames\n\n{}", options.keys.trajectory, frames, measured_text(folder, results));
  });
}

/// g(r) alone, without a file of options.
void scatter_pairs(const Options& options) {
  RdfOptions rdf;
  rdf.cutoff = quantity_argument("--cutoff", options.cutoff, "Å");
  rdf.width = quantity_argument("--width", options.width, "Å");
  rdf.blocks = options.blocks;
  if (!options.volume.empty()) rdf.volume = quantity_argument("--volume", options.volume, "Å^3");
  PairDistribution distribution(pair_distribution_options(rdf));
  Measure* const measures[] = {&distribution};
  measure_trajectory({options.input, options.range, std::numeric_limits<double>::quiet_NaN(), {}}, measures);
  const auto result = distribution.result();
  fmt::print("{}: {} frames, {:.5f} atoms/Å³\n\n{}", options.input, result.frames, result.number_density,
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

void scatter(const Options& options, const Communicator& ranks) {
  use_threads(options.threads, ranks);
  if (has_ending(options.input, ".toml"))
    scatter_file(options, ranks);
  else
    on_root(ranks, [&] { scatter_pairs(options); });
}

}  // namespace

void add_scatter_command(CLI::App& program, const Communicator& ranks) {
  auto* command = program.add_subcommand("scatter", "What diffraction and a melt's motion say of a trajectory");
  auto options = std::make_shared<Options>();
  command
      ->add_option("input", options->input,
                   "A file that says what to measure (TOML), or for g(r) alone a trajectory or structure")
      ->required();
  command->add_option("--set", options->overrides, "Change a value of the file: --set first=100")
      ->allow_extra_args(false);
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
  command->add_option("--threads", options->threads, "Threads of a rank; its share of the cores if left out");
  command->footer([] {
    return "Examples:\n"
           "  liquidus scatter examples/scatter-nacl.toml\n"
           "  mpirun -n 4 liquidus scatter examples/scatter-nacl.toml\n"
           "  liquidus scatter run/trajectory.h5 -o gr.csv\n"
           "  liquidus scatter run/trajectory.h5 --compare datasets/argon/yarnell-1973-gr.csv --pair Ar-Ar --from \"1 "
           "Å\" --to \"10 Å\"\n\n" +
           scatter_file_help();
  });
  command->callback([options, &ranks] { scatter(*options, ranks); });
}

}  // namespace liquidus
