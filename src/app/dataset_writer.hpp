#pragma once
#include <set>
#include <string>
#include <vector>

#include "core/structure.hpp"

namespace liquidus {

/// Puts sets of frames into a folder: "train" becomes FOLDER/train.extxyz, or what the format says.
class DatasetWriter {
 public:
  /// @param format  extxyz, extxyz.gz or h5
  DatasetWriter(std::string folder, std::string format, std::string label_prefix);

  /// @throws InputError if `file` is one of the sets that a curation writes
  void require_no_input(const std::string& file) const;
  /// Renamed into place when complete. "removed" is always extended XYZ. @return the path @throws Error
  std::string write(const std::string& name, const std::vector<const Frame*>& frames);
  /// Removes sets that an earlier curation left in the folder and that were not written since.
  void drop_others() const;

 private:
  std::vector<std::string> all_paths() const;
  std::string path_of(const std::string& name) const;

  std::string folder_, format_, prefix_;
  std::set<std::string> written_;
};

}  // namespace liquidus
