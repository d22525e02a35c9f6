#include "app/terminal.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>

namespace liquidus {
namespace {

volatile std::sig_atomic_t stop = 0;
extern "C" void note_stop_signal(int) { stop = 1; }

bool on_terminal() {
  static const bool terminal = isatty(STDERR_FILENO) == 1;
  return terminal;
}

}  // namespace

void show_progress(std::string_view line) {
  if (on_terminal()) fmt::print(stderr, "\r\033[K{}", line);
}

void clear_progress() { show_progress(""); }

void heed_stop_signals() {
  std::signal(SIGINT, note_stop_signal);
  std::signal(SIGTERM, note_stop_signal);
}

bool asked_to_stop() { return stop != 0; }

}  // namespace liquidus
