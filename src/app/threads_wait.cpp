#include "app/threads_wait.hpp"

#include <unistd.h>

#include <array>
#include <cstdlib>

namespace liquidus {

void limit_spinning(char** argv) {
#if defined(__linux__) && defined(_OPENMP)
  if (std::getenv("GOMP_SPINCOUNT") || std::getenv("OMP_WAIT_POLICY")) return;
  std::array<char, 4096> program{};
  const ssize_t length = readlink("/proc/self/exe", program.data(), program.size() - 1);
  if (length <= 0 || setenv("GOMP_SPINCOUNT", "2000", 1) != 0) return;
  execv(program.data(), argv);
#else
  static_cast<void>(argv);
#endif
}

}  // namespace liquidus
