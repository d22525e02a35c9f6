#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <string_view>

#include "app/command.hpp"
#include "app/exit_code.hpp"
#include "app/threads_wait.hpp"
#include "app/version.hpp"

namespace {

/// Whether every rank takes part in the command; the others are rank 0's alone.
bool is_for_all_ranks(int argc, char** argv) {
  const std::string_view command = argc > 1 ? argv[1] : "";
  return command == "run" || command == "evaluate" || command == "scatter" || command == "train" ||
         command == "correct" || command == "active";
}

void add_commands(CLI::App& program, const liquidus::Communicator& ranks) {
  liquidus::add_run_command(program, ranks);
  liquidus::add_evaluate_command(program, ranks);
  liquidus::add_scatter_command(program, ranks);
  liquidus::add_transform_command(program);
  liquidus::add_convert_command(program);
  liquidus::add_data_command(program);
  liquidus::add_dataset_command(program);
  liquidus::add_model_command(program);
  liquidus::add_potential_command(program, ranks);
  liquidus::add_train_command(program, ranks);
  liquidus::add_correct_command(program, ranks);
  liquidus::add_active_command(program, ranks);
  liquidus::add_mix_command(program);
  liquidus::add_list_command(program);
}

int run(int argc, char** argv) {
  const auto ranks = liquidus::Communicator::world();
  if (!ranks.is_root() && !is_for_all_ranks(argc, argv)) return 0;
  if (!ranks.alone()) std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);  // what is said stays said if another rank fails
  CLI::App program("Liquidus simulates melts and holds the result against diffraction data.", "liquidus");
  program.set_version_flag("--version", liquidus::version);
  program.require_subcommand(1);
  program.footer(
      "Examples:\n"
      "  liquidus run examples/nacl-1150K.toml\n"
      "  mpirun -n 4 liquidus run examples/nacl-1150K.toml\n"
      "  liquidus list potentials\n"
      "Each command has examples of its own: liquidus COMMAND --help.");
  add_commands(program, ranks);
  try {
    program.parse(argc, argv);
    return 0;
  } catch (const CLI::ParseError& e) {  // of the words alone, which all ranks have read alike
    const int code = ranks.is_root() ? program.exit(e) : e.get_exit_code();
    return code == 0 ? 0 : liquidus::users_mistake;
  }
}

}  // namespace

int main(int argc, char** argv) {
  liquidus::limit_spinning(argv);
#ifdef SIGXFSZ
  std::signal(SIGXFSZ, SIG_IGN);  // a file that has reached its limit is an error of writing, with a message
#endif
  try {
    const liquidus::Launch launch;
    return liquidus::exit_code(launch, is_for_all_ranks(argc, argv), [&] { return run(argc, argv); });
  } catch (const std::exception& e) {  // of the launch
    fmt::print(stderr, "liquidus: {}\n", e.what());
    return liquidus::failed;
  }
}
