#include "active/campaign/folder_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include "core/errors.hpp"

namespace liquidus {

FolderLock::FolderLock(const std::string& folder, double patience) {
  const auto path = folder + "/lock";
  file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);  // jobs that are started don't inherit it
  if (file_ < 0) throw Error("cannot open '" + path + "': " + std::strerror(errno));
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(patience);
  while (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
    const int why = errno;
    if (why == EWOULDBLOCK && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      continue;
    }
    ::close(file_);
    if (why == EWOULDBLOCK) throw Error("another program is at work in '" + folder + "'");
    throw Error("cannot lock '" + path + "': " + std::strerror(why));
  }
}

FolderLock::~FolderLock() { ::close(file_); }

}  // namespace liquidus
