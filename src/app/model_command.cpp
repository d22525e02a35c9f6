#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "app/command.hpp"
#include "app/potential_file.hpp"
#include "core/elements.hpp"
#include "core/errors.hpp"
#include "mlip/mace_model.hpp"
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

struct NewModel {
  std::string out, cutoff = "5 Å";
  std::vector<std::string> elements;
  MaceConfig config;
  bool agnesi = false;
  std::uint64_t seed = 1;
};

std::vector<int> atomic_numbers(const std::vector<std::string>& symbols) {
  std::vector<int> numbers;
  std::vector<std::string> known;
  for (const auto& element : elements()) known.emplace_back(element.symbol);
  for (const auto& symbol : symbols) {
    const auto element = find_element(symbol);
    if (!element) throw InputError("--elements: there is no element '" + symbol + "'" + suggestion(symbol, known));
    numbers.push_back(element->Z);
  }
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

void make_new(NewModel options) {
  auto& config = options.config;
  config.atomic_numbers = atomic_numbers(options.elements);
  config.atomic_energies.assign(config.atomic_numbers.size(), 0.0);
  config.r_max = quantity_argument("--cutoff", options.cutoff, "Å");
  if (options.agnesi) config.distance_transform = "agnesi";
  make_mace_file(config, options.seed, options.out);
  fmt::print("{}: a MACE model with random parameters, not trained\n", options.out);
}

void add_info(CLI::App& model) {
  auto file = std::make_shared<std::string>();
  auto* info = model.add_subcommand("info", "Convention, elements, cutoff, parameters, and whether it can be trained");
  info->add_option("file", *file, "TorchScript model, or the name of one that comes along")->required();
  info->footer("Example:\n  liquidus model info mace-lammps.pt");
  info->callback([file] { print_info(*file); });
}

void add_lammps(CLI::App& model) {
  auto files = std::make_shared<std::pair<std::string, std::string>>();
  auto* lammps = model.add_subcommand("lammps", "Write a MACE model as LAMMPS's pair_style mace reads it");
  lammps->add_option("input", files->first, "MACE model scripted whole, such as one that was trained here")->required();
  lammps->add_option("output", files->second, "The file for pair_coeff")->required();
  lammps->footer("Example:\n  liquidus model lammps train/model.pt model-lammps.pt");
  lammps->callback([files] {
    convert_for_lammps(potential_path(files->first), files->second);
    fmt::print("{}: for LAMMPS (pair_style mace no_domain_decomposition)\n", files->second);
  });
}

void add_new(CLI::App& model) {
  auto options = std::make_shared<NewModel>();
  auto& config = options->config;
  auto* command =
      model.add_subcommand("new", "Write a MACE model with random parameters: for tests of speed and memory");
  command->add_option("output", options->out, "The model's file, .pt")->required();
  command->add_option("--elements", options->elements, "Symbols, Na,Cl")->delimiter(',')->required();
  command->add_option("--cutoff", options->cutoff, "Largest distance of neighbours")->capture_default_str();
  command->add_option("--channels", config.channels, "Width of the hidden features")->capture_default_str();
  command->add_option("--max-L", config.max_L, "Hidden features have l = 0 … max-L")->capture_default_str();
  command->add_option("--max-ell", config.max_ell, "Degree of the spherical harmonics")->capture_default_str();
  command->add_option("--correlation", config.correlation, "Neighbours correlated by one layer")->capture_default_str();
  command->add_option("--layers", config.interactions, "Message-passing steps")->capture_default_str();
  command->add_option("--bessel", config.bessel, "Radial functions")->capture_default_str();
  command->add_option("--neighbours", config.neighbours, "Messages are divided by this")->capture_default_str();
  const CLI::IsMember kinds({"residual", "non-residual", "density-residual", "density"});
  command->add_option("--first-interaction", config.first_interaction, "Kind of the first layer")
      ->check(kinds)
      ->capture_default_str();
  command->add_option("--interaction", config.interaction, "Kind of the other layers")
      ->check(kinds)
      ->capture_default_str();
  command->add_flag("--zbl", config.zbl, "Add the repulsion by Ziegler, Biersack and Littmark");
  command->add_flag("--agnesi", options->agnesi, "Transform distances before the radial functions");
  command->add_flag("--single", config.single_precision, "32-bit numbers");
  command->add_option("--seed", options->seed, "Seed of the parameters")->capture_default_str();
  command->footer("Example:\n  liquidus model new medium.pt --elements Na,Cl --cutoff \"6 Å\" --bessel 10");
  command->callback([options] { make_new(*options); });
}

}  // namespace

void add_model_command(CLI::App& program) {
  auto* command = program.add_subcommand("model", "Learned potentials: what is in a file, and files for others");
  command->require_subcommand(1);
  add_info(*command);
  add_lammps(*command);
  add_new(*command);
}

}  // namespace liquidus
