#pragma once
#include <CLI/CLI.hpp>
#include <string>
#include <string_view>

#include "parallel/communicator.hpp"

namespace liquidus {

/// Each adds its subcommand to the program. What it does runs while the command line is parsed, and reports mistakes by
/// throwing; main turns them into messages and exit codes. Those that take the ranks work on all of them; of the others
/// main runs one, on rank 0.
void add_run_command(CLI::App& program, const Communicator& ranks);
void add_evaluate_command(CLI::App& program, const Communicator& ranks);
void add_scatter_command(CLI::App& program, const Communicator& ranks);
void add_transform_command(CLI::App& program);
void add_convert_command(CLI::App& program);
void add_data_command(CLI::App& program);
void add_dataset_command(CLI::App& program);
void add_model_command(CLI::App& program);
void add_potential_command(CLI::App& program, const Communicator& ranks);
void add_train_command(CLI::App& program, const Communicator& ranks);
void add_correct_command(CLI::App& program, const Communicator& ranks);
void add_active_command(CLI::App& program, const Communicator& ranks);
void add_mix_command(CLI::App& program);
void add_list_command(CLI::App& program);

/// "10 Å" given to an option, in internal units. @throws InputError naming the option if it isn't such a quantity
double quantity_argument(std::string_view option, std::string_view text, std::string_view unit);

/// @throws InputError if writing `out` would replace the file `in` before it is read
void require_different(const std::string& in, const std::string& out);

/// Keeps freed memory for the next step or batch of a model: given back to the system and taken again, its pages cost a
/// quarter of the time.
void keep_memory();

/// Sets the number of threads of this rank: `count`, or if it is 0 OMP_NUM_THREADS, or else this rank's share of the
/// cores that its machine grants. Collective. @throws InputError for a negative count
void use_threads(int count, const Communicator& ranks);

}  // namespace liquidus
