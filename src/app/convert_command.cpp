#include <fmt/format.h>

#include <array>
#include <memory>
#include <optional>

#include "app/command.hpp"
#include "app/frame_writer.hpp"
#include "core/errors.hpp"
#include "io/trajectory.hpp"

namespace liquidus {
namespace {

struct Options {
  std::string in, out, prefix;
  FrameRange range;
  std::array<Index, 3> copies{1, 1, 1};
};

Frame replicated(const Frame& frame, const std::array<Index, 3>& copies) {
  if (copies == std::array<Index, 3>{1, 1, 1}) return frame;
  Frame larger;
  larger.step = frame.step;
  larger.time = frame.time;
  try {
    larger.atoms = replicate(frame.atoms, copies);
  } catch (const std::invalid_argument& e) {
    throw InputError(std::string("--replicate: ") + e.what());
  }
  return larger;
}

void convert(const Options& options) {
  require_different(options.in, options.out);
  FrameWriter out(options.out, options.prefix);
  const Index frames = for_each_frame(options.in, options.range,
                                      [&](const Frame& frame, Index) { out.write(replicated(frame, options.copies)); });
  out.close();
  fmt::print("{}: {} frame{}\n", options.out, frames, frames == 1 ? "" : "s");
}

}  // namespace

void add_convert_command(CLI::App& program) {
  auto* command = program.add_subcommand("convert", "Change the format of structures and trajectories");
  auto options = std::make_shared<Options>();
  command
      ->add_option("input", options->in,
                   "Extended XYZ (also .gz), H5MD, CIF, POSCAR or another of Open Babel's formats")
      ->required();
  command->add_option("-o,--output", options->out, "Extended XYZ (.xyz, .extxyz, also .gz) or H5MD (.h5, .h5md)")
      ->required();
  command->add_option("--first", options->range.first, "First frame, counted from 0");
  command->add_option("--last", options->range.last, "Last frame; -1 is the end");
  command->add_option("--every", options->range.every, "Take every n-th frame");
  command->add_option("--replicate", options->copies, "Copies of the cell along a, b and c; labels are dropped");
  command->add_option("--label-prefix", options->prefix, "Put before energy, forces and stress in XYZ, such as REF_");
  command->footer(
      "Examples:\n"
      "  liquidus convert NaCl.cif -o start.extxyz --replicate 4 4 4\n"
      "  liquidus convert run/trajectory.h5 -o frames.extxyz.gz --first 100 --every 10");
  command->callback([options] { convert(*options); });
}

}  // namespace liquidus
