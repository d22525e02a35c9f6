#include "app/command.hpp"
#include "app/potential_analyse.hpp"
#include "app/potential_export.hpp"

namespace liquidus {

void add_potential_command(CLI::App& program, const Communicator& ranks) {
  auto* command = program.add_subcommand("potential", "Pair potentials and corrections: analysis, files for others");
  command->require_subcommand(1);
  add_potential_analyse(*command, ranks);
  add_potential_export(*command);
}

}  // namespace liquidus
