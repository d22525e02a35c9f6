#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <string_view>

#include "app/command.hpp"
#include "app/threads_wait.hpp"
#include "app/version.hpp"
#include "core/errors.hpp"
#include "parallel/launch.hpp"

namespace {

constexpr int failed = 1, users_mistake = 2, simulation_stopped = 3;

/// Whether every rank takes part in the command; the others are rank 0's alone.
bool is_for_all_ranks(int argc, char** argv) {
  const std::string_view command = argc > 1 ? argv[1] : "";
  return command == "run" || command == "evaluate" || command == "train";
}

/// Where one rank of many at work has failed, the others are ended: they may wait for it.
int say(const liquidus::Launch& launch, bool all_work, const std::string& what, int code) {
  std::fflush(stdout);
  const auto verdict = all_work ? launch.failed(what) : liquidus::Launch::Verdict{what, false};
  if (!verdict.text.empty()) fmt::print(stderr, "liquidus: {}\n", verdict.text);
  if (verdict.abort) launch.abort(code);
  return code;
}

void add_commands(CLI::App& program, const liquidus::Communicator& ranks) {
  liquidus::add_run_command(program, ranks);
  liquidus::add_evaluate_command(program, ranks);
  liquidus::add_scatter_command(program);
  liquidus::add_convert_command(program);
  liquidus::add_model_command(program);
  liquidus::add_train_command(program, ranks);
  liquidus::add_list_command(program);
}

int run(int argc, char** argv, const liquidus::Launch& launch) try {
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
  } catch (const CLI::ParseError& e) {
    const int code = ranks.is_root() ? program.exit(e) : e.get_exit_code();
    return code == 0 ? 0 : users_mistake;
  }
} catch (const liquidus::InputError& e) {
  return say(launch, is_for_all_ranks(argc, argv), e.what(), users_mistake);
} catch (const liquidus::SimulationError& e) {
  return say(launch, is_for_all_ranks(argc, argv), e.what(), simulation_stopped);
} catch (const std::exception& e) {
  return say(launch, is_for_all_ranks(argc, argv), e.what(), failed);
}

}  // namespace

int main(int argc, char** argv) {
  liquidus::limit_spinning(argv);
  try {
    const liquidus::Launch launch;
    return run(argc, argv, launch);
  } catch (const std::exception& e) {
    fmt::print(stderr, "liquidus: {}\n", e.what());
    return failed;
  }
}
