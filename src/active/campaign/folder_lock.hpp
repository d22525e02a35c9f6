#pragma once
#include <string>

namespace liquidus {

/// Held by one program at a time, given up when it ends, however it does.
class FolderLock {
 public:
  /// @param patience  s to wait for another to give it up: what a killed program was about to start holds it until it
  /// has become a program of its own
  /// @throws Error if another program holds it, or it can't be made
  explicit FolderLock(const std::string& folder, double patience = 1.0);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int file_;
};

}  // namespace liquidus
