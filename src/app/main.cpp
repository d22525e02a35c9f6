#include <fmt/format.h>

#include <cstdio>
#include <exception>

#include "app/command.hpp"
#include "app/threads_wait.hpp"
#include "app/version.hpp"
#include "core/errors.hpp"

namespace {

constexpr int failed = 1, users_mistake = 2, simulation_stopped = 3;

int say(const char* what, int code) {
  std::fflush(stdout);
  fmt::print(stderr, "liquidus: {}\n", what);
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  liquidus::limit_spinning(argv);
  CLI::App program("Liquidus simulates melts and holds the result against diffraction data.", "liquidus");
  program.set_version_flag("--version", liquidus::version);
  program.require_subcommand(1);
  program.footer(
      "Examples:\n"
      "  liquidus run examples/nacl-1150K.toml\n"
      "  liquidus list potentials\n"
      "Each command has examples of its own: liquidus COMMAND --help.");
  try {
    liquidus::add_run_command(program);
    liquidus::add_evaluate_command(program);
    liquidus::add_scatter_command(program);
    liquidus::add_convert_command(program);
    liquidus::add_model_command(program);
    liquidus::add_train_command(program);
    liquidus::add_list_command(program);
    program.parse(argc, argv);
    return 0;
  } catch (const CLI::ParseError& e) {
    const int code = program.exit(e);
    return code == 0 ? 0 : users_mistake;
  } catch (const liquidus::InputError& e) {
    return say(e.what(), users_mistake);
  } catch (const liquidus::SimulationError& e) {
    return say(e.what(), simulation_stopped);
  } catch (const std::exception& e) {
    return say(e.what(), failed);
  }
}
