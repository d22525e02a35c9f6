#include "active/campaign/folder_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/errors.hpp"

namespace liquidus {

FolderLock::FolderLock(const std::string& folder) {
  const auto path = folder + "/lock";
  file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);  // jobs that are started don't inherit it
  if (file_ < 0) throw Error("cannot open '" + path + "': " + std::strerror(errno));
  if (::flock(file_, LOCK_EX | LOCK_NB) == 0) return;
  ::close(file_);
  throw Error("another program is at work in '" + folder + "'");
}

FolderLock::~FolderLock() { ::close(file_); }

}  // namespace liquidus
