#pragma once
#include <string>

namespace liquidus {

/// Held by one program at a time, given up when it ends, however it does.
class FolderLock {
 public:
  /// @throws Error if another program holds it, or it can't be made
  explicit FolderLock(const std::string& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int file_;
};

}  // namespace liquidus
