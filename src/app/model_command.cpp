#include <fmt/format.h>

#include <memory>

#include "app/command.hpp"
#include "app/potential_file.hpp"
#include "mlip/model_info.hpp"

namespace liquidus {
namespace {

void print_info(const std::string& name_or_path) {
  const ModelInfo info = inspect_model(potential_path(name_or_path));
  const auto line = [](std::string_view key, const std::string& value) { fmt::print("{:<12}{}\n", key, value); };
  line("file", info.file);
  line("convention", info.convention);
  line("elements", fmt::format("{}: {}", info.elements.size(), fmt::join(info.elements, " ")));
  line("cutoff", fmt::format("{:g} Å", info.cutoff));
  line("layers",
       fmt::format("{}: an atom's energy depends on others up to {:g} Å away", info.layers, info.cutoff * info.layers));
  line("parameters", fmt::format("{}", info.parameters));
  line("dtype", info.dtype);
  if (!info.heads.empty()) line("heads", fmt::format("{}", fmt::join(info.heads, " ")));
  line("trainable", info.trainable > 0 ? fmt::format("{} parameters", info.trainable) : "no: " + info.why_frozen);
}

}  // namespace

void add_model_command(CLI::App& program) {
  auto* command = program.add_subcommand("model", "Learned potentials: what is in a file");
  command->require_subcommand(1);
  auto file = std::make_shared<std::string>();
  auto* info =
      command->add_subcommand("info", "Convention, elements, cutoff, parameters, and whether it can be trained");
  info->add_option("file", *file, "TorchScript model, or the name of one that comes along")->required();
  info->footer("Example:\n  liquidus model info mace-lammps.pt");
  info->callback([file] { print_info(*file); });
}

}  // namespace liquidus
