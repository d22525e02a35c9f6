#pragma once
#include <string_view>

namespace liquidus {

/// One line of progress on stderr, in place of the one before; silent where that is no terminal.
void show_progress(std::string_view line);
void clear_progress();

/// From here on SIGINT and SIGTERM (a person, or a queue whose time is up) ask the process to stop and don't end it.
void heed_stop_signals();
/// Whether one of them has come.
bool asked_to_stop();

}  // namespace liquidus
