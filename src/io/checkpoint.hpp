#pragma once
#include <string>

#include "core/structure.hpp"
#include "io/archive.hpp"

namespace liquidus {

/// The whole state of a run or a training.
class Checkpoint : public Archive {
 public:
  Checkpoint();
  using Archive::put;
  void put(const std::string& name, const Structure& atoms);
  Structure structure(const std::string& name) const;
  /// @throws InputError if the file is missing, no checkpoint, truncated, damaged or of another version
  static Checkpoint load(const std::string& path);

 private:
  explicit Checkpoint(Archive loaded) : Archive(std::move(loaded)) {}
};

}  // namespace liquidus
