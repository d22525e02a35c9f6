#include <fmt/format.h>

#include <memory>

#include "app/command.hpp"
#include "app/frame_writer.hpp"
#include "app/potential_file.hpp"
#include "core/errors.hpp"
#include "scatter/analyse_trajectory.hpp"

namespace liquidus {
namespace {

struct Options {
  std::string in, out, potential, prefix;
  FrameRange range;
  int threads = 0;
};

/// The frame with energy (eV), forces (eV/Å), stress (eV/Å³, if it has a volume) and atomic energies computed anew.
Frame evaluated(const Frame& frame, const Potential& potential) {
  Frame result = frame;
  const Evaluation found = evaluate(potential, frame.atoms, true);
  result.energy = found.energy;
  result.forces = found.forces;
  result.atomic_energies = found.atomic_energies;
  result.stress.reset();
  if (frame.atoms.cell.fully_periodic()) result.stress = (-1.0 / frame.atoms.cell.volume()) * found.virial;
  return result;
}

void evaluate_file(const Options& options) {
  use_threads(options.threads);
  FrameWriter out(options.out, options.prefix);
  LoadedPotential potential;
  std::vector<Species> species;
  const Index frames = for_each_frame(options.in, options.range, [&](const Frame& frame, Index) {
    if (!potential.potential || species != frame.atoms.species) {
      species = frame.atoms.species;
      potential = load_potential(options.potential, species);
    }
    out.write(evaluated(frame, *potential.potential));
  });
  out.close();
  fmt::print("{}: {} frame{} with energy, forces and stress of {}\n", options.out, frames, frames == 1 ? "" : "s",
             potential.title);
}

}  // namespace

void add_evaluate_command(CLI::App& program) {
  auto* command = program.add_subcommand("evaluate", "Energy, forces and stress of structures");
  auto options = std::make_shared<Options>();
  command->add_option("input", options->in, "Extended XYZ, H5MD, CIF, POSCAR or another of Open Babel's formats")
      ->required();
  command->add_option("--potential", options->potential, "A name from `liquidus list potentials`, or a TOML file")
      ->required();
  command->add_option("-o,--output", options->out, "Extended XYZ or H5MD; stress in eV/Å³, ASE's sign")->required();
  command->add_option("--label-prefix", options->prefix, "Put before energy, forces and stress in XYZ, such as REF_");
  command->add_option("--first", options->range.first, "First frame, counted from 0");
  command->add_option("--last", options->range.last, "Last frame; -1 is the end");
  command->add_option("--every", options->range.every, "Take every n-th frame");
  command->add_option("--threads", options->threads, "Threads; all cores if left out");
  command->footer(
      "Examples:\n"
      "  liquidus evaluate --potential nacl-fumi-tosi frames.extxyz -o evaluated.extxyz\n"
      "  liquidus evaluate --potential my-melt.toml start.cif -o start.extxyz");
  command->callback([options] { evaluate_file(*options); });
}

}  // namespace liquidus
