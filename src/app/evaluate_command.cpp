#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "app/command.hpp"
#include "app/evaluator.hpp"
#include "app/frame_writer.hpp"
#include "core/errors.hpp"
#include "io/file.hpp"
#include "io/trajectory.hpp"
#include "io/xyz.hpp"
#include "mlip/label_errors.hpp"

namespace liquidus {
namespace {

struct Options {
  std::string in, out, potential, prefix, parity;
  std::vector<std::string> models, labels, label_prefixes;
  ModelKeys keys;
  std::string correction, temperature;
  bool atomic_virials = false, trust_units = false;
  FrameRange range;
  int threads = 0;
};

PotentialChoice choice(const Options& options) {
  if (options.potential.empty() == options.models.empty())
    throw InputError("evaluate needs either --potential (a name or a parameter file) or --model (a learned potential)");
  PotentialChoice chosen;
  chosen.keys = options.keys;
  chosen.correction.file = options.correction;
  if (!options.temperature.empty()) chosen.temperature = quantity_argument("--temperature", options.temperature, "K");
  if (!options.potential.empty()) {
    chosen.file = options.potential;
  } else {
    chosen.file = options.models.front();
    chosen.committee = {options.models.begin() + 1, options.models.end()};
  }
  return chosen;
}

LabelsWanted labels_wanted(const Options& options) {
  LabelsWanted wanted{false, false, false, options.label_prefixes, options.trust_units};
  if (wanted.prefixes.empty()) wanted.prefixes = {"REF_"};
  if (options.label_prefixes.empty() && !options.labels.empty()) wanted.prefixes.emplace_back("");
  const std::vector<std::string> known = {"energy", "forces", "stress"};
  for (const auto& label : options.labels) {
    if (std::find(known.begin(), known.end(), label) == known.end())
      throw InputError("--labels: there is no label '" + label + "'" + suggestion(label, known));
    (label == "energy" ? wanted.energy : label == "forces" ? wanted.forces : wanted.stress) = true;
  }
  return wanted;
}

/// Whether the first frame has labels under names of their own, such as REF_energy.
bool is_labelled(const Options& options) {
  const auto ends = [&](const char* ending) { return has_ending(options.in, ending); };
  if (!(ends(".xyz") || ends(".extxyz") || ends(".xyz.gz") || ends(".extxyz.gz"))) return false;
  auto prefixes = options.label_prefixes;
  if (prefixes.empty()) prefixes = {"REF_"};
  const auto frame = XyzReader(options.in, {prefixes}).next();
  return frame && (frame->energy || !frame->forces.empty() || frame->stress);
}

/// The labels beside what was computed, under the names that they are told by.
void keep_labels(const Frame& labels, Frame& result) {
  if (labels.energy) result.info["REF_energy"] = *labels.energy;
  if (labels.stress) {
    std::vector<double> numbers;
    for (const auto& row : *labels.stress) numbers.insert(numbers.end(), row.begin(), row.end());
    result.info["REF_stress"] = std::move(numbers);
  }
  auto& forces = result.arrays["REF_forces"];
  for (const auto& f : labels.forces) forces.insert(forces.end(), f.begin(), f.end());
  if (forces.empty()) result.arrays.erase("REF_forces");
}

/// Names that the writer gives to computed values can't stand among the other keys too.
void drop_earlier(Frame& frame, const std::string& prefix) {
  for (const char* name : {"energy", "stress", "forces", "energies", "charges"}) {
    frame.info.erase(prefix + name);
    frame.arrays.erase(prefix + name);
  }
}

struct Entry {
  LabelledFrame labelled;
  bool isolated;  // a reference energy, not a sample
};

/// One file's labelled frames and isolated atoms, in its order.
std::vector<Entry> in_order(LabelledSet set) {
  std::vector<Entry> all;
  for (auto& frame : set.frames) all.push_back({std::move(frame), false});
  for (auto& frame : set.isolated) all.push_back({std::move(frame), true});
  std::sort(all.begin(), all.end(),
            [](const Entry& a, const Entry& b) { return a.labelled.number < b.labelled.number; });
  return all;
}

bool chosen(const FrameRange& range, Index i) {
  return i >= range.first && (range.last < 0 || i <= range.last) && (i - range.first) % range.every == 0;
}

[[noreturn]] void refuse_range(const Options& options) {
  throw InputError({options.in, 0}, fmt::format("--first {} --last {} --every {} leave no frame", options.range.first,
                                                options.range.last, options.range.every));
}

Index evaluate_labelled(const Options& options, Evaluator& evaluator, FrameWriter& out) {
  if (options.range.every < 1) refuse_range(options);
  auto set = read_labelled_set({options.in}, labels_wanted(options));
  for (const auto& warning : set.warnings) fmt::print(stderr, "warning: {}\n", warning);
  LabelErrorTable table;
  std::optional<ParityFiles> parity;
  if (!options.parity.empty()) parity.emplace(options.parity);
  Index frames = 0;
  for (const auto& [labelled, isolated] : in_order(std::move(set))) {
    if (!chosen(options.range, labelled.number)) continue;
    Frame result = evaluator(labelled.frame);
    if (!isolated) {
      table.add(labelled, result);
      if (parity) parity->add(labelled, result);
    }
    drop_earlier(result, options.prefix);
    if (options.prefix != "REF_") keep_labels(labelled.frame, result);
    out.write(result);
    ++frames;
  }
  if (frames == 0) refuse_range(options);
  if (parity) parity->close();
  fmt::print("\n{}\n", error_text(table));
  if (parity) fmt::print("Parity data are in {}/\n", options.parity);
  return frames;
}

Index evaluate_plain(const Options& options, Evaluator& evaluator, FrameWriter& out) {
  if (!options.parity.empty())
    throw InputError("--parity: '" + options.in + "' has no labels (REF_energy, REF_forces, REF_stress); labels " +
                     "without a prefix are asked for by --labels energy,forces");
  return for_each_frame(options.in, options.range, [&](const Frame& frame, Index) {
    Frame result = evaluator(frame);
    drop_earlier(result, options.prefix);
    out.write(result);
  });
}

void evaluate_file(const Options& options, const Communicator& ranks) {
  keep_memory();
  use_threads(options.threads, ranks);
  require_different(options.in, options.out);
  Evaluator evaluator(choice(options), options.atomic_virials, ranks);
  evaluator.run([&] {
    const bool labelled = !options.labels.empty() || is_labelled(options);
    FrameWriter out(options.out, options.prefix);
    const Index frames =
        labelled ? evaluate_labelled(options, evaluator, out) : evaluate_plain(options, evaluator, out);
    out.close();
    fmt::print("{}: {} frame{} with energy, forces and stress of {}\n", options.out, frames, frames == 1 ? "" : "s",
               evaluator.title());
  });
}

void add_model_options(CLI::App& command, Options& options) {
  command
      .add_option("--model", options.models,
                  "A learned potential (TorchScript: MACE, NequIP, SevenNet); several are a committee")
      ->allow_extra_args(false);
  command.add_option("--device", options.keys.device, "Of a learned potential: cpu (default), cuda, cuda:1");
  command.add_option("--precision", options.keys.precision, "Of a learned potential: native, float32, float64")
      ->check(CLI::IsMember({"native", "float32", "float64"}));
  command.add_option("--head", options.keys.head, "Of a model that has several");
  command.add_option("--memory", options.keys.memory, "What an evaluation may take, such as \"8 GB\"");
  command.add_flag("--atomic-virials", options.atomic_virials, "Also the virial of each atom, nine components, eV");
}

void add_label_options(CLI::App& command, Options& options) {
  command
      .add_option("--labels", options.labels,
                  "Labels that the file must have, to compare with: energy,forces,stress. Without this, what stands "
                  "under REF_ names is compared")
      ->delimiter(',')
      ->allow_extra_args(false);
  command
      .add_option("--reference-prefix", options.label_prefixes, "Prefix of the labels' names in the input (REF_, none)")
      ->allow_extra_args(false);
  command.add_option("--parity", options.parity,
                     "Folder for energy.csv, forces.csv and stress.csv: labels beside predictions");
  command.add_flag("--trust-units", options.trust_units, "Take the labels for eV, eV/Å and eV/Å³ whatever their size");
}

}  // namespace

void add_evaluate_command(CLI::App& program, const Communicator& ranks) {
  auto* command = program.add_subcommand("evaluate", "Energy, forces and stress of structures; errors against labels");
  auto options = std::make_shared<Options>();
  command->add_option("input", options->in, "Extended XYZ, H5MD, CIF, POSCAR or another of Open Babel's formats")
      ->required();
  command->add_option("--potential", options->potential, "A name from `liquidus list potentials`, or a TOML file");
  add_model_options(*command, *options);
  command->add_option("--correction", options->correction, "A correction that is added to the potential (HDF5)");
  command->add_option("--temperature", options->temperature,
                      "That a correction which depends on it is taken at, \"1150 K\"");
  command->add_option("-o,--output", options->out, "Extended XYZ or H5MD; stress in eV/Å³, ASE's sign")->required();
  command->add_option("--label-prefix", options->prefix, "Put before energy, forces and stress in XYZ, such as REF_");
  add_label_options(*command, *options);
  command->add_option("--first", options->range.first, "First frame, counted from 0");
  command->add_option("--last", options->range.last, "Last frame; -1 is the end");
  command->add_option("--every", options->range.every, "Take every n-th frame");
  command->add_option("--threads", options->threads, "Threads; all cores if left out");
  command->footer(
      "Examples:\n"
      "  liquidus evaluate --potential nacl-fumi-tosi frames.extxyz -o evaluated.extxyz\n"
      "  liquidus evaluate --potential my-melt.toml start.cif -o start.extxyz\n"
      "  liquidus evaluate --potential argon --correction argon.h5 frames.extxyz -o corrected.extxyz\n"
      "  mpirun -n 4 liquidus evaluate --potential my-melt.toml large.h5 -o forces.h5\n"
      "  liquidus evaluate --model mace.pt test.extxyz -o evaluated.extxyz --labels energy,forces --parity parity\n"
      "  liquidus evaluate --model a.pt --model b.pt pool.extxyz -o deviations.extxyz");
  command->callback([options, &ranks] { evaluate_file(*options, ranks); });
}

}  // namespace liquidus
