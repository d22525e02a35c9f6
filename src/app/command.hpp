#pragma once
#include <CLI/CLI.hpp>
#include <string>
#include <string_view>

namespace liquidus {

/// Each adds its subcommand to the program. What it does runs while the command line is parsed, and reports mistakes by
/// throwing; main turns them into messages and exit codes.
void add_run_command(CLI::App& program);
void add_evaluate_command(CLI::App& program);
void add_scatter_command(CLI::App& program);
void add_convert_command(CLI::App& program);
void add_model_command(CLI::App& program);
void add_train_command(CLI::App& program);
void add_list_command(CLI::App& program);

/// "10 Å" given to an option, in internal units. @throws InputError naming the option if it isn't such a quantity
double quantity_argument(std::string_view option, std::string_view text, std::string_view unit);

/// @throws InputError if writing `out` would replace the file `in` before it is read
void require_different(const std::string& in, const std::string& out);

/// Keeps freed memory for the next step or batch of a model: given back to the system and taken again, its pages cost a
/// quarter of the time.
void keep_memory();

/// Sets the number of threads, if the option was given. @throws InputError below 1
void use_threads(int count);

}  // namespace liquidus
