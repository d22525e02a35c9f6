#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <tuple>

#include "app/command.hpp"
#include "app/literature.hpp"
#include "app/potential_file.hpp"
#include "app/report.hpp"
#include "app/run_options.hpp"
#include "app/summary_json.hpp"
#include "app/terminal.hpp"
#include "app/time_table.hpp"
#include "core/errors.hpp"
#include "core/threads.hpp"
#include "core/units.hpp"
#include "io/xyz.hpp"
#include "md/build.hpp"
#include "md/minimise.hpp"
#include "md/simulation.hpp"
#include "parallel/agreement.hpp"
#include "parallel/domain.hpp"

namespace liquidus {
namespace {

struct Options {
  std::string file;
  std::vector<std::string> overrides;
  bool restart = false, overwrite = false, check = false;
  int threads = 0;
};

/// Shows progress on a terminal's stderr; false once the user or the queue has asked to stop.
bool watch(const Progress& progress) {
  show_progress(progress_line(progress));
  return !asked_to_stop();
}

std::string composition(const Structure& atoms) {
  std::string text;
  const auto counts = atoms.counts();
  for (std::size_t k = 0; k < counts.size(); ++k)
    text += fmt::format("{}{} {}", k ? ", " : "", counts[k], atoms.species[k].name);
  return text;
}

std::string from_to(Index least, Index most) {
  return least == most ? fmt::format("{}", least) : fmt::format("{}–{}", least, most);
}

/// "4 ranks × 2 threads". Collective.
std::string ranks_and_threads(const Communicator& ranks) {
  const Index fewest = ranks.min(Index{threads()}), most = ranks.max(Index{threads()});
  if (ranks.alone()) return fmt::format("threads: {}", most);
  return fmt::format("{} ranks × {} thread{}", ranks.size(), from_to(fewest, most), most == 1 ? "" : "s");
}

/// What the potential's corrections weren't made for, with these atoms.
std::vector<std::string> remarks_of(const RunFileOptions& options, const LoadedPotential& potential,
                                    const Structure& atoms) {
  return correction_remarks(potential, atoms, last_temperatures(options.md.stages));
}

void print_start(const RunFileOptions& options, const Structure& atoms, const LoadedPotential& potential,
                 const std::string& workers) {
  if (!options.md.run.title.empty()) fmt::print("{}\n", options.md.run.title);
  fmt::print("  {} atoms ({}), {:.4f} g/cm³, {:.5f} atoms/Å³\n", atoms.size(), composition(atoms),
             atoms.density() / units::g_per_cm3, atoms.number_density());
  fmt::print("  potential: {}\n{}", potential.title, models_text(potential, atoms));
  for (const auto& remark : remarks_of(options, potential, atoms)) fmt::print("  warning: {}\n", remark);
  fmt::print("  {}, seed: {}, results in {}/\n\n", workers, options.md.run.seed, options.md.run.output);
  std::fflush(stdout);
}

void print_spread(const Spread& spread) {
  fmt::print("  bricks: {} × {} × {}, of {} atoms; ghosts per atom: {:.2f} ({:.2f}–{:.2f} on a rank)\n\n",
             spread.grid[0], spread.grid[1], spread.grid[2], from_to(spread.fewest, spread.most), spread.ghosts,
             spread.ghosts_least, spread.ghosts_most);
  std::fflush(stdout);
}

void print_stages(const Summary& summary) {
  const auto value = [](const Average& a, double unit, int digits) {
    return with_error({a.mean / unit, std::isfinite(a.error) ? std::optional(a.error / unit) : std::nullopt}, digits);
  };
  fmt::print("{:<14}{:>9}{:>14}{:>15}{:>15}{:>17}{:>18}\n", "stage", "ps", "T (K)", "P (GPa)", "ρ (g/cm³)",
             "U (eV/atom)", "drift (eV/atom)");
  for (const auto& stage : summary.stages)
    fmt::print("{:<14}{:>9.2f}{:>14}{:>15}{:>15}{:>17}{:>18.1e}\n", stage.name, stage.time / units::ps,
               value(stage.temperature, 1.0, 1), value(stage.pressure, units::GPa, 3),
               value(stage.density, units::g_per_cm3, 4), value(stage.potential, 1.0, 5), stage.drift);
  fmt::print("\n");
}

void hand_over(const RunFileOptions& options, const Measures& measures, Simulation& simulation) {
  for (std::size_t k = 0; k < measures.all().size(); ++k) {
    const MeasureKeys& keys = options.measuring.measures[k].keys;
    simulation.measure(keys.name, *measures.all()[k], keys.stages);
  }
}

/// Curves, comparisons and the summary into the run's folder, and the short of them on stdout.
void report(const RunFileOptions& options, const Structure& atoms, RunResults results) {
  const std::string& folder = options.md.run.output;
  write_curves(folder, results.measured);
  print_stages(results.summary);
  for (const auto& remark : results.remarks) fmt::print("warning: {}\n", remark);
  if (!results.remarks.empty()) fmt::print("\n");
  fmt::print("{}", measured_text(folder, results.measured));
  if (const std::string table = literature_table(options, results); !table.empty()) fmt::print("{}\n", table);
  write_summary(folder + "/summary.json", options, atoms, results);
  fmt::print("{}\n", time_table(results.phases, results.ranks));
  fmt::print("{} steps in {:.1f} s ({:.0f} steps/s)\n", results.summary.steps, results.summary.seconds,
             results.summary.steps_per_second);
}

void print_candidates(const std::string& folder) {
  const std::string path = RunFolder::candidates_path(folder);
  if (!std::filesystem::exists(path)) return;
  Index frames = 0;
  for (XyzReader reader(path); reader.skip();) ++frames;
  fmt::print("{} frame{} that the committee disagrees on {} in {}\n\n", frames, frames == 1 ? "" : "s",
             frames == 1 ? "is" : "are", path);
}

/// A folder with an earlier run's results is not written over by mistake.
void require_free(const std::string& folder) {
  for (const char* name : {"checkpoint.h5", "trajectory.h5", "thermo.csv"})
    if (std::filesystem::exists(std::filesystem::path(folder) / name))
      throw InputError("'" + folder + "' holds the results of an earlier run (" + name +
                       "); go on with it by --restart, replace it by --overwrite, or choose another output");
}

/// Goes through a restart once without touching the folder: a checkpoint that doesn't fit is refused before its rows
/// and frames are cut back.
void require_fitting(const RunFileOptions& options, const Structure& atoms, const Potential& potential,
                     const Checkpoint& checkpoint, const Communicator& ranks) {
  Simulation trial(atoms, potential, options.md, nullptr, ranks);
  const Measures measures(options.measuring.measures, ranks);
  hand_over(options, measures, trial);
  trial.restore(checkpoint);
}

/// What ranks other than the root have in a folder's place: a queue may ask any of them to stop.
struct Stopper : RunSink {
  bool progress(const Progress&) override { return !asked_to_stop(); }
};

std::unique_ptr<RunSink> make_sink(const Options& given, const RunFileOptions& options, const Checkpoint& checkpoint,
                                   const Communicator& ranks) {
  std::unique_ptr<RunSink> sink = std::make_unique<Stopper>();
  on_root(ranks, [&] {
    const auto& [folder, write] = std::tie(options.md.run.output, options.md.write);
    sink = std::make_unique<RunFolder>(given.restart ? RunFolder::resume(folder, write, checkpoint, watch)
                                                     : RunFolder(folder, write, watch));
  });
  return sink;
}

/// The root reads and checks first: where it finds a mistake, it alone says so.
RunFileOptions read_options(const Options& given, const Communicator& ranks) {
  RunFileOptions options;
  root_first(ranks, [&] { options = read_run_file(given.file, given.overrides); });
  return options;
}

void run(const Options& given, const Communicator& ranks) {
  keep_memory();
  use_threads(given.threads, ranks);
  const RunFileOptions options = read_options(given, ranks);
  const std::string& folder = options.md.run.output;
  Checkpoint checkpoint;  // these two on the root
  Structure atoms;
  on_root(ranks, [&] {
    if (given.restart) checkpoint = Checkpoint::load(RunFolder::checkpoint_path(folder));
    if (!given.restart && !given.overwrite && !given.check) require_free(folder);
    atoms = build_structure(options.md.structure, options.md.run.seed);
    check_scatterers(options.measuring.experiments, atoms.species);
  });
  broadcast_species(ranks, atoms.species);
  const LoadedPotential potential = load_potential(
      PotentialChoice{options.potential.file, options.potential.committee, options.potential,
                      options.md.committee.level, options.correction, common_temperature(options.md.stages)},
      atoms.species, ranks);
  const std::string workers = ranks_and_threads(ranks);
  if (ranks.is_root()) print_start(options, atoms, potential, workers);
  if (given.check) {
    if (ranks.is_root()) fmt::print("The run file is in order.\n");
    return;
  }
  if (!given.restart && options.md.structure.file.empty() && options.md.structure.relax > 0)
    minimise(atoms, *potential.potential, {.steps = options.md.structure.relax}, {}, ranks);

  if (given.restart) require_fitting(options, atoms, *potential.potential, checkpoint, ranks);
  const auto sink = make_sink(given, options, checkpoint, ranks);
  Simulation simulation(atoms, *potential.potential, options.md, sink.get(), ranks);
  const Measures measures(options.measuring.measures, ranks);
  hand_over(options, measures, simulation);
  if (given.restart) simulation.restore(checkpoint);
  if (!ranks.alone())
    if (const Spread spread = simulation.spread(); ranks.is_root()) print_spread(spread);
  heed_stop_signals();
  const PhaseSeconds before = PhaseClock::here().seconds();
  const bool finished = simulation.run();
  const auto phases = time_by_phase(ranks, before, PhaseClock::here().seconds());
  const Structure& end = simulation.atoms();
  auto found = results_of(options.measuring.measures, measures);
  on_root(ranks, [&] {
    clear_progress();
    print_candidates(folder);
    if (!finished) fmt::print("Stopped at step {}; go on with --restart.\n\n", simulation.step());
    report(options, end,
           {given.file, potential.title, potential.source, remarks_of(options, potential, end), ranks.size(), threads(),
            phases, simulation.summary(), evaluate(options.measuring, std::move(found))});
  });
}

}  // namespace

void add_run_command(CLI::App& program, const Communicator& ranks) {
  auto* command = program.add_subcommand("run", "Simulate a melt as a run file says, and measure it");
  auto options = std::make_shared<Options>();
  command->add_option("file", options->file, "Run file (TOML)")->required();
  command->add_option("--set", options->overrides, "Change a value: --set stage.production.steps=2000")
      ->allow_extra_args(false);
  command->add_flag("--restart", options->restart, "Go on from the checkpoint in the output folder");
  command->add_flag("--overwrite", options->overwrite, "Replace an earlier run's results in the output folder")
      ->excludes("--restart");
  command->add_flag("--check", options->check, "Read and check everything, then stop");
  command->add_option("--threads", options->threads, "Threads of a rank; its share of the cores if left out");
  command->footer([] {
    return "Examples:\n"
           "  liquidus run examples/argon-85K.toml\n"
           "  liquidus run examples/nacl-1150K.toml --set stage.production.time=\"100 ps\" --set seed=2\n"
           "  liquidus run examples/nacl-1150K.toml --restart\n"
           "  mpirun -n 4 liquidus run examples/nacl-1150K.toml\n\n" +
           run_file_help();
  });
  command->callback([options, &ranks] { run(*options, ranks); });
}

}  // namespace liquidus
