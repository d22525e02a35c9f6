#pragma once
#include <fstream>
#include <string>

#include "core/vec3.hpp"

namespace liquidus {

/// A table whose rows begin with a step, written as a run goes. Rows are on the disk as soon as they are added, so that
/// a killed run keeps them; one that goes on from a checkpoint takes off those beyond it. A file that is there is
/// replaced by the first row, unless resume() came before.
class RowFile {
 public:
  /// @param path  empty for one that writes nothing, as on ranks other than the root
  RowFile(std::string path, std::string header) : path_(std::move(path)), header_(std::move(header)) {}

  /// Keeps the rows up to the step `last`. @throws Error if the file can't be written
  void resume(Index last);
  /// @throws Error if the file can't be written
  void add(const std::string& row);

 private:
  std::string path_, header_;
  std::ofstream out_;
};

}  // namespace liquidus
